"""Receive returns: files from e-mails handed over at once, and what became of each."""

import streamlit as st

from dashboard import identity
from dashboard.actions import bulk
from dashboard.domain.access import Right
from dashboard.readings import bundles, progress
from dashboard.views import component, links, reach, receiving, receiving_sheet

person = identity.current()
if not reach.units(person, Right.RECEIVE_RETURNS, progress.units_visible(person)):
    component.nothing_to_see()
    st.stop()

receiving.styles()
number = reach.number(st.query_params.get("goi"))
if number is None:
    latest = bundles.latest(person)
    component.show(receiving_sheet.intro(latest), key="receive_intro", view=links.RECEIVE)
    receiving.told()
    with st.container(key="receive_before"):
        given = receiving.files()
        if given:
            receiving.received(bulk.receive, person, given)
        component.show(receiving_sheet.earlier(latest), key="receive_earlier")
    st.stop()

if bundles.progress(person, number).waiting:
    receiving.read_on(bulk.read_next, bundles.progress, person, number)
at = receiving_sheet.shown(st.query_params.to_dict())
component.show(
    receiving_sheet.bundle_sheet(bundles.bundle(person, number), at),
    key="receive",
    view=links.to_bundle(number, at.end, at.page),
)
