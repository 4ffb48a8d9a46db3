"""Type the return in: figures and lists on the page, looked over there, and handed in."""

import streamlit as st

from dashboard import identity
from dashboard.actions import drafts as drafting
from dashboard.actions import returns as actions
from dashboard.domain.access import Right
from dashboard.readings import drafts, progress, returns, worklists
from dashboard.views import component, form, form_page, handing_in, reach, submission

person = identity.current()
reached = reach.units(person, Right.SUBMIT_RETURN, progress.units_visible(person))
units = component.some(reach.reporting(reached))

handing_in.styles()
query = st.query_params.to_dict()
chosen = submission.choice(query, units, worklists.due(person))
if form_page.is_shut(drafting.must_be_open, person, chosen):
    st.stop()

opening = drafts.opening(person, chosen.unit.code, chosen.period)
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

file = form_page.workbook(opening, actions.file_name, chosen)
stands = f"{opening.newest and (opening.newest.number, opening.newest.status)}"
checked = handing_in.looked_at(actions.check, person, file, chosen, stands)
if checked is None:
    st.stop()

prior = checked.predecessor
before = returns.detail(person, prior.return_id, prior.number).content if prior else None
sheet = submission.checked_sheet(checked, units, chosen, before, typed=True)
component.show(sheet, key="form_checked")
wish = handing_in.wish(checked, chosen)
if wish and handing_in.submitted(actions.submit, person, file, chosen, wish):
    st.switch_page("../pages/submit.py", query_params=chosen.query)
