"""Review returns: the queue and who is missing; one return beside what it is compared with."""

import streamlit as st

from dashboard import identity
from dashboard.actions import decisions
from dashboard.domain.access import Right
from dashboard.readings import effect, progress, receipts, returns, spots, worklists
from dashboard.views import (
    component,
    deciding,
    handing_in,
    links,
    reach,
    review_queue,
    review_sheet,
)

person = identity.current()
reached = component.some(reach.units(person, Right.REVIEW_RETURN, progress.units_visible(person)))

handing_in.styles()
queue = worklists.queue(person)
deciding.told(queue)
query = st.query_params.to_dict()
return_id = links.number(query.get("return"))

if return_id is None:
    tops = reach.tops(reached)
    periods = [progress.latest_period(person, unit.code) for unit in tops]
    missing = [
        receipt
        for unit, period in zip(tops, periods, strict=True)
        for receipt in receipts.of_unit(person, unit.code, period)
    ]
    component.show(
        review_queue.queue_page(queue, missing, *periods), key="review_queue", view=links.REVIEW
    )
    st.stop()

detail = returns.detail(person, return_id, against=links.number(query.get("so_voi")))
number, prior = detail.revision.number, detail.predecessor
marked = review_sheet.marked(detail, query.get("nhan_xet"))
component.show(
    review_sheet.review_sheet(
        detail,
        queue,
        effect.effect(person, return_id, number) if detail.waits else None,
        marked,
        spots.remarks(person, return_id, prior.number) if prior else None,
    ),
    key="review",
    view=review_sheet.address(detail, marked),
)
wish = deciding.wish(detail, marked or ())
if wish:
    where = spots.of_revision(person, return_id, number) if wish.remarks else None
    deciding.carry_out(decisions.BY_MOVE, person, wish, where)
