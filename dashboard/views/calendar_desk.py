"""The calendar, as changed: due dates put off and taken back, quarters moved, closed, reopened.

Buttons only say what is wished; the page carries it out in its own body, where the frame meets
what may go wrong: see ``calendar_deeds``.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from dashboard.domain.timeliness import Mark, ReturnState, Shift
from dashboard.i18n import _, format_date, format_period
from dashboard.readings.calendar import CalendarYear, Extension
from dashboard.views import calendar_deeds, shifts, turnout
from dashboard.views.calendar_deeds import Kind, Wish
from dashboard.views.calendar_sheet import View
from dashboard.views.look import stage_title, unit_name
from data_access.vocabulary import Period

NAMED = 5


def halves(letters: Markup | None) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return where the desk stands and where the letters: side by side, or nothing beside."""
    if letters is None:
        return st.container(), st.container()
    with st.container(key="calendar_halves"):
        left, right = st.columns(2, gap="small")
    return left, right


def wish(
    calendar: CalendarYear,
    chosen: View,
    states: Sequence[ReturnState],
    relying: Sequence[Shift] = (),
    *,
    narrow: bool,
) -> Wish | None:
    """Draw what the person may change of the chosen quarter, and return what was wished.

    ``relying``: whose mark changes once the chosen unit's extension is taken back. ``narrow``: the
    cards stand one below the other.
    """
    turn = calendar_deeds.turn()
    found = None
    if chosen.unit is not None:
        found = _extension(calendar, chosen, _mended(calendar, chosen, states), relying, turn)
    if calendar.may_change:
        found = _quarter(calendar, chosen.period, states, turn, narrow=narrow) or found
    return found


def held(calendar: CalendarYear, chosen: View) -> Extension | None:
    """Return the extension of the chosen unit for the chosen quarter."""
    return next(
        (each for each in calendar.extensions
         if chosen.unit and each.unit.id == chosen.unit.id and each.period == chosen.period),
        None,
    )  # fmt: skip


def _mended(
    calendar: CalendarYear, chosen: View, states: Sequence[ReturnState]
) -> tuple[Shift, ...]:
    """Return the chosen unit's late return: no due date is put off until before it came."""
    if chosen.unit is None or calendar.of(chosen.period).closed_at is not None:
        return ()
    return tuple(
        Shift(each.unit, each.handed_in, each.days, 0)
        for each in states
        if each.unit.id == chosen.unit.id and each.mark is Mark.LATE and each.handed_in
    )


def _extension(
    calendar: CalendarYear,
    chosen: View,
    mended: Sequence[Shift],
    relying: Sequence[Shift],
    turn: int,
) -> Wish | None:
    unit, given_until, place = chosen.unit, held(calendar, chosen), calendar.province.code
    if unit is None:
        return None
    key = f"{unit.code}_{chosen.period}_{turn}"
    with st.container(key="calendar_extend"), st.form("calendar_extend_form", border=False):
        title = _("Put the due date of {unit} for {period} off")
        st.html(
            stage_title(title.format(unit=unit_name(unit), period=format_period(chosen.period)))
        )
        day = st.text_input(
            _("New due date (day/month/year)"),
            value=format_date(given_until.due_on) if given_until else "",
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
        if mended:
            st.text(_("If it is put off: {what}").format(what=shifts.sentence(mended)))
        if relying:
            st.text(_("If it is taken back: {what}").format(what=shifts.sentence(relying)))
        confirmed = not relying or st.checkbox(
            _("Take it back all the same"), key=f"calendar_rely_{key}"
        )
        with st.container(horizontal=True):
            given = st.form_submit_button(
                _("Put off until this day"), type="primary", key="calendar_give"
            )
            taken = given_until is not None and st.form_submit_button(
                _("Take the extension back"), key="calendar_take"
            )
    if not given and not taken:
        return None
    if taken:
        return Wish(Kind.WITHDRAW, place, chosen.period, unit, reason=reason or "",
                    confirmed=confirmed)  # fmt: skip
    return Wish(Kind.EXTEND, place, chosen.period, unit, day or "", reason or "")


def _quarter(
    calendar: CalendarYear,
    period: Period,
    states: Sequence[ReturnState],
    turn: int,
    *,
    narrow: bool,
) -> Wish | None:
    quarter, place = calendar.of(period), calendar.province.code
    height: Literal["content", "stretch"] = "content" if narrow else "stretch"
    if quarter.closed_at is not None:
        with st.container(key="calendar_change"):
            return _reopening(place, period)
    left, right = (st.container(), st.container()) if narrow else st.columns(2, gap="small")
    with left, st.container(key="calendar_move", height=height):
        moved = _due(place, period, quarter.due_on, turn)
    with right, st.container(key="calendar_change", height=height):
        return _closing(place, period, states, turn) or moved


def _due(place: str, period: Period, due_on: date, turn: int) -> Wish | None:
    st.html(stage_title(_("Due date of {period}").format(period=format_period(period))))
    with st.form("calendar_due_form", border=False):
        day = st.text_input(
            _("Due date for all units (day/month/year)"),
            value=format_date(due_on),
            key=f"calendar_due_{place}_{period}_{turn}",
            max_chars=40,
        )
        confirmed = calendar_deeds.doubted(place, period) and st.checkbox(
            _("Change it all the same"), key=f"calendar_due_confirm_{place}_{period}_{turn}"
        )
        sent = st.form_submit_button(_("Change the due date"), key="calendar_set_due")
    return Wish(Kind.SET_DUE, place, period, day=day or "", confirmed=confirmed) if sent else None


def _closing(place: str, period: Period, states: Sequence[ReturnState], turn: int) -> Wish | None:
    name = format_period(period)
    st.html(stage_title(_("Closing {period}").format(period=name)))
    for sentence in closing_means(states):
        st.text(sentence)
    missing = any(each.handed_in is None for each in states)
    confirmed = not missing or st.checkbox(
        _("Close all the same"), key=f"calendar_confirm_{place}_{period}_{turn}"
    )
    pressed = st.button(_("Close the books for {period}").format(period=name), key="calendar_close")
    return Wish(Kind.CLOSE, place, period, confirmed=confirmed) if pressed else None


def _reopening(place: str, period: Period) -> Wish | None:
    name = format_period(period)
    st.html(stage_title(_("{period} is closed").format(period=name)))
    st.text(_("Only returns that are opened again, or were sent back since, are taken."))
    again = st.button(_("Open {period} again").format(period=name), key="calendar_reopen")
    return Wish(Kind.REOPEN, place, period) if again else None


def closing_means(states: Sequence[ReturnState]) -> list[str]:
    """Return what closing the quarter now would mean for whom."""
    missing = [each for each in states if each.handed_in is None]
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
    if waiting := turnout.waiting(states):
        words = _("{count} returns await review: they can still be accepted or sent back.")
        said.append(words.format(count=waiting))
    return said or [_("Every return is there and reviewed.")]
