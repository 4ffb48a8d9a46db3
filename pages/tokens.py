"""API access keys: those in force, making one, revoking one."""

import streamlit as st

from dashboard import clock, identity
from dashboard.actions import tokens as actions
from dashboard.readings import tokens as readings
from dashboard.views import component, handing_in, links, token_controls, tokens

person = identity.current()
token_controls.carry_out(actions, person)

found = readings.visible(person)
going = token_controls.asked(found, st.query_params.to_dict())
handing_in.styles()
token_controls.outcome()
if going:
    token_controls.sure(going)
component.show(
    tokens.sheet(found, person, clock.now()), key="tokens", view=links.to_tokens(going and going.id)
)
if not going:
    token_controls.form(person)
