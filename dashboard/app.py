"""The script Streamlit runs: who is here, which pages are theirs, the frame around each."""

import streamlit as st

from dashboard import frame, identity
from dashboard.errors import DashboardError
from dashboard.explain import explain
from data_access.errors import DatabaseUnavailable, DataError

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
try:
    person = identity.current()
    frame.page(person).run()
except identity.SignedOut:
    frame.signed_out()
except DatabaseUnavailable as problem:
    frame.away(explain(problem))
except (DashboardError, DataError) as problem:
    frame.refused(explain(problem))
