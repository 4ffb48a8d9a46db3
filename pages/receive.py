"""Receive returns: files from e-mails handed over at once, and what became of each."""

import streamlit as st

from dashboard import identity
from dashboard.actions import bulk
from dashboard.readings import bundles, receive_page
from dashboard.views import component, links, receiving, receiving_controls, receiving_sheet

person = identity.current()
working = receiving.styles()
receiving.carry_out(bulk.receive, person, working)
receiving_controls.carry_out(bulk.try_again, bulk.take_with_word, person)

number = links.number(st.query_params.get("goi"))
found = component.some(receive_page.read(person, number))
if found.bundle is None:
    component.show(receiving_sheet.intro(found.latest), key="receive_intro", view=links.RECEIVE)
    receiving.outcome()
    with st.container(key="receive_before"):
        receiving.uploader()
        component.show(
            receiving_sheet.earlier(found.latest), key="receive_earlier", view=links.RECEIVE
        )
    st.stop()

if found.bundle.count(None):
    receiving.read_on(bulk.read_next, bundles.progress, person, number)
at = receiving_sheet.shown(st.query_params.to_dict())
view = links.to_bundle(number, at.end, at.page)
component.show(receiving_sheet.bundle_head(found.bundle), key="receive_head", view=view)
receiving_controls.outcome()
receiving_controls.controls(found.bundle)
component.show(receiving_sheet.bundle_sheet(found.bundle, at), key="receive", view=view)
