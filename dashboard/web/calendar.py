# ruff: noqa: A005  # the name is the subject; it is imported in full only
"""Due dates for other calendars, and the table of who handed in when."""

import re
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import clock
from dashboard.domain.access import Person
from dashboard.i18n import _, format_date, format_period
from dashboard.readings import calendar as readings
from dashboard.readings import completeness
from dashboard.readings.calendar import DueDate
from dashboard.settings import settings
from dashboard.web import downloads
from dashboard.workbooks import turnout_sheet
from data_access.vocabulary import UnitRecord

ICS = "text/calendar; charset=utf-8"
DOMAIN = "tien-do.invalid"  # stands for no server: the name must only never change
REMINDED = (timedelta(days=-7), timedelta(days=-1))
MORNING = timedelta(hours=8)


async def due_dates(request: Request) -> Response:
    """The due dates of this year and the next, of ``?unit=CODE`` or of the calendar, that of
    ``?province=CODE`` where somebody has several."""
    unit, province = (request.query_params.get(name) for name in ("unit", "province"))

    def make(person: Person) -> tuple[str, bytes]:
        found = readings.due_dates(person, unit, province)
        whose = _whose(found[0]) if found else None
        return f"han-nop-{whose.code}.ics" if whose else "han-nop.ics", written(found, clock.now())

    return await downloads.answer(request, make, ICS)


async def table(request: Request) -> Response:
    """Who handed in when, of ``?unit=CODE&from=2025&to=2026``, as a workbook."""
    unit = request.query_params.get("unit", "")
    years = [request.query_params.get(name, "") for name in ("from", "to")]

    def make(person: Person) -> tuple[str, bytes]:
        record = completeness.of_unit(person, unit)
        first, last = (int(year) if re.fullmatch(r"\d{4}", year) else 0 for year in years)
        rows = record.between(first or min(record.years), last or max(record.years))
        title = _("{unit}: returns received").format(unit=record.unit.name)
        return f"tinh-hinh-nop-{record.unit.code}.xlsx", turnout_sheet.build(title, rows)

    return await downloads.answer(request, make)


def written(found: tuple[DueDate, ...], now: datetime) -> bytes:
    """Return the due dates as an iCalendar file, a whole day and two reminders for each."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tiến Độ//Lịch báo cáo//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Due dates of returns"))
    for each in found:
        calendar.add_component(_event(each, now))
    return bytes(calendar.to_ical())


def _whose(each: DueDate) -> UnitRecord | None:
    """Return the unit or the province whose due date it is; None: of the only calendar there is."""
    return each.unit or each.province


def _event(each: DueDate, now: datetime) -> Event:
    event = Event()
    whose = _whose(each)
    event.add("uid", f"{each.period}-{whose.code if whose else 'all'}@{DOMAIN}")
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("dtstart", each.due_on)
    event.add("dtend", each.due_on + timedelta(days=1))
    event.add("summary", _summary(each))
    event.add("description", _description(each))
    event.add("transp", "TRANSPARENT")
    event.add("categories", [_("Quarterly return")])
    for before in REMINDED:
        event.add_component(_alarm(each, before))
    return event


def _alarm(each: DueDate, before: timedelta) -> Alarm:
    """In the morning, ``before`` the day begins in the reader's calendar."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _summary(each))
    alarm.add("trigger", before + MORNING)
    return alarm


def _summary(each: DueDate) -> str:
    period = format_period(each.period)
    whose = _whose(each)
    if whose is None:
        return _("Return for {period} due").format(period=period)
    return _("Return for {period} due: {unit}").format(period=period, unit=whose.name)


def _description(each: DueDate) -> str:
    said = [
        _("Last day on which the return is on time: {day}.").format(day=format_date(each.due_on))
    ]
    if each.reason:
        said.append(
            _("The due date was put off for this unit: {reason}").format(reason=each.reason)
        )
    if settings().public_url:
        said.append(settings().public_url)
    return "\n".join(said)


ROUTES = (
    Route("/download/calendar.ics", due_dates, methods=["GET"]),
    Route("/download/completeness.xlsx", table, methods=["GET"]),
)
