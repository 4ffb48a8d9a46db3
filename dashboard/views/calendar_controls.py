"""What may be changed of the calendar: due dates put off and taken back, quarters moved, closed,
reopened. It is carried out in ``calendar_commands``.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from dashboard.domain.progress import UnitView
from dashboard.domain.timeliness import Mark, ReturnState, Shift
from dashboard.i18n import _, format_date, format_period
from dashboard.readings.calendar import CalendarYear
from dashboard.readings.calendar_page import CalendarPage
from dashboard.views import calendar_commands, commands, shifts, turnout
from dashboard.views.calendar_commands import Command, Kind
from dashboard.views.look import stage_title, unit_name
from data_access.vocabulary import Period

NAMED = 5


def halves(letters: Markup | None) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return where the controls stand and where the letters: side by side, or nothing beside."""
    if letters is None:
        return st.container(), st.container()
    with st.container(key="calendar_halves"):
        left, right = st.columns(2, gap="small")
    return left, right


def controls(found: CalendarPage, states: Sequence[ReturnState], *, narrow: bool) -> None:
    """Draw what the person may change of the quarter looked at; ``states`` are its returns.

    ``narrow``: the cards stand one below the other.
    """
    if found.unit is not None:
        _extension(found, found.unit, _mended(found, states))
    if found.year.may_change:
        _quarter(found.year, found.period, states, narrow=narrow)


def _mended(found: CalendarPage, states: Sequence[ReturnState]) -> tuple[Shift, ...]:
    """Return the chosen unit's late return: no due date is put off until before it came."""
    if found.unit is None or found.year.of(found.period).closed_at is not None:
        return ()
    return tuple(
        Shift(each.unit, each.handed_in, each.days, 0)
        for each in states
        if each.unit.id == found.unit.id and each.mark is Mark.LATE and each.handed_in
    )


def _extension(found: CalendarPage, unit: UnitView, mended: Sequence[Shift]) -> None:
    period, extension, place = found.period, found.extension, found.year.province.code
    key = f"{unit.code}_{period}_{commands.turn()}"
    fields = {"day": f"calendar_day_{key}", "reason": f"calendar_reason_{key}"}
    with st.container(key="calendar_extend"), st.form("calendar_extend_form", border=False):
        title = _("Put the due date of {unit} for {period} off")
        st.html(stage_title(title.format(unit=unit_name(unit), period=format_period(period))))
        st.text_input(
            _("New due date (day/month/year)"),
            value=format_date(extension.due_on) if extension else "",
            key=fields["day"],
            placeholder=format_date(found.year.of(period).due_on),
            max_chars=40,
        )
        st.text_area(
            _("Reason, read by the unit and the committee"),
            key=fields["reason"],
            max_chars=1000,
            height=96,
        )
        if mended:
            st.text(_("If it is put off: {what}").format(what=shifts.sentence(mended)))
        if found.relying:
            st.text(_("If it is taken back: {what}").format(what=shifts.sentence(found.relying)))
        taking = Command(Kind.WITHDRAW, place, period, unit, confirmed=not found.relying)
        ticked = {}
        if found.relying:
            ticked["confirmed"] = f"calendar_rely_{key}"
            st.checkbox(_("Take it back all the same"), key=ticked["confirmed"])
        with st.container(horizontal=True):
            commands.submit_button(
                _("Put off until this day"),
                Command(Kind.EXTEND, place, period, unit),
                "calendar_give",
                primary=True,
                fields=fields,
            )
            if extension is not None:
                commands.submit_button(
                    _("Take the extension back"),
                    taking,
                    "calendar_take",
                    fields={"reason": fields["reason"], **ticked},
                )


def _quarter(
    calendar: CalendarYear, period: Period, states: Sequence[ReturnState], *, narrow: bool
) -> None:
    quarter, place = calendar.of(period), calendar.province.code
    height: Literal["content", "stretch"] = "content" if narrow else "stretch"
    if quarter.closed_at is not None:
        with st.container(key="calendar_change"):
            _reopening(place, period)
        return
    left, right = (st.container(), st.container()) if narrow else st.columns(2, gap="small")
    with left, st.container(key="calendar_move", height=height):
        _due(place, period, quarter.due_on)
    with right, st.container(key="calendar_change", height=height):
        _closing(place, period, states)


def _due(place: str, period: Period, due_on: date) -> None:
    st.html(stage_title(_("Due date of {period}").format(period=format_period(period))))
    key = f"{place}_{period}_{commands.turn()}"
    fields = {"day": f"calendar_due_{key}"}
    with st.form("calendar_due_form", border=False):
        st.text_input(
            _("Due date for all units (day/month/year)"),
            value=format_date(due_on),
            key=fields["day"],
            max_chars=40,
        )
        if calendar_commands.doubted(place, period):
            fields["confirmed"] = f"calendar_due_confirm_{key}"
            st.checkbox(_("Change it all the same"), key=fields["confirmed"])
        commands.submit_button(
            _("Change the due date"),
            Command(Kind.SET_DUE, place, period, confirmed=False),
            "calendar_set_due",
            fields=fields,
        )


def _closing(place: str, period: Period, states: Sequence[ReturnState]) -> None:
    name = format_period(period)
    st.html(stage_title(_("Closing {period}").format(period=name)))
    for sentence in closing_means(states):
        st.text(sentence)
    missing = any(each.handed_in is None for each in states)
    fields = {}
    if missing:
        fields["confirmed"] = f"calendar_confirm_{place}_{period}_{commands.turn()}"
        st.checkbox(_("Close all the same"), key=fields["confirmed"])
    commands.button(
        _("Close the books for {period}").format(period=name),
        Command(Kind.CLOSE, place, period, confirmed=not missing),
        "calendar_close",
        fields=fields,
    )


def _reopening(place: str, period: Period) -> None:
    name = format_period(period)
    st.html(stage_title(_("{period} is closed").format(period=name)))
    st.text(_("Only returns that are opened again, or were sent back since, are taken."))
    commands.button(
        _("Open {period} again").format(period=name),
        Command(Kind.REOPEN, place, period),
        "calendar_reopen",
    )


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
