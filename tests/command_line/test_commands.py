"""The command line: exit codes, one document on standard output, reasons beside it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from dashboard import server, settings
from dashboard.actions import handed_in
from dashboard.cli import main
from dashboard.demo import DemoSummary, installing, people
from data_access import accounts, engine, schema, units
from data_access.vocabulary import Period, Role
from tests.factories import a_person, a_return, a_unit
from tests.web.running import free_port


def write(path: str, entries: dict) -> str:
    Path(path).write_text(json.dumps(entries), "utf-8")
    return path


@pytest.fixture
def province(done):
    """An empty database made usable by commands alone."""
    done("unit", "add", "P", "--kind", "Tỉnh", "--name", "Tỉnh Thử")
    done("unit", "add", "D01", "--kind", "rural_district", "--name", "Huyện Một", "--parent", "P")
    for username, role, unit in (
        ("canbo", "reporter", "D01"),
        ("duyet", "reviewer", "P"),
        ("quantri", "administrator", "P"),
    ):
        done("account", "add", username, "--name", username, "--password-stdin",
             typed="mat-khau-rat-dai\n")  # fmt: skip
        done("account", "grant", username, "--role", role, "--unit", unit)


@pytest.fixture
def workbook(tiendo, province):
    """A filled-in return of D01 for 2026Q3."""
    assert tiendo("template", "return", "--unit", "D01", "--period", "2026q3",
                  "-o", "mau.xlsx").exit_code == 0  # fmt: skip
    figures = write("so-lieu.json", {"figures": {"PARTY_MEMBER_ADMITTED": 103, "UNION_FOUNDED": 0}})
    assert tiendo("fill", "mau.xlsx", figures, "-o", "bc.xlsx").exit_code == 0
    return "bc.xlsx"


def test_an_empty_database_is_usable_from_commands_alone(tiendo, done, workbook):
    submitted = done("submit", workbook, "--as", "canbo")
    assert (submitted["revision"], submitted["status"]) == (1, "submitted")
    assert {problem["severity"] for problem in submitted["problems"]} <= {"warning"}
    before = done("progress", "--unit", "P", "--period", "2026Q3")
    assert actual(before) is None
    provisional = done("progress", "--unit", "P", "--period", "2026Q3", "--provisional")
    assert (actual(provisional), provisional["provisional"]) == (103, True)
    accepted = done("accept", str(submitted["return"]), "--as", "duyet")
    assert accepted["status"] == "accepted"
    after = done("progress", "--unit", "P", "--period", "2026Q3", "--as", "quantri")
    assert actual(after) == 103
    assert [child["unit"] for child in after["children"]] == ["D01"]
    assert "children" not in after["children"][0]


def actual(document: dict, code: str = "PARTY_MEMBER_ADMITTED") -> int | None:
    return next(each["actual"] for each in document["indicators"] if each["code"] == code)


def test_progress_has_exactly_the_documented_keys(done, province):
    found = done("progress", "--unit", "P", "--period", "2026Q3", "--as-of", "2026-09-20")
    assert set(found) == {
        "unit", "name", "period", "as_of", "provisional", "main_met", "main_total",
        "indicators", "children",
    }  # fmt: skip
    assert set(found["indicators"][0]) == {
        "code", "measure", "target", "registered", "assigned", "actual", "achievement", "gap",
        "status", "expected", "reported_quarters",
    }  # fmt: skip
    assert (found["period"], found["as_of"]) == ("2026Q3", "2026-09-20")
    assert found["indicators"][0]["status"] == "no_target"


def test_as_of_a_day_before_a_unit_was_entered_nobody_knows_it(tiendo, province):
    asked = ("progress", "--unit", "P", "--period", "2026Q3", "--json")
    assert tiendo(*asked, "--as-of", "2026-09-19").exit_code == 1
    assert tiendo(*asked, "--as-of", "2026-09-20").exit_code == 0


def test_a_refused_submission_is_one_document_and_exit_code_1(tiendo, province):
    Path("x.xlsx").write_bytes(b"no workbook")
    result = tiendo("submit", "x.xlsx", "--as", "canbo", "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert (document["return"], document["revision"]) == (None, None)
    assert document["status"] == "refused"
    assert set(document["problems"][0]) == {
        "severity", "sheet", "cell", "rule", "found", "message",
    }  # fmt: skip
    assert document["problems"][0]["message"] in result.stderr


def test_the_same_file_twice_is_told_as_repeated(done, workbook):
    first = done("submit", workbook, "--as", "canbo")
    second = done("submit", workbook, "--as", "canbo")
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert (second["return"], second["revision"]) == (first["return"], 1)


def test_a_warning_is_told_in_the_language_of_the_account_that_asks(tiendo, done, workbook):
    with engine.writing(engine.SERVICE) as session:
        english = accounts.by_username(session, "canbo")
        accounts.set_language(session, english.id, "en")
    first = tiendo("submit", workbook, "--as", "canbo")
    assert "is blank: that means not reported" in first.stderr
    done("account", "add", "canbo2", "--name", "Hai", "--password-stdin", typed="mat-khau-rat-dai")
    done("account", "grant", "canbo2", "--role", "reporter", "--unit", "D01")
    again = done("submit", workbook, "--as", "canbo2")
    assert again["repeated"]
    told = {each["message"] for each in again["problems"] if each["rule"] == "main-blank"}
    assert told
    assert all("đang để trống, nghĩa là chưa có số liệu" in each for each in told)


def test_a_return_is_sent_back_with_its_reason(tiendo, done, workbook):
    number = str(done("submit", workbook, "--as", "canbo")["return"])
    sent = done("send-back", number, "--reason", "Thiếu biểu 3", "--as", "duyet")
    assert sent["status"] == "sent_back"
    again = tiendo("accept", number, "--as", "duyet", "--json")
    assert again.exit_code == 1
    assert json.loads(again.stdout)["problems"][0]["rule"] == "not-submitted"


def test_who_may_not_is_refused(tiendo, done, workbook):
    number = str(done("submit", workbook, "--as", "canbo")["return"])
    assert tiendo("accept", number, "--as", "canbo").exit_code == 1
    result = tiendo("accept", number, "--as", "khong-co", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"][0]["rule"] == "not-found"


@pytest.mark.parametrize(
    "words",
    [
        ("submit", "khong-co.xlsx", "--as", "canbo"),
        ("accept", "mot", "--as", "duyet"),
        ("progress", "--unit", "P", "--period", "2026Q5"),
        ("progress", "--unit", "P"),
        ("unit", "add"),
        ("khong-co-lenh",),
        ("account", "grant", "a", "--role", "king", "--unit", "P"),
        ("unit", "add", "X", "--kind", "province", "--name", "X", "--from", "1/1/2026"),
    ],
)
def test_what_cannot_be_understood_is_exit_code_2(tiendo, words):
    result = tiendo(*words)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_units_are_listed_as_they_were_added(done, province):
    found = done("unit", "list")
    assert [(each["code"], each["parent"], each["reports"]) for each in found] == [
        ("P", None, False),
        ("D01", "P", True),
    ]
    assert found[0]["valid_from"] == "2000-01-01"


def test_a_unit_ends_on_the_day_given(done, tiendo, province):
    closed = done("unit", "close", "D01", "--to", "2025-06-30")
    assert closed["valid_to"] == "2025-06-30"
    refused = tiendo("template", "return", "--unit", "D01", "--period", "2025Q3", "-o", "a.xlsx")
    assert refused.exit_code == 1
    assert not Path("a.xlsx").exists()


def test_indicators_are_listed_before_there_is_any_unit(done):
    found = done("indicator", "list")
    assert found[0]["code"] == "PARTY_ORG_FOUNDED"
    assert sum(each["main"] for each in found) == 6


def test_a_made_password_is_shown_once(done, province):
    added = done("account", "add", "moi", "--name", "Người Mới", "--role", "viewer", "--unit", "P")
    assert len(added["password"]) > 10
    assert "password" not in done(
        "account", "reset", "moi", "--password-stdin", typed="mot-mat-khau-khac\n"
    )
    assert done("account", "end-sessions", "moi") == {"username": "moi", "ended": 0}


def test_a_role_without_a_unit_is_not_understood(tiendo, province):
    words = ("account", "add", "moi", "--name", "M", "--role", "viewer")
    assert tiendo(*words).exit_code == 2


def test_targets_come_in_as_a_sheet_and_go_out_again(done, tiendo, province):
    words = ("template", "targets", "--year", "2026", "--as", "duyet", "-o", "ct.xlsx")
    assert tiendo(*words).exit_code == 0
    entries = {
        "assigned": {"D01": {"PARTY_MEMBER_ADMITTED": 80}},
        "registered": {"D01": {"PARTY_MEMBER_ADMITTED": 75}},
        "decision_number": "12-QĐ/TU",
    }
    filled = tiendo("fill", "ct.xlsx", write("ct.json", entries), "-o", "ct2.xlsx")
    assert filled.exit_code == 0, filled.stderr
    imported = done("targets", "import", "ct2.xlsx", "--as", "duyet")
    assert (imported["registered"], imported["assigned"]) == (1, 1)
    assert imported["decision_number"] == "12-QĐ/TU"
    again = done("targets", "import", "ct2.xlsx", "--as", "duyet")
    assert (again["registered"], again["assigned"]) == (0, 0)
    found = done("progress", "--unit", "D01", "--period", "2026Q1")
    target = next(each for each in found["indicators"] if each["code"] == "PARTY_MEMBER_ADMITTED")
    assert (target["target"], target["registered"], target["assigned"]) == (80, 75, 80)
    refused = tiendo("targets", "import", "ct2.xlsx", "--as", "canbo", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["status"] == "refused"


def test_history_comes_in_as_a_sheet(done, tiendo, province):
    words = ("template", "history", "--as", "quantri", "-o", "ls.xlsx")
    assert tiendo(*words).exit_code == 0
    entries = {
        "rows": [
            {"unit": "D01", "code": "PARTY_ORG_FOUNDED", "year": 2012, "actual": 8, "target": 7},
            {"unit": "D01", "code": "UNION_FOUNDED", "year": 2013, "quarter": 2, "actual": 3},
        ],
    }
    filled = tiendo("fill", "ls.xlsx", write("ls.json", entries), "-o", "ls2.xlsx")
    assert filled.exit_code == 0, filled.stderr
    imported = done("history", "import", "ls2.xlsx", "--as", "quantri")
    assert (imported["figures"], imported["targets"]) == (2, 1)
    assert imported["years"] == [2012, 2013]
    assert done("history", "import", "ls2.xlsx", "--as", "quantri")["figures"] == 0


def test_history_is_refused_for_a_quarter_that_has_a_return(done, tiendo, province):
    with engine.reading(engine.SERVICE) as session:
        district = units.by_code(session, "D01")
    a_return(district, "2012Q3", {}, a_person(Role.REPORTER, district))
    assert tiendo("template", "history", "-o", "ls.xlsx").exit_code == 0
    entries = {"rows": [{"unit": "D01", "code": "UNION_FOUNDED", "year": 2012, "actual": 8}]}
    tiendo("fill", "ls.xlsx", write("ls.json", entries), "-o", "ls2.xlsx")
    refused = tiendo("history", "import", "ls2.xlsx", "--as", "quantri", "--json")
    assert refused.exit_code == 1
    assert [each["rule"] for each in json.loads(refused.stdout)["problems"]] == [
        "history-has-return"
    ]


def test_a_shared_database_of_another_version_is_refused_until_migrated(tiendo, done, monkeypatch):
    monkeypatch.setattr(schema, "is_current", lambda: False)
    result = tiendo("unit", "list", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"][0]["rule"] == "schema-not-current"
    assert done("migrate")["status"] == "done"


def test_migrating_reads_the_parameters_of_warnings_that_were_kept_as_sentences(
    done, workbook, monkeypatch
):
    monkeypatch.setattr(handed_in, "as_stored", handed_in.as_document)
    warned = len(done("submit", workbook, "--as", "canbo")["problems"])
    done("migrate")
    with engine.reading(engine.SERVICE) as session:
        derived = session.scalar(text("select count(*) from warning_parameters"))
    assert derived == warned > 0


def test_a_database_that_cannot_be_reached_is_a_sentence(tiendo, monkeypatch):
    monkeypatch.setenv("TIENDO_DATABASE_URL", "postgresql://127.0.0.1:1/khong")
    result = tiendo("unit", "list", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"][0]["rule"] == "database-unavailable"
    assert "Traceback" not in result.stderr


def test_settings_that_cannot_be_used_are_named(tiendo, monkeypatch):
    monkeypatch.setenv("TIENDO_TODAY", "hôm nay")
    result = tiendo("unit", "list")
    assert result.exit_code == 2
    assert "TIENDO_TODAY" in result.stderr


def test_a_template_is_not_written_where_it_cannot_be(tiendo, province):
    a_unit("D09")
    words = ("template", "return", "--unit", "D01", "--period", "2026Q3", "-o", "khong-co/a.xlsx")
    result = tiendo(*words)
    assert result.exit_code != 0
    assert "Traceback" not in result.stderr


def test_every_command_has_help(tiendo):
    names = main.list_commands(None)
    assert "submit" in names
    for name in names:
        assert tiendo(name, "--help").exit_code == 0, name


def test_a_first_command_starts_the_embedded_database_and_the_next_finds_it(tmp_path):
    place = {**os.environ, "TIENDO_DATA_DIR": str(tmp_path / "dữ-liệu"), "TIENDO_DATABASE_URL": ""}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        start = "from dashboard.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", start, *words],
            env=place, capture_output=True, text=True, encoding="utf-8", check=False,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip

    added = run("unit", "add", "P", "--kind", "province", "--name", "Tỉnh Thử", "--json")
    assert added.returncode == 0, added.stderr
    assert json.loads(added.stdout)["code"] == "P"
    listed = run("unit", "list", "--json")
    assert [each["code"] for each in json.loads(listed.stdout)] == ["P"]


def test_the_demonstration_tells_how_to_sign_in(done, monkeypatch):
    summary = DemoSummary("Tỉnh", (2025,), Period(2026, 2), 7, people.FOR_EACH_ROLE, "x")
    monkeypatch.setattr(installing, "install", lambda _report, **_how: summary)
    loaded = done("demo")
    assert (loaded["loaded"], loaded["returns"], loaded["last_period"]) == (True, 7, "2026Q2")
    assert {each["role"] for each in loaded["sign_ins"]} == {role.value for role in Role}
    assert loaded["password"] == people.PASSWORD


def test_real_units_are_left_alone_by_the_demonstration(done, province):
    found = done("demo")
    assert (found["loaded"], found["sign_ins"], found["password"]) == (False, [], None)


def test_serving_listens_where_it_is_told(tiendo, monkeypatch):
    asked = []
    first, second = free_port(), free_port()
    monkeypatch.setattr(
        server, "serve", lambda host, port, ready: asked.append((host, port, ready))
    )
    assert tiendo("serve", "--port", str(first)).exit_code == 0
    monkeypatch.setenv("TIENDO_PORT", str(second))
    settings.settings.cache_clear()
    assert tiendo("serve", "--host", "0.0.0.0").exit_code == 0
    assert [each[:2] for each in asked] == [("127.0.0.1", first), ("0.0.0.0", second)]
