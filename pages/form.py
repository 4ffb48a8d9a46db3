"""Type the return in: figures and lists on the page, looked over there, and handed in."""

import streamlit as st

from dashboard import identity
from dashboard.actions import returns as actions
from dashboard.readings import drafts
from dashboard.readings import form_page as readings
from dashboard.views import component, filters, form, form_page, handing_in, submission

person = identity.current()
working = handing_in.styles()
query = st.query_params.to_dict()
asked = filters.asked(query)
onward = form_page.carry_out(actions.submit, drafts.opening, actions.file_name, person, working)
if onward:
    st.switch_page("../pages/submit.py", query_params=onward)

found = component.some(readings.read(person, asked, handing_in.predecessor()))
while form_page.looked_over(actions.check, actions.file_name, person, found, query, working):
    found = component.some(readings.read(person, asked, handing_in.predecessor()))
chosen = submission.chosen(found.choice)
if found.shut:
    form_page.shut(found.shut, chosen)
    st.stop()

opening = found.opening
review = form_page.is_review(query, opening)
component.show(
    form_page.head(
        opening, chosen, person, review=review, held_up=form_page.is_held_up(query, opening)
    ),
    key="form_head",
    view=form_page.address(chosen, review=review),
)
if not review:
    form.sheet(opening, person, form_page.address(chosen, review=True))
    st.stop()

file = form_page.workbook(opening, actions.file_name)
checked = handing_in.found(file, chosen)
if isinstance(checked, str):
    handing_in.refusal(checked)
    st.stop()

sheet = submission.checked_sheet(checked, found.choice.units, chosen, found.before, typed=True)
component.show(sheet, key="form_checked")
handing_in.controls(checked, file, chosen)
