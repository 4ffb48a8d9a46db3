"""The calendar, as changed: what is wished is confirmed where it means more, and carried out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

import streamlit as st

from dashboard.domain.access import Person
from dashboard.domain.numbers import parse_day
from dashboard.domain.progress import UnitView
from dashboard.domain.timeliness import Shift
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.i18n import _, format_date, format_period
from dashboard.views import component, shifts
from dashboard.views.look import unit_name
from dashboard.views.notices import notice
from data_access.errors import NotFound
from data_access.vocabulary import Period

_TURN, _TOLD, _DOUBTED = "calendar_turn", "calendar_told", "calendar_doubted"


class Kind(StrEnum):
    """What may be wished."""

    EXTEND = "extend"
    WITHDRAW = "withdraw"
    SET_DUE = "set_due"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done, as typed, in the province with this code."""

    kind: Kind
    province: str
    period: Period
    unit: UnitView | None = None
    day: str = ""
    reason: str = ""
    confirmed: bool = True


class Actions(Protocol):
    """What the page hands over: the actions on the calendar."""

    extend: Callable[[Person, str, Period, date, str], None]
    withdraw_extension: Callable[[Person, str, Period, str], None]
    set_due: Callable[[Person, Period, date, str], object]
    close: Callable[[Person, Period, str], object]
    reopen: Callable[[Person, Period, str], object]


class Foreseen(Protocol):
    """What the page hands over: whose mark would change."""

    with_extension: Callable[[Person, str, Period, date], Sequence[Shift]]
    without_extension: Callable[[Person, str, Period], Sequence[Shift]]
    with_due: Callable[[Person, Period, date, str], Sequence[Shift]]


def turn() -> int:
    """Return how often something was done, for the keys of fields that are then empty again."""
    return int(st.session_state.setdefault(_TURN, 0))


def doubted(province: str, period: Period) -> bool:
    """Whether moving the quarter's due date in the province is to be confirmed."""
    return st.session_state.get(_DOUBTED) == (province, period)


def told() -> None:
    """Say once what has just been done, or why it was not."""
    said: tuple[str, str] | None = st.session_state.pop(_TOLD, None)
    if said is not None:
        component.show(notice(said[0], said[1], arrive=True), key="calendar_told_card")


def carry_out(actions: Actions, foreseen: Foreseen, person: Person, said: Wish) -> None:
    """Do it, unless what it means is to be confirmed first; keep the sentence about it, and draw
    the page anew.

    Raises:
        NotAllowed: the person may not.
    """
    try:
        doubt = "" if said.confirmed else _doubt(foreseen, person, said)
        sentence = "" if doubt else _done(actions, foreseen, person, said)
    except (Refused, NotFound) as refusal:
        st.session_state[_TOLD] = (explain(refusal), "slow")
    else:
        tone = "good" if sentence else "slow"
        st.session_state[_TOLD] = (sentence or doubt or _unreadable(said), tone)
        if sentence:
            st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
            st.session_state.pop(_DOUBTED, None)
    st.rerun()


def _doubt(foreseen: Foreseen, person: Person, said: Wish) -> str:
    """Return what is to be confirmed first; nothing: the wish means nothing of the kind."""
    if said.kind is Kind.CLOSE:
        return _("Tick that the books are to be closed although returns are missing.")
    if said.kind is Kind.WITHDRAW and said.unit:
        relying = foreseen.without_extension(person, said.unit.code, said.period)
        tick = _("Tick “Take it back all the same” to go on.")
    elif said.kind is Kind.SET_DUE and (day := parse_day(said.day).value):
        relying = foreseen.with_due(person, said.period, day, said.province)
        tick = _("Tick “Change it all the same” to go on.")
    else:
        return ""
    if not relying:
        return ""
    st.session_state[_DOUBTED] = (said.province, said.period)
    return f"{shifts.sentence(relying)} {tick}"


def _done(actions: Actions, foreseen: Foreseen, person: Person, said: Wish) -> str:
    """Return the sentence about what was done; nothing where the day cannot be read."""
    period = format_period(said.period)
    day = parse_day(said.day).value
    match said.kind:
        case Kind.EXTEND if day and said.unit:
            changed = foreseen.with_extension(person, said.unit.code, said.period, day)
            actions.extend(person, said.unit.code, said.period, day, said.reason)
            sentence = _("{unit}: the return for {period} is now due on {day}.").format(
                unit=unit_name(said.unit), period=period, day=format_date(day)
            )
            return f"{sentence} {shifts.done(changed)}".rstrip()
        case Kind.WITHDRAW if said.unit:
            actions.withdraw_extension(person, said.unit.code, said.period, said.reason)
            return _("{unit}: the calendar's due date for {period} holds again.").format(
                unit=unit_name(said.unit), period=period
            )
        case Kind.SET_DUE if day:
            actions.set_due(person, said.period, day, said.province)
            return _("The returns for {period} are now due on {day}.").format(
                period=period, day=format_date(day)
            )
        case Kind.CLOSE:
            actions.close(person, said.period, said.province)
            return _("The books for {period} are closed.").format(period=period)
        case Kind.REOPEN:
            actions.reopen(person, said.period, said.province)
            return _("{period} takes returns again.").format(period=period)
        case _other:
            return ""


def _unreadable(said: Wish) -> str:
    return parse_day(said.day).reason or _("Type the new due date, for instance 05/10/2026.")
