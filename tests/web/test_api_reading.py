"""What programs fetch: returns page by page, one whole, files, progress, units and indicators."""

import json
from datetime import date
from io import BytesIO

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from dashboard import settings
from dashboard.actions import decisions
from dashboard.cli import main
from dashboard.web.api import replies
from dashboard.workbooks.fill import fill
from data_access.vocabulary import Role
from tests.web.programs import (
    FIGURES,
    FOUNDING,
    LONELY,
    WARNED,
    XLSX,
    a_document,
    a_program,
    a_unit_of_the_province,
    a_workbook,
)
from tests.web.running import Browser

QUARTERS = ("2023Q1", "2023Q2", "2023Q3", "2023Q4", "2024Q1")
VIETNAMESE = (
    "Công ty TNHH Sao Mai: tổ chức đảng cần từ 3 đảng viên trở lên, ở đây ghi 1. Hãy kiểm tra lại "
    "số này."
)
ENGLISH = (
    "Công ty TNHH Sao Mai: a Party organisation wants 3 members or more, 1 are given. Check the "
    "number."
)


@pytest.fixture
def officer(site, unit):
    return a_program(site, Role.REVIEWER, unit)


def handed_in(program, unit, **entries: object) -> int:
    answer = program.post_json(a_document(unit, **entries))
    assert answer.status in (200, 201), answer.answer.text
    return answer.json["return_id"]


class TestTheList:
    def test_it_says_where_each_return_stands(self, program, unit, officer):
        number = handed_in(program, unit)
        listed = program.get("/api/v1/returns").of(replies.PageOut).returns[0]
        assert (listed.return_id, listed.unit, listed.period) == (number, unit.code, "2024Q1")
        assert (listed.status, listed.revision, listed.counts) == ("submitted", 1, None)
        assert (listed.due_on, listed.accepted_at) == (date(2024, 3, 25), None)
        assert listed.days_late > 900
        decisions.accept(officer[1], number)
        listed = program.get("/api/v1/returns").of(replies.PageOut).returns[0]
        assert (listed.status, listed.counts) == ("accepted", 1)
        assert listed.accepted_at is not None

    def test_it_comes_page_by_page_and_misses_nothing(self, program, unit):
        numbers = [handed_in(program, unit, period=each) for each in QUARTERS]
        seen, path = [], "/api/v1/returns?limit=2"
        while path:
            page = program.get(path).of(replies.PageOut)
            seen.append([each.return_id for each in page.returns])
            path = page.after and f"/api/v1/returns?limit=2&after={page.after}"
        assert seen == [numbers[4:2:-1], numbers[2:0:-1], numbers[:1]]

    def test_a_return_that_comes_meanwhile_moves_no_page(self, program, unit):
        first = [handed_in(program, unit, period=each) for each in QUARTERS[:3]]
        after = program.get("/api/v1/returns?limit=1").json["after"]
        handed_in(program, unit, period=QUARTERS[3])
        rest = program.get(f"/api/v1/returns?after={after}").json["returns"]
        assert [each["return_id"] for each in rest] == [first[1], first[0]]

    def test_it_holds_what_was_asked_for(self, program, unit, officer):
        numbers = {each: handed_in(program, unit, period=each) for each in QUARTERS}
        decisions.accept(officer[1], numbers["2023Q1"])
        decisions.send_back(officer[1], numbers["2023Q2"], "Thiếu danh sách")
        decisions.accept(officer[1], numbers["2023Q3"])
        decisions.reopen(officer[1], numbers["2023Q3"], "Sai số liệu")
        decisions.withdraw(a_program(program.site, Role.REPORTER, unit)[1], numbers["2023Q4"], "x")

        def shown(query: str) -> set[int]:
            return {
                each["return_id"]
                for each in program.get(f"/api/v1/returns?{query}").json["returns"]
            }

        assert shown("status=accepted") == {numbers["2023Q1"]}
        assert shown("status=sent_back") == {numbers["2023Q2"]}
        assert shown("status=reopened") == {numbers["2023Q3"]}
        assert shown("status=withdrawn") == {numbers["2023Q4"]}
        assert shown("status=submitted") == {numbers["2024Q1"]}
        assert shown("period=2023Q3") == {numbers["2023Q3"]}
        assert shown(f"unit={unit.code}&status=accepted") == {numbers["2023Q1"]}

    def test_a_unit_holds_the_returns_below_it(self, site, unit):
        below = a_unit_of_the_province(unit)
        program, _person = a_program(site, Role.REPORTER, unit)
        numbers = [handed_in(program, unit), handed_in(program, below)]
        assert len(program.get(f"/api/v1/returns?unit={unit.code}").json["returns"]) == 2
        listed = program.get(f"/api/v1/returns?unit={below.code}").json["returns"]
        assert [each["return_id"] for each in listed] == numbers[1:]

    @pytest.mark.parametrize(
        ("query", "where"),
        [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("limit=x", "limit"),
            ("after=x", "after"),
            ("after=" + "9" * 30, "after"),
            ("status=draft", "status"),
            ("status=superseded", "status"),
            ("period=2023", "period"),
            ("page=2", "page"),
        ],
    )
    def test_a_parameter_that_is_none_is_named(self, program, query, where):
        answer = program.get(f"/api/v1/returns?{query}")
        assert (answer.status, answer.rule) == (422, "request-misshapen")
        assert [each["where"] for each in answer.error["problems"]] == [where]


