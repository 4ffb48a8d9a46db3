"""Due dates for other calendars, and the table of who handed in when: behind the gate."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from dashboard.actions import accounts
from dashboard.web import calendar
from dashboard.web.calendar import DueDate
from data_access import calendar as record
from data_access import engine, units
from data_access.vocabulary import Channel, Period
from tests.factories import a_return

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def put_off(running) -> None:
    """MA has until 31 January for the last quarter of this year."""
    engine.use(running.url)
    person = accounts.acting_as("goc", Channel.WEB)
    year = datetime.now(UTC).year
    with engine.writing(engine.SERVICE) as session:
        unit = units.by_code(session, "MA")
        record.extend(
            session, unit.id, Period(year, 4), date(year + 1, 1, 31),
            reason="Bão số 12; mất điện, đường tắc", by=person.account_id, at=datetime.now(UTC),
        )  # fmt: skip
    a_return(unit, f"{year - 1}Q4", {}, person)


def events(body: bytes) -> dict:
    return {str(each["UID"]): each for each in Calendar.from_ical(body).walk("VEVENT")}


def test_a_units_calendar_holds_its_own_due_dates(signed_in):
    answer = signed_in.get("/download/calendar.ics?unit=MA")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    year = datetime.now(UTC).year
    found = events(answer.body)
    last = found[f"{year}Q4-MA@{calendar.DOMAIN}"]
    assert last["DTSTART"].dt == date(year + 1, 1, 31)
    assert last["SUMMARY"] == f"Hạn nộp báo cáo quý IV/{year}: Huyện MA"
    assert "Bão số 12; mất điện, đường tắc" in last["DESCRIPTION"]
    assert len(found) == 8


def test_without_a_unit_it_holds_the_calendars(signed_in):
    found = events(signed_in.get("/download/calendar.ics").body)
    year = datetime.now(UTC).year
    assert found[f"{year}Q4-all@{calendar.DOMAIN}"]["DTSTART"].dt == date(year, 12, 25)


def test_who_is_not_signed_in_gets_neither_file(site, browser):
    for path in ("/download/calendar.ics", "/download/completeness.xlsx?unit=MH"):
        assert browser.get(path).status in {303, 401}


@pytest.mark.parametrize(
    "path", ["/download/calendar.ics?unit=KHONG", "/download/completeness.xlsx?unit=KHONG",
             "/download/completeness.xlsx"],
)  # fmt: skip
def test_what_is_not_there_is_said_in_a_sentence(signed_in, path):
    answer = signed_in.get(path)
    assert answer.status == 404
    assert "Không có" in answer.text


def test_the_table_has_a_line_for_each_unit_and_one_for_each_return(signed_in):
    year = datetime.now(UTC).year
    answer = signed_in.get(f"/download/completeness.xlsx?unit=MH&from={year - 1}&to={year}")
    assert answer.status == 200
    table, listed = load_workbook(BytesIO(answer.body)).worksheets
    codes = [row[0] for row in table.iter_rows(min_row=4, values_only=True)]
    assert {"DS", "MA"} <= set(codes)
    assert len(codes) == len(set(codes))
    assert table.cell(3, 3).value == f"quý I/{year - 1}"
    came = [row for row in listed.iter_rows(min_row=4, values_only=True)
            if row[:3:2] == ("MA", f"{year - 1}Q4")]  # fmt: skip
    assert came[0][3].date() == date(year - 1, 12, 25)
    assert (came[0][5], came[0][7]) == (6, "trễ 6 ngày")


def test_the_same_due_date_keeps_its_name_and_reminds_a_week_and_a_day_before():
    first, second = (
        events(calendar.written((DueDate(Period(2026, 4), day),), NOW))
        for day in (date(2026, 12, 25), date(2026, 12, 28))
    )
    assert list(first) == list(second)
    (event,) = second.values()
    assert event["DTSTART"].dt == date(2026, 12, 28)
    assert event["DTEND"].dt == date(2026, 12, 29)
    morning = timedelta(hours=8)
    assert [each["TRIGGER"].dt for each in event.walk("VALARM")] == [
        -timedelta(days=7) + morning,
        -timedelta(days=1) + morning,
    ]


def test_the_public_address_stands_in_the_event(monkeypatch):
    monkeypatch.setenv("TIENDO_PUBLIC_URL", "https://tiendo.example.vn/")
    (event,) = events(
        calendar.written((DueDate(Period(2026, 4), date(2026, 12, 25)),), NOW)
    ).values()
    assert event["DESCRIPTION"].endswith("https://tiendo.example.vn")
