"""The calendar, as changed: due dates put off and taken back, quarters moved, closed, reopened.

Buttons only say what is wished; the page carries it out in its own body, where the frame meets
what may go wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, Protocol

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from dashboard.domain.access import Person
from dashboard.domain.numbers import parse_day
from dashboard.domain.progress import UnitView
from dashboard.domain.timeliness import Filing, Mark
from dashboard.errors import Refused
from dashboard.explain import explain
from dashboard.i18n import _, format_date, format_period
from dashboard.readings.calendar import CalendarYear
from dashboard.views import component, turnout
from dashboard.views.calendar_sheet import View
from dashboard.views.look import unit_name
from dashboard.views.notices import notice
from data_access.errors import NotFound
from data_access.vocabulary import Period

NAMED = 5
_TURN, _TOLD = "calendar_turn", "calendar_told"


class Kind(StrEnum):
    """What may be wished."""

    EXTEND = "extend"
    WITHDRAW = "withdraw"
    SET_DUE = "set_due"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done, as typed."""

    kind: Kind
    period: Period
    unit: UnitView | None = None
    day: str = ""
    reason: str = ""
    confirmed: bool = True


class Actions(Protocol):
    """What the page hands over: the actions on the calendar."""

    extend: Callable[[Person, str, Period, date, str], None]
    withdraw_extension: Callable[[Person, str, Period, str], None]
    set_due: Callable[[Person, Period, date], None]
    close: Callable[[Person, Period], None]
    reopen: Callable[[Person, Period], None]


def told() -> None:
    """Say once what has just been done, or why it was not."""
    said: tuple[str, str] | None = st.session_state.pop(_TOLD, None)
    if said is not None:
        component.show(notice(said[0], said[1], arrive=True), key="calendar_told_card")


