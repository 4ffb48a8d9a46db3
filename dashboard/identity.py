"""Who is here: the person behind the browser's session cookie, checked at every run."""

from time import monotonic, sleep

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import i18n
from dashboard.actions import signing
from dashboard.domain.access import Person
from dashboard.errors import DashboardError
from dashboard.web import owners
from dashboard.web.cookies import SESSION
from data_access.errors import DatabaseFull, DatabaseUnavailable

_LANGUAGE = "identity_language"
_PATIENCE, _LOOK_AGAIN = 8.0, 0.25


class SignedOut(DashboardError):
    """The session behind this page has ended."""


def current() -> Person:
    """Return the person, and speak their language from here on.

    Raises:
        SignedOut: no session, or it has ended.
    """
    token = st.context.cookies.get(SESSION)
    person = _patiently(token) if token else None
    if person is None:
        raise SignedOut("no valid session")
    i18n.set_language(person.language)
    st.session_state[_LANGUAGE] = person.language
    _own(person)
    return person


def _patiently(token: str) -> Person | None:
    """Wait out a database that is being started again, before anything on the page is lost."""
    until = monotonic() + _PATIENCE
    while True:
        try:
            return signing.person_of(token)
        except DatabaseFull:
            raise
        except DatabaseUnavailable:
            if monotonic() > until:
                raise
            sleep(_LOOK_AGAIN)


def _own(person: Person) -> None:
    """Let the gate know whose this Streamlit session is: its uploads and media are theirs."""
    context = get_script_run_ctx()
    if context is not None:
        owners.claim(context.session_id, person.account_id)


def _language_of_session() -> str | None:
    """A fragment runs again without the frame, in a thread that nobody set a language for."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    found = st.session_state.get(_LANGUAGE)
    return str(found) if found else None


i18n.ask_when_unset(_language_of_session)