class TestOneReturn:
    def test_it_is_whole_with_all_that_happened(self, program, unit, officer):
        reviewer = officer[1]
        figures = {**FIGURES, "PARTY_ORG_FOUNDED": 1}
        number = handed_in(program, unit, figures=figures, foundings=[FOUNDING])
        decisions.send_back(reviewer, number, "Thiếu số quyết định")
        handed_in(program, unit, reason="Bổ sung số liệu")
        decisions.accept(reviewer, number)
        decisions.reopen(reviewer, number, "Kiểm tra lại")
        found = program.get(f"/api/v1/returns/{number}").of(replies.ReturnOut)
        assert (found.status, found.counts, found.revision.number) == ("reopened", 2, 2)
        assert found.content.figures == FIGURES
        assert found.revision.reason == "Bổ sung số liệu"
        assert [(each.what, each.revision) for each in found.timeline] == [
            ("submit", 1), ("send_back", 1), ("submit", 2), ("accept", 2), ("reopen", 2),
        ]  # fmt: skip
        assert found.timeline[1].reason == "Thiếu số quyết định"
        assert found.timeline[1].by == reviewer.name
        first = program.get(f"/api/v1/returns/{number}?revision=1").of(replies.ReturnOut)
        assert first.content.figures == figures
        assert first.content.foundings[0].tax_code == FOUNDING["tax_code"]
        assert first.content.foundings[0].founded_on == date(2024, 2, 5)
        assert first.revision.status == "sent_back"

    def test_its_warnings_are_told_in_the_language_of_whoever_asks(self, program, unit):
        sent = program.post_json(
            a_document(unit, figures=WARNED, foundings=[LONELY], explanation="Right"),
            **{"Accept-Language": "en"},
        )
        assert ENGLISH in [each["message"] for each in sent.json["problems"]]
        path = f"/api/v1/returns/{sent.json['return_id']}"
        found = program.get(path).of(replies.ReturnOut)
        assert VIETNAMESE in [each.message for each in found.problems]
        found = program.get(path, **{"Accept-Language": "en"}).of(replies.ReturnOut)
        assert ENGLISH in [each.message for each in found.problems]

    def test_its_files_are_those_that_were_handed_in(self, clerk, unit):
        program, person = clerk
        data = a_workbook(person, unit)
        number = program.post_xlsx(data, "?file_name=QI.xlsx").json["return_id"]
        handed_in(program, unit, figures={**FIGURES, "PARTY_MEMBER_ADMITTED": 9})
        newest = program.get(f"/api/v1/returns/{number}/file").answer
        first = program.get(f"/api/v1/returns/{number}/file?revision=1").answer
        assert first.body == data
        assert first.headers["Content-Type"] == XLSX
        assert first.headers["Content-Disposition"] == "attachment; filename*=utf-8''QI.xlsx"
        assert newest.body != data
        assert load_workbook(BytesIO(newest.body)).sheetnames

    @pytest.mark.parametrize("number", ["0", "999999999", "9" * 30, "9" * 5000, "abc", "-1", "1.5"])
    @pytest.mark.parametrize("path", ["", "/file"])
    def test_what_is_not_there(self, program, number, path):
        answer = program.get(f"/api/v1/returns/{number}{path}")
        assert (answer.status, answer.rule) == (404, "not-found")

    def test_a_revision_that_is_not_there(self, program, unit):
        number = handed_in(program, unit)
        for path in ("", "/file"):
            answer = program.get(f"/api/v1/returns/{number}{path}?revision=7")
            assert (answer.status, answer.rule) == (404, "not-found")


