"""Submit return: what is due, the form to fill in, the file with all its problems, the receipt."""

import streamlit as st

from dashboard import identity
from dashboard.actions import returns as actions
from dashboard.domain.access import Right
from dashboard.readings import progress, returns
from dashboard.views import component, handing_in, reach, submission

person = identity.current()
reached = reach.units(person, Right.SUBMIT_RETURN, progress.units_visible(person))
units = reach.reporting(reached)
if not units:
    component.nothing_to_see()
    st.stop()

handing_in.styles()
owed = returns.due(person)
chosen = submission.choice(handing_in.asked(st.query_params.to_dict()), units, owed)
handing_in.remember(chosen)
receipts = submission.own(
    [
        receipt
        for quarter in submission.quarters(chosen)
        for receipt in progress.receipts(person, chosen.unit.code, quarter)
    ],
    chosen,
)
component.show(
    submission.due_card(chosen, units, owed, receipts), key="submit_due", view=chosen.address
)
if handing_in.receipt(person, chosen):
    st.stop()

form, file = st.columns(2, gap="small")
with form:
    component.show(submission.template_card(chosen), key="submit_template")
with file:
    draft = handing_in.file()
if draft is None:
    st.stop()

stands = submission.stands(submission.now(receipts, chosen))
checked = handing_in.looked_at(actions.check, person, draft, chosen, stands)
if checked is None:
    st.stop()

prior = checked.predecessor
before = returns.detail(person, prior.return_id, prior.number).content if prior else None
component.show(submission.checked_sheet(checked, units, chosen, before), key="submit_checked")
wish = handing_in.wish(checked, chosen)
if wish:
    handing_in.submitted(actions.submit, person, draft, chosen, wish)
handing_in.told()
