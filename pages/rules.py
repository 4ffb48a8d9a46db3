"""Rules: what a check looks for, why it does, and what to do about it."""

import streamlit as st

from dashboard import guide, identity
from dashboard.readings import parameters
from dashboard.views import component, links, rule_page

code = st.query_params.get("ma", "")
component.show(
    rule_page.rule_page(code, guide.rules(), parameters.shown(identity.current())),
    key="rules",
    view=links.rule(code),
)
