"""Submit return: what is due, two ways to hand it in, a file's problems, the receipt."""

import streamlit as st

from dashboard import identity
from dashboard.actions import drafts as drafting
from dashboard.actions import returns as actions
from dashboard.domain.access import Right
from dashboard.readings import drafts, progress, receipts, returns, worklists
from dashboard.views import chosen_file, component, handing_in, reach, submission

person = identity.current()
reached = reach.units(person, Right.SUBMIT_RETURN, progress.units_visible(person))
units = component.some(reach.reporting(reached))

handing_in.styles()
owed = worklists.due(person)
chosen = submission.choice(handing_in.asked(st.query_params.to_dict()), units, owed)
handing_in.remember(chosen)
place = (person, chosen.unit.code, chosen.period)
quarters = submission.quarters(chosen)
every = [receipts.of_unit(person, chosen.unit.code, quarter) for quarter in quarters]
own = submission.own([receipt for found in every for receipt in found], chosen)
begun = drafts.begun(person)
component.show(
    submission.due_card(chosen, units, owed, own, begun), key="submit_due", view=chosen.address
)
if handing_in.receipt(person, chosen):
    st.stop()

typing, excel = st.columns(2, gap="small")
now = submission.now(own, chosen)
with typing:
    draft = submission.draft_of(chosen, begun)
    component.show(submission.web_card(chosen, draft, now), key="submit_web")
with excel:
    component.show(submission.template_card(chosen), key="submit_template")
    file = chosen_file.file(
        drafts.file_in_hand(*place), lambda version: drafting.discard(*place, version)
    )
if file is None:
    handing_in.told()
    st.stop()

checked = handing_in.looked_at(actions.check, person, file, chosen, submission.stands(now))
if checked is None or not chosen_file.kept(drafting.take_from_file, person, file, chosen, checked):
    st.stop()

prior = checked.predecessor
before = returns.detail(person, prior.return_id, prior.number).content if prior else None
component.show(submission.checked_sheet(checked, units, chosen, before), key="submit_checked")
wish = handing_in.wish(checked, chosen, step="3")
if wish and handing_in.submitted(actions.submit, person, file, chosen, wish):
    st.rerun()