def halves(letters: Markup | None) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return where the desk stands and where the letters: side by side, or nothing beside."""
    if letters is None:
        return st.container(), st.container()
    with st.container(key="calendar_halves"):
        left, right = st.columns(2, gap="small")
    return left, right


def wish(
    calendar: CalendarYear, chosen: View, filings: Sequence[Filing], *, narrow: bool
) -> Wish | None:
    """Draw what the person may change of the chosen quarter, and return what was wished.

    ``narrow``: the cards stand one below the other.
    """
    turn = st.session_state.setdefault(_TURN, 0)
    found = None
    if chosen.unit is not None:
        found = _extension(calendar, chosen, turn)
    if calendar.may_change:
        found = _quarter(calendar, chosen.period, filings, turn, narrow=narrow) or found
    return found


def _extension(calendar: CalendarYear, chosen: View, turn: int) -> Wish | None:
    unit = chosen.unit
    if unit is None:
        return None
    held = next(
        (each for each in calendar.extensions
         if each.unit.id == unit.id and each.period == chosen.period),
        None,
    )  # fmt: skip
    key = f"{unit.code}_{chosen.period}_{turn}"
    with st.container(key="calendar_extend"), st.form("calendar_extend_form", border=False):
        title = _("Put the due date of {unit} for {period} off")
        st.html(_title(title.format(unit=unit_name(unit), period=format_period(chosen.period))))
        day = st.text_input(
            _("New due date (day/month/year)"),
            value=format_date(held.due_on) if held else "",
            key=f"calendar_day_{key}",
            placeholder=format_date(calendar.of(chosen.period).due_on),
            max_chars=40,
        )
        reason = st.text_area(
            _("Reason, read by the unit and the committee"),
            key=f"calendar_reason_{key}",
            max_chars=1000,
            height=96,
        )
        with st.container(horizontal=True):
            given = st.form_submit_button(
                _("Put off until this day"), type="primary", key="calendar_give"
            )
            taken = held is not None and st.form_submit_button(
                _("Take the extension back"), key="calendar_take"
            )
    if not given and not taken:
        return None
    kind = Kind.WITHDRAW if taken else Kind.EXTEND
    return Wish(kind, chosen.period, unit, day or "", reason or "")


def _quarter(
    calendar: CalendarYear, period: Period, filings: Sequence[Filing], turn: int, *, narrow: bool
) -> Wish | None:
    quarter = calendar.of(period)
    left, right = (st.container(), st.container()) if narrow else st.columns(2, gap="small")
    height: Literal["content", "stretch"] = "content" if narrow else "stretch"
    with left, st.container(key="calendar_move", height=height):
        moved = _due(period, quarter.due_on, turn)
    with right, st.container(key="calendar_change", height=height):
        if quarter.closed_at is None:
            return _closing(period, filings, turn) or moved
        return _reopening(period) or moved


def _due(period: Period, due_on: date, turn: int) -> Wish | None:
    st.html(_title(_("Due date of {period}").format(period=format_period(period))))
    with st.form("calendar_due_form", border=False):
        day = st.text_input(
            _("Due date for all units (day/month/year)"),
            value=format_date(due_on),
            key=f"calendar_due_{period}_{turn}",
            max_chars=40,
        )
        sent = st.form_submit_button(_("Change the due date"), key="calendar_set_due")
    return Wish(Kind.SET_DUE, period, day=day or "") if sent else None


def _closing(period: Period, filings: Sequence[Filing], turn: int) -> Wish | None:
    name = format_period(period)
    st.html(_title(_("Closing {period}").format(period=name)))
    for sentence in closing_means(filings):
        st.text(sentence)
    missing = any(each.handed_in is None for each in filings)
    confirmed = not missing or st.checkbox(
        _("Close all the same"), key=f"calendar_confirm_{period}_{turn}"
    )
    pressed = st.button(_("Close the books for {period}").format(period=name), key="calendar_close")
    return Wish(Kind.CLOSE, period, confirmed=confirmed) if pressed else None


def _reopening(period: Period) -> Wish | None:
    name = format_period(period)
    st.html(_title(_("{period} is closed").format(period=name)))
    st.text(_("Only returns that are opened again, or were sent back since, are taken."))
    again = st.button(_("Open {period} again").format(period=name), key="calendar_reopen")
    return Wish(Kind.REOPEN, period) if again else None


def closing_means(filings: Sequence[Filing]) -> list[str]:
    """Return what closing the quarter now would mean for whom."""
    missing = [each for each in filings if each.handed_in is None]
    said = []
    if missing:
        names = ", ".join(unit_name(each.unit) for each in missing[:NAMED])
        more = len(missing) - NAMED
        if more > 0:
            names += " " + _("and {count} more").format(count=more)
        early = any(each.mark is Mark.NOT_DUE for each in missing)
        words = (
            _(
                "{count} units have not handed in, some of them not due yet, and then cannot: "
                "{names}."
            )
            if early
            else _("{count} units have not handed in and then cannot: {names}.")
        )
        said.append(words.format(count=len(missing), names=names))
    if waiting := turnout.waiting(filings):
        words = _("{count} returns await review: they can still be accepted or sent back.")
        said.append(words.format(count=waiting))
    return said or [_("Every return is there and reviewed.")]


def _title(words: str) -> str:
    return str(Markup('<h2 class="td-stage">{}</h2>').format(words))


def carry_out(actions: Actions, person: Person, said: Wish) -> None:
    """Do it, keep the sentence about it, and draw the page anew.

    Raises:
        NotAllowed: the person may not.
    """
    try:
        sentence = _done(actions, person, said)
    except (Refused, NotFound) as refusal:
        st.session_state[_TOLD] = (explain(refusal), "slow")
    else:
        tone = "good" if sentence else "slow"
        st.session_state[_TOLD] = (sentence or _unreadable(said), tone)
        if sentence:
            st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.rerun()


def _done(actions: Actions, person: Person, said: Wish) -> str:
    """Return the sentence about what was done; nothing where the day cannot be read, or what
    closing means was not confirmed."""
    period = format_period(said.period)
    day = parse_day(said.day).value
    match said.kind:
        case Kind.EXTEND if day and said.unit:
            actions.extend(person, said.unit.code, said.period, day, said.reason)
            return _("{unit}: the return for {period} is now due on {day}.").format(
                unit=unit_name(said.unit), period=period, day=format_date(day)
            )
        case Kind.WITHDRAW if said.unit:
            actions.withdraw_extension(person, said.unit.code, said.period, said.reason)
            return _("{unit}: the calendar's due date for {period} holds again.").format(
                unit=unit_name(said.unit), period=period
            )
        case Kind.SET_DUE if day:
            actions.set_due(person, said.period, day)
            return _("The returns for {period} are now due on {day}.").format(
                period=period, day=format_date(day)
            )
        case Kind.CLOSE if said.confirmed:
            actions.close(person, said.period)
            return _("The books for {period} are closed.").format(period=period)
        case Kind.REOPEN:
            actions.reopen(person, said.period)
            return _("{period} takes returns again.").format(period=period)
        case _other:
            return ""


def _unreadable(said: Wish) -> str:
    if said.kind is Kind.CLOSE:
        return _("Tick that the books are to be closed although returns are missing.")
    return parse_day(said.day).reason or _("Type the new due date, for instance 05/10/2026.")