class TestProgress:
    def test_it_is_what_the_command_prints(self, site, program, unit, officer, monkeypatch):
        decisions.accept(officer[1], handed_in(program, unit))
        monkeypatch.setenv("TIENDO_DATABASE_URL", site.url)
        settings.settings.cache_clear()
        asked = ["progress", "--unit", unit.code, "--period", "2024Q1", "--json"]
        for query, options in (
            ("", []),
            ("&provisional=true", ["--provisional"]),
            ("&as_of=2024-05-01", ["--as-of", "2024-05-01"]),
        ):
            printed = CliRunner().invoke(main, [*asked, *options])
            assert printed.exit_code == 0, printed.output
            answer = program.get(f"/api/v1/progress?unit={unit.code}&period=2024Q1{query}")
            answer.of(replies.ProgressOut)
            assert answer.json == json.loads(printed.stdout)

    def test_submitted_figures_count_only_when_asked_for(self, program, unit):
        handed_in(program, unit)
        path = f"/api/v1/progress?unit={unit.code}&period=2024Q1"

        def admitted(query: str) -> int | None:
            found = program.get(f"{path}{query}").of(replies.ProgressOut).indicators
            return next(each.actual for each in found if each.code == "PARTY_MEMBER_ADMITTED")

        assert admitted("") is None
        assert admitted("&provisional=true") == 5

    @pytest.mark.parametrize("query", ["", "unit=MA", "period=2024Q1", "unit=MA&period=x"])
    def test_what_is_missing_is_named(self, program, query):
        answer = program.get(f"/api/v1/progress?{query}")
        assert (answer.status, answer.rule) == (422, "request-misshapen")

    def test_a_unit_that_is_none(self, program):
        answer = program.get("/api/v1/progress?unit=KHONG&period=2024Q1")
        assert (answer.status, answer.rule) == (404, "not-found")


def test_a_template_is_filled_and_handed_in(program, unit):
    answer = program.get(f"/api/v1/template?unit={unit.code}&period=2024Q1").answer
    assert answer.status == 200
    assert load_workbook(BytesIO(answer.body)).sheetnames
    refused = program.post_xlsx(answer.body)
    assert refused.status == 422
    assert "all-blank" in {each["rule"] for each in refused.error["problems"]}
    filled = fill(answer.body, {"figures": {"PARTY_MEMBER_ADMITTED": 3}})
    receipt = program.post_xlsx(filled, "?explanation=it")
    assert (receipt.status, receipt.json["unit"]) == (201, unit.code)


def test_units_and_indicators_are_named_by_the_codes_that_are_sent(program, unit):
    units = program.get("/api/v1/units").of(replies.UnitsOut).units
    assert [each.code for each in units] == [unit.code]
    indicators = program.get("/api/v1/indicators").of(replies.IndicatorsOut).indicators
    assert set(FIGURES) <= {each.code for each in indicators}
    earlier = program.get("/api/v1/indicators?period=2024Q1")
    assert earlier.status == 200


def test_nothing_that_is_fetched_is_kept_on_the_way(program, unit):
    number = handed_in(program, unit)
    for path in ("/units", f"/returns/{number}", f"/returns/{number}/file"):
        headers = program.get(f"/api/v1{path}").answer.headers
        assert headers["Cache-Control"] == "private, no-store"


def test_the_page_for_people_shows_the_return_that_the_link_names(program, unit, officer):
    number = handed_in(program, unit)
    link = program.get(f"/api/v1/returns/{number}").json["links"]["page"]
    assert link == f"/ban-bao-cao?return={number}"
    assert Browser(program.site).page(link).status == 303
