"""The calendar, as changed: what means more than is asked for is confirmed, and carried out."""

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
from dashboard.views import commands, component, kept, shifts
from dashboard.views.commands import Taken
from dashboard.views.look import unit_name
from dashboard.views.notices import notice
from data_access.errors import NotFound
from data_access.vocabulary import Period

_DOUBTED = "calendar_doubted"


class Kind(StrEnum):
    """What may be done to the calendar."""

    EXTEND = "extend"
    WITHDRAW = "withdraw"
    SET_DUE = "set_due"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Command:
    """What is to be done, as typed, in the province with this code."""

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


def doubted(province: str, period: Period) -> bool:
    """Whether moving the quarter's due date in the province is to be confirmed."""
    return st.session_state.get(_DOUBTED) == (province, period)


def outcome() -> None:
    """Say what has just been done, or why it was not."""
    said = commands.outcome()
    if said is not None:
        component.show(notice(said.sentence, said.tone, arrive=True), key="calendar_told_card")


def carry_out(actions: Actions, foreseen: Foreseen, person: Person) -> None:
    """Do what was asked for, if anything was, unless what it means is to be confirmed first; keep
    the sentence about it.

    Raises:
        NotAllowed: the person may not.
    """
    with commands.taken(Command) as taken:
        if taken is not None:
            _carry_out(actions, foreseen, person, taken)


def _carry_out(actions: Actions, foreseen: Foreseen, person: Person, taken: Taken[Command]) -> None:
    command = taken.command
    try:
        doubt = "" if command.confirmed else _doubt(foreseen, person, command)
        sentence = "" if doubt else _done(actions, foreseen, person, command)
    except (Refused, NotFound) as refusal:
        taken.refused(explain(refusal))
        return
    if sentence:
        kept.keep(_DOUBTED, None)
        taken.done(sentence)
    else:
        taken.refused(doubt or _unreadable(command))


def _doubt(foreseen: Foreseen, person: Person, command: Command) -> str:
    """Return what is to be confirmed first; nothing: the command means nothing of the kind."""
    if command.kind is Kind.CLOSE:
        return _("Tick that the books are to be closed although returns are missing.")
    if command.kind is Kind.WITHDRAW and command.unit:
        relying = foreseen.without_extension(person, command.unit.code, command.period)
        tick = _("Tick “Take it back all the same” to go on.")
    elif command.kind is Kind.SET_DUE and (day := parse_day(command.day).value):
        relying = foreseen.with_due(person, command.period, day, command.province)
        tick = _("Tick “Change it all the same” to go on.")
    else:
        return ""
    if not relying:
        return ""
    kept.keep(_DOUBTED, (command.province, command.period))
    return f"{shifts.sentence(relying)} {tick}"


def _done(actions: Actions, foreseen: Foreseen, person: Person, command: Command) -> str:
    """Return the sentence about what was done; nothing where the day cannot be read."""
    period = format_period(command.period)
    day = parse_day(command.day).value
    match command.kind:
        case Kind.EXTEND if day and command.unit:
            changed = foreseen.with_extension(person, command.unit.code, command.period, day)
            actions.extend(person, command.unit.code, command.period, day, command.reason)
            sentence = _("{unit}: the return for {period} is now due on {day}.").format(
                unit=unit_name(command.unit), period=period, day=format_date(day)
            )
            return f"{sentence} {shifts.done(changed)}".rstrip()
        case Kind.WITHDRAW if command.unit:
            actions.withdraw_extension(person, command.unit.code, command.period, command.reason)
            return _("{unit}: the calendar's due date for {period} holds again.").format(
                unit=unit_name(command.unit), period=period
            )
        case Kind.SET_DUE if day:
            actions.set_due(person, command.period, day, command.province)
            return _("The returns for {period} are now due on {day}.").format(
                period=period, day=format_date(day)
            )
        case Kind.CLOSE:
            actions.close(person, command.period, command.province)
            return _("The books for {period} are closed.").format(period=period)
        case Kind.REOPEN:
            actions.reopen(person, command.period, command.province)
            return _("{period} takes returns again.").format(period=period)
        case _other:
            return ""


def _unreadable(command: Command) -> str:
    return parse_day(command.day).reason or _("Type the new due date, for instance 05/10/2026.")
