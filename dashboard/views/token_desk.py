"""The access keys, as made and revoked.

Widgets only say what is wished; the page carries it out in its own body, where the frame meets
what may go wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import streamlit as st

from dashboard import clock
from dashboard.actions.tokens import LONGEST_NAME, MOST_DAYS, USUAL_DAYS, Made
from dashboard.domain.access import Person, Right
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.i18n import _
from dashboard.views import component, links, tokens
from dashboard.views.look import stage_title
from dashboard.views.notices import notice
from data_access.errors import NotFound
from data_access.tokens import TokenRecord
from data_access.vocabulary import TokenScope

SHOWN_FOR = timedelta(minutes=10)
DAYS = (30, 90, USUAL_DAYS, MOST_DAYS)
_OPENS: tuple[TokenScope, ...] = tuple(TokenScope)
_TURN, _TOLD, _MADE = "tokens_turn", "tokens_told", "tokens_made"


@dataclass(frozen=True, slots=True)
class Wish:
    """A key wished for, or with ``revoke`` one to be revoked."""

    name: str = ""
    scope: TokenScope = TokenScope.READ
    days: int = USUAL_DAYS
    username: str | None = None
    revoke: TokenRecord | None = None


@dataclass(frozen=True, slots=True)
class _Fresh:
    made: Made
    at: datetime


class Actions(Protocol):
    """What the page hands over: the actions on keys."""

    add: Callable[..., Made]
    revoke: Callable[[Person, int], bool]


def told() -> None:
    """Say once what has just been done, and show a key just made until it is put away."""
    said: tuple[str, str] | None = st.session_state.pop(_TOLD, None)
    if said is not None:
        component.show(notice(said[0], said[1], arrive=True), key="tokens_told_card")
    fresh: _Fresh | None = st.session_state.get(_MADE)
    if fresh is None:
        return
    if clock.now() - fresh.at > SHOWN_FOR:
        _put_away()
        return
    component.show(tokens.fresh(fresh.made), key=f"tokens_made_{fresh.made.id}")
    st.button(_("I have put the key in a safe place"), key="tokens_kept", on_click=_put_away)


def _put_away() -> None:
    st.session_state.pop(_MADE, None)


def asked(found: Sequence[TokenRecord], query: Mapping[str, str]) -> TokenRecord | None:
    """Return the key that the address asks to revoke, if it still opens anything."""
    number = links.number(query.get("thu_hoi"))
    now = clock.now()
    return next(
        (
            each
            for each in found
            if each.id == number and each.revoked_at is None and each.expires_at > now
        ),
        None,
    )


def sure(each: TokenRecord) -> Wish | None:
    """Ask whether the key is to be revoked; the address without it is the way back."""
    with st.container(key="tokens_sure"):
        title = _("Revoke the key “{name}” of {account}?")
        st.html(stage_title(title.format(name=each.name, account=each.display_name)))
        st.text(_("The program that uses it is turned away at once. This cannot be undone."))
        with st.container(horizontal=True):
            pressed = st.button(_("Revoke the key"), type="primary", key="tokens_revoke")
            if st.button(_("Keep it"), key="tokens_keep"):
                st.query_params.clear()
                st.rerun()
    return Wish(revoke=each) if pressed else None


def wish(person: Person) -> Wish | None:
    """Draw the form of a new key, and return what was wished."""
    turn = st.session_state.setdefault(_TURN, 0)
    with st.container(key="tokens_new"), st.form("tokens_form", border=False):
        st.html(stage_title(_("Make a new key")))
        name = st.text_input(
            _("Which program it is for"),
            key=f"tokens_name_{turn}",
            max_chars=LONGEST_NAME,
            placeholder=_("for instance: the unit's reporting software"),
        )
        scope = st.radio(
            _("What it opens"),
            _OPENS,
            format_func=lambda each: _(tokens.SCOPES[each]),
            key=f"tokens_scope_{turn}",
            horizontal=True,
        )
        days = st.radio(
            _("Valid for"),
            DAYS,
            index=DAYS.index(USUAL_DAYS),
            format_func=lambda count: _("{count} days").format(count=count),
            key=f"tokens_days_{turn}",
            horizontal=True,
        )
        username = _username(person, turn)
        sent = st.form_submit_button(_("Make the key"), type="primary", key="tokens_make")
    return Wish(name or "", scope, days, username) if sent else None


def _username(person: Person, turn: int) -> str | None:
    """Ask an administrator whose the key is to be; None: their own."""
    if not person.units_with(Right.MANAGE_ACCOUNTS):
        return None
    said = st.text_input(
        _("User name of the account in whose name it acts (empty: your own)"),
        key=f"tokens_username_{turn}",
        max_chars=40,
        placeholder=person.username,
    )
    return (said or "").strip() or None


def carry_out(actions: Actions, person: Person, said: Wish) -> None:
    """Do it, keep what is to be shown of it, and draw the page anew.

    Raises:
        NotAllowed: the person may not.
    """
    try:
        if said.revoke is not None:
            _revoked(actions, person, said.revoke)
        else:
            _made(actions, person, said)
    except (Refused, NotFound) as refusal:
        st.session_state[_TOLD] = (explain(refusal), "risk")
    st.rerun()


def _revoked(actions: Actions, person: Person, each: TokenRecord) -> None:
    actions.revoke(person, each.id)
    said = _("The key “{name}” of {account} is revoked.")
    told_so = said.format(name=each.name, account=each.display_name)
    st.session_state[_TOLD] = (told_so, "good")
    fresh: _Fresh | None = st.session_state.get(_MADE)
    if fresh is not None and fresh.made.id == each.id:
        _put_away()
    st.query_params.clear()


def _made(actions: Actions, person: Person, said: Wish) -> None:
    made = actions.add(
        person, name=said.name, scope=said.scope, days=said.days, username=said.username
    )
    st.session_state[_MADE] = _Fresh(made, clock.now())
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
