"""Review returns: the queue and who is missing; one return beside what it is compared with."""

import streamlit as st

from dashboard import identity
from dashboard.actions import decisions
from dashboard.domain.access import Right
from dashboard.readings import progress, returns
from dashboard.views import component, deciding, handing_in, links, reach, review_queue

person = identity.current()
reached = reach.units(person, Right.REVIEW_RETURN, progress.units_visible(person))
if not reached:
    component.nothing_to_see()
    st.stop()

handing_in.styles()
queue = returns.queue(person)
deciding.told(queue)
return_id = reach.number(st.query_params.get("return"))

if return_id is None:
    period = progress.latest_period()
    missing = [
        receipt
        for unit in reach.tops(reached)
        for receipt in progress.receipts(person, unit.code, period)
    ]
    component.show(
        review_queue.queue_page(queue, missing, period), key="review_queue", view=links.REVIEW
    )
    st.stop()

detail = returns.detail(person, return_id)
component.show(
    review_queue.review_sheet(detail, queue), key="review", view=links.to_review(return_id)
)
wish = deciding.wish(detail, person, reach.includes(reached, detail.unit))
if wish:
    deciding.carry_out(decisions.accept, decisions.send_back, person, wish)
