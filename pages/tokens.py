"""API access keys: those in force, making one, revoking one."""

import streamlit as st

from dashboard import clock, identity
from dashboard.actions import tokens as actions
from dashboard.readings import tokens as readings
from dashboard.views import component, handing_in, links, token_desk, tokens

person = identity.current()
found = readings.visible(person)
handing_in.styles()
token_desk.told()
going = token_desk.asked(found, st.query_params.to_dict())
wish = token_desk.sure(going) if going else None
component.show(
    tokens.sheet(found, person, clock.now()), key="tokens", view=links.to_tokens(going and going.id)
)
if going is None:
    wish = token_desk.wish(person)
if wish:
    token_desk.carry_out(actions, person, wish)
