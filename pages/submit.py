"""Submit return: what is due, two ways to hand it in, a file's problems, the receipt."""

import streamlit as st

from dashboard import identity
from dashboard.actions import drafts as drafting
from dashboard.actions import returns as actions
from dashboard.readings import drafts, submit_page
from dashboard.views import chosen_file, component, filters, handing_in, submission

person = identity.current()
working = handing_in.styles()
chosen_file.carry_out(actions.submit, drafting.discard, drafts.file_in_hand, person, working)

asked = filters.asked(handing_in.asked(st.query_params.to_dict()))
found = component.some(submit_page.read(person, asked, handing_in.predecessor()))
while chosen_file.taken_in(actions.check, drafting.take_from_file, person, found, working):
    found = component.some(submit_page.read(person, asked, handing_in.predecessor()))

chosen = submission.chosen(found.choice)
handing_in.remember(chosen)
component.show(
    submission.due_card(found.choice, found.receipts, found.begun),
    key="submit_due",
    view=chosen.address,
)
if handing_in.receipt(person, chosen):
    st.stop()

file = chosen_file.in_hand(found)
typing, excel = st.columns(2, gap="small")
with typing:
    draft = submission.draft_of(chosen, found.begun)
    now = submission.now(found.receipts, chosen)
    component.show(submission.web_card(chosen, draft, now), key="submit_web")
with excel:
    component.show(submission.template_card(chosen), key="submit_template")
    chosen_file.controls(file, chosen)
if file is None or chosen_file.undecided(file, chosen):
    handing_in.outcome()
    st.stop()

checked = handing_in.found(file, chosen)
if isinstance(checked, str):
    handing_in.refusal(checked)
    st.stop()

component.show(
    submission.checked_sheet(checked, found.choice.units, chosen, found.before),
    key="submit_checked",
)
handing_in.controls(checked, file, chosen, step="3")
