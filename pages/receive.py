"""Receive returns: files from e-mails handed over at once, and what became of each."""

import streamlit as st

from dashboard import identity
from dashboard.actions import bulk
from dashboard.domain.access import Right
from dashboard.readings import bundles, progress
from dashboard.views import component, links, reach, receiving, receiving_desk, receiving_sheet

person = identity.current()
component.some(reach.units(person, Right.RECEIVE_RETURNS, progress.units_visible(person)))

receiving.styles()
number = links.number(st.query_params.get("goi"))
if number is None:
    latest = bundles.latest(person)
    component.show(receiving_sheet.intro(latest), key="receive_intro", view=links.RECEIVE)
    receiving.told()
    with st.container(key="receive_before"):
        given = receiving.files()
        if given:
            receiving.received(bulk.receive, person, given)
        component.show(receiving_sheet.earlier(latest), key="receive_earlier", view=links.RECEIVE)
    st.stop()

if bundles.progress(person, number).waiting:
    receiving.read_on(bulk.read_next, bundles.progress, person, number)
bundle = bundles.bundle(person, number)
at = receiving_sheet.shown(st.query_params.to_dict())
view = links.to_bundle(number, at.end, at.page)
component.show(receiving_sheet.bundle_head(bundle), key="receive_head", view=view)
receiving_desk.told()
receiving_desk.desk(bundle, person, bulk.try_again, bulk.take_with_word)
component.show(receiving_sheet.bundle_sheet(bundle, at), key="receive", view=view)
