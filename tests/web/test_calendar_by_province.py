"""The file of due dates of one province, behind the gate."""

from icalendar import Calendar

from dashboard.web import calendar


def test_the_file_is_of_the_province_asked_for(signed_in):
    answer = signed_in.get("/download/calendar.ics?province=MH")
    assert answer.status == 200
    assert "han-nop-MH.ics" in answer.headers["Content-Disposition"]
    names = {str(each["UID"]) for each in Calendar.from_ical(answer.body).walk("VEVENT")}
    assert len(names) == 8
    assert all(each.endswith(f"-MH@{calendar.DOMAIN}") for each in names)


def test_a_province_that_is_not_there_is_said_in_a_sentence(signed_in):
    answer = signed_in.get("/download/calendar.ics?province=KHONG")
    assert answer.status == 404
    assert "Không có" in answer.text
