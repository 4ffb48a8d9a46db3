"""Review returns: the queue and who is missing; one return beside what it is compared with."""

import streamlit as st

from dashboard import identity
from dashboard.actions import decisions
from dashboard.readings import review_page, spots
from dashboard.views import component, deciding, handing_in, links, review_queue, review_sheet

person = identity.current()
deciding.carry_out(decisions.BY_MOVE, spots.of_revision, person)

query = st.query_params.to_dict()
return_id, against = links.number(query.get("return")), links.number(query.get("so_voi"))
found = component.some(review_page.read(person, return_id, against))

handing_in.styles()
deciding.outcome(found.queue)
if found.opened is None:
    missing = found.outstanding
    component.show(
        review_queue.queue_page(found.queue, missing.receipts, *missing.periods),
        key="review_queue",
        view=links.REVIEW,
    )
    st.stop()

detail = found.opened.detail
marked = review_sheet.marked(detail, query.get("nhan_xet"))
component.show(
    review_sheet.review_sheet(
        detail,
        found.queue,
        found.opened.effect,
        marked,
        found.opened.remarks,
        found.opened.notes,
    ),
    key="review",
    view=review_sheet.address(detail, marked),
)
deciding.controls(detail, marked or ())
