"""The access keys, as made and revoked."""

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
from dashboard.views import commands, component, kept, links, tokens
from dashboard.views.commands import Taken
from dashboard.views.look import stage_title
from dashboard.views.notices import notice
from data_access.errors import NotFound
from data_access.tokens import TokenRecord
from data_access.vocabulary import TokenScope

SHOWN_FOR = timedelta(minutes=10)
DAYS = (30, 90, USUAL_DAYS, MOST_DAYS)
_OPENS: tuple[TokenScope, ...] = tuple(TokenScope)
_MADE = "tokens_made"


@dataclass(frozen=True, slots=True)
class Command:
    """A key is to be made, or with ``revoke`` one to be revoked."""

    name: str = ""
    scope: TokenScope = TokenScope.READ
    days: int = USUAL_DAYS
    username: str = ""
    revoke: TokenRecord | None = None


@dataclass(frozen=True, slots=True)
class _Fresh:
    made: Made
    at: datetime


class Actions(Protocol):
    """What the page hands over: the actions on keys."""

    add: Callable[..., Made]
    revoke: Callable[[Person, int], bool]


def outcome() -> None:
    """Say what has just been done, and show a key just made until it is put away."""
    said = commands.outcome()
    if said is not None:
        component.show(notice(said.sentence, said.tone, arrive=True), key="tokens_told_card")
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


def sure(each: TokenRecord) -> None:
    """Ask whether the key is to be revoked; the address without it is the way back."""
    with st.container(key="tokens_sure"):
        title = _("Revoke the key “{name}” of {account}?")
        st.html(stage_title(title.format(name=each.name, account=each.display_name)))
        st.text(_("The program that uses it is turned away at once. This cannot be undone."))
        with st.container(horizontal=True):
            commands.button(
                _("Revoke the key"), Command(revoke=each), "tokens_revoke", primary=True
            )
            st.button(_("Keep it"), key="tokens_keep", on_click=st.query_params.clear)


def form(person: Person) -> None:
    """Draw the form of a new key."""
    turn = commands.turn()
    fields = {name: f"tokens_{name}_{turn}" for name in ("name", "scope", "days", "username")}
    with st.container(key="tokens_new"), st.form("tokens_form", border=False):
        st.html(stage_title(_("Make a new key")))
        st.text_input(
            _("Which program it is for"),
            key=fields["name"],
            max_chars=LONGEST_NAME,
            placeholder=_("for instance: the unit's reporting software"),
        )
        st.radio(
            _("What it opens"),
            _OPENS,
            format_func=lambda each: _(tokens.SCOPES[each]),
            key=fields["scope"],
            horizontal=True,
        )
        st.radio(
            _("Valid for"),
            DAYS,
            index=DAYS.index(USUAL_DAYS),
            format_func=lambda count: _("{count} days").format(count=count),
            key=fields["days"],
            horizontal=True,
        )
        if person.units_with(Right.MANAGE_ACCOUNTS):
            st.text_input(
                _("User name of the account in whose name it acts (empty: your own)"),
                key=fields["username"],
                max_chars=40,
                placeholder=person.username,
            )
        commands.submit_button(
            _("Make the key"), Command(), "tokens_make", primary=True, fields=fields
        )


def carry_out(actions: Actions, person: Person) -> None:
    """Do what was asked for, if anything was, and keep what is to be shown of it.

    Raises:
        NotAllowed: the person may not.
    """
    with commands.taken(Command) as taken:
        if taken is None:
            return
        try:
            if taken.command.revoke is not None:
                _revoked(actions, person, taken, taken.command.revoke)
            else:
                _made(actions, person, taken)
        except (Refused, NotFound) as refusal:
            taken.refused(explain(refusal), "risk")
    if taken.command.revoke is not None:
        st.query_params.clear()


def _revoked(actions: Actions, person: Person, taken: Taken[Command], each: TokenRecord) -> None:
    fresh: _Fresh | None = st.session_state.get(_MADE)
    actions.revoke(person, each.id)
    if fresh is not None and fresh.made.id == each.id:
        kept.keep(_MADE, None)
    sentence = _("The key “{name}” of {account} is revoked.")
    taken.done(sentence.format(name=each.name, account=each.display_name))


def _made(actions: Actions, person: Person, taken: Taken[Command]) -> None:
    command = taken.command
    made = actions.add(
        person,
        name=command.name,
        scope=command.scope,
        days=command.days,
        username=command.username.strip() or None,
    )
    kept.keep(_MADE, _Fresh(made, clock.now()))
    taken.done()
