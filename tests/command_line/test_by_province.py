"""The calendar and the parameters of one province of several, from the command line."""

import json

import pytest

from dashboard import parameters, server, settings
from dashboard.cli import connection
from dashboard.cli.rule_parameters import _MEANS
from data_access.vocabulary import Role
from tests.factories import a_person, a_unit
from tests.web.running import free_port


@pytest.fixture(autouse=True)
def nation(database):
    """Provinces A and B; a person who administers both, and one who administers B."""
    a, b = a_unit("A"), a_unit("B")
    a_unit("A1", a), a_unit("B1", b)
    a_person(Role.ADMINISTRATOR, a, b, username="ca-hai")
    a_person(Role.ADMINISTRATOR, b, username="quantri.b")


def due_on(done, province: str, *words: str) -> str:
    found = done("period", "list", "--year", "2026", "--unit", province, *words)
    assert found["province"] == province
    return found["periods"][2]["due_on"]


def rule(result) -> str:
    assert result.exit_code == 1
    return json.loads(result.stdout)["problems"][0]["rule"]


class TestPeriods:
    def test_a_due_date_is_set_in_the_units_province(self, tiendo, done):
        found = done("period", "due", "2026Q3", "--on", "2026-09-30", "--unit", "B1")
        assert found == {
            "period": "2026Q3",
            "due_on": "2026-09-30",
            "closed_at": None,
            "province": "B",
            "provinces": ["B"],
        }
        assert (due_on(done, "A"), due_on(done, "B")) == ("2026-09-25", "2026-09-30")
        said = tiendo("period", "list", "--year", "2026", "--unit", "B").stdout
        assert said.startswith("Tỉnh B, 2026\n")

    def test_without_a_unit_all_that_the_account_administers_are_meant(self, tiendo, done):
        command = ("period", "due", "2026Q3", "--on", "2026-09-30")
        assert done(*command, "--as", "quantri.b")["provinces"] == ["B"]
        assert due_on(done, "A") == "2026-09-25"
        assert done(*command, "--as", "ca-hai")["provinces"] == ["A", "B"]
        said = tiendo(*command, "--as", "ca-hai").stdout.splitlines()
        assert [each.split("\t")[-1] for each in said] == ["A", "B"]
        assert done("period", "list", "--year", "2026", "--as", "quantri.b")["province"] == "B"
        assert done("period", "list", "--year", "2026")["province"] == "A"

    def test_closing_and_opening_again_are_by_province(self, done):
        assert done("period", "close", "2026Q2", "--unit", "B")["closed_at"]
        assert done("period", "list", "--year", "2026")["periods"][1]["closed_at"] is None
        assert done("period", "close", "2026Q2")["provinces"] == ["A", "B"]
        assert done("period", "reopen", "2026Q2", "--unit", "A1")["closed_at"] is None
        found = done("period", "list", "--year", "2026", "--unit", "B")
        assert found["periods"][1]["closed_at"]

    @pytest.mark.parametrize(
        "command",
        [
            ("period", "due", "2026Q3", "--on", "2026-09-30"),
            ("period", "due", "2026Q3", "--on", "2026-09-30", "--dry-run"),
            ("period", "close", "2026Q3"),
            ("period", "reopen", "2026Q3"),
            ("period", "list"),
            ("parameter", "set", "party_members", "4"),
            ("parameter", "list"),
        ],
        ids=" ".join,
    )
    def test_the_province_of_others_is_refused(self, tiendo, done, command):
        for code, expected in (("A", "not-allowed"), ("C", "not-found")):
            words = (*command, "--unit", code, "--as", "quantri.b", "--json")
            assert rule(tiendo(*words)) == expected
        assert due_on(done, "A") == "2026-09-25"


class TestParameters:
    def test_a_value_is_set_and_listed_with_who_and_since_when(self, tiendo, done):
        words = ("parameter", "set", "TIENDO_ON_TRACK_FROM", "90%", "--from", "2026-09-21")
        found = done(*words, "--unit", "B1", "--as", "quantri.b")
        assert found == {
            "name": "on_track_from",
            "value": 0.9,
            "effective_on": "2026-09-21",
            "provinces": [{"province": "B", "before": 0.95}],
        }
        listed = done("parameter", "list", "--unit", "B")
        assert (listed["province"], listed["as_of"]) == ("B", "2026-09-20")
        values = {each["name"]: each for each in listed["parameters"]}
        assert list(values) == list(parameters.NAMES)
        assert values["on_track_from"] == {
            "name": "on_track_from",
            "value": 0.95,
            "effective_on": None,
            "recorded_at": values["on_track_from"]["recorded_at"],
            "recorded_by": None,
        }
        assert values["least_difference"]["value"] == 10
        (set_, first) = [each for each in listed["history"] if each["name"] == "on_track_from"]
        assert (set_["value"], set_["effective_on"]) == (0.9, "2026-09-21")
        assert set_["recorded_by"] == "Người quantri.b"
        assert set_["recorded_at"].startswith("2026-09-20T")
        assert first["value"] == 0.95
        said = tiendo("parameter", "list", "--unit", "B").stdout
        assert "on_track_from\t0,95\ttừ tỷ lệ này của mức cần đạt: đúng tiến độ" in said
        assert "on_track_from\t0,9\ttừ 21/09/2026\tNgười quantri.b, 20/09/2026" in said
        assert "on_track_from\t0,95\ttừ đầu\tgiá trị đầu, từ cấu hình, 20/09/2026" in said

    def test_what_was_set_is_said_for_each_province(self, tiendo):
        said = tiendo("parameter", "set", "slow_from", "0,7", "--as", "ca-hai").stdout
        assert said.splitlines() == [
            "Tỉnh A: slow_from là 0,7 từ 20/09/2026, thay cho 0,75",
            "Tỉnh B: slow_from là 0,7 từ 20/09/2026, thay cho 0,75",
        ]

    @pytest.mark.parametrize(
        ("words", "expected", "said"),
        [
            (("co_mau", "3"), "parameter-unknown", "on_track_from, slow_from"),
            (("on_track_from", "1,5"), "parameter-value", "0,95 (0 < x ≤ 1)"),
            (("outlier_quarters", "20"), "parameter-value", "6 (3 ≤ x ≤ 12)"),
            (("slow_from", "0,99"), "parameter-order", "ngưỡng chậm (0,99)"),
            (("slow_from", "0,5", "--from", "2030-01-01"), "parameter-day", "21/09/2027"),
        ],
    )
    def test_a_refusal_says_what_is_right(self, tiendo, words, expected, said):
        refused = tiendo("parameter", "set", *words, "--json")
        assert rule(refused) == expected
        assert said in refused.stderr

    def test_every_parameter_has_its_meaning(self):
        assert set(_MEANS) == set(parameters.NAMES)


def test_any_command_records_the_first_values_in_the_embedded_database(done, monkeypatch):
    assert done("parameter", "list")["history"] == []
    monkeypatch.setattr(connection, "choose", lambda: False)
    assert len(done("parameter", "list", "--unit", "B")["history"]) == len(parameters.NAMES)


class TestSettingsThatCountNoMore:
    @pytest.fixture(autouse=True)
    def changed(self, done, monkeypatch):
        """The first values are recorded; then the environment says something else."""
        assert done("migrate") == {
            "status": "done",
            "changed": False,
            "backup": None,
            "no_backup": "schema-current",
            "ignored": [],
        }
        monkeypatch.setenv("TIENDO_UNION_WORKERS", "25")
        settings.settings.cache_clear()

    def test_migrating_reports_them(self, tiendo, done):
        assert done("migrate")["ignored"] == [
            {
                "setting": "TIENDO_UNION_WORKERS",
                "value": "25",
                "in_force": {"A": "20", "B": "20"},
            }
        ]
        said = tiendo("migrate").stderr
        assert "Không dùng TIENDO_UNION_WORKERS=25" in said
        assert "20 (A), 20 (B). Muốn đổi: tiendo parameter set union_workers 25" in said

    def test_serving_reports_them_and_what_is_in_force_stays(self, tiendo, done, monkeypatch):
        monkeypatch.setattr(server, "serve", lambda _host, _port, ready: None)  # noqa: ARG005
        served = tiendo("serve", "--port", str(free_port()))
        assert served.exit_code == 0
        assert "Không dùng TIENDO_UNION_WORKERS=25" in served.stderr
        listed = done("parameter", "list", "--unit", "B")["parameters"]
        assert {each["name"]: each["value"] for each in listed}["union_workers"] == 20

    def test_of_many_provinces_some_are_named(self, tiendo, done):
        for code in ("C", "D", "E"):
            done("unit", "add", code, "--kind", "province", "--name", f"Tỉnh {code}")
        done("parameter", "set", "union_workers", "30", "--unit", "C")
        assert "20 (A), 20 (B), 30 (C)." in tiendo("migrate").stderr
        done("parameter", "set", "union_workers", "30", "--unit", "D")
        assert "20 (A), 20 (B), 30 (C) và 1" in tiendo("migrate").stderr

    def test_once_the_same_is_recorded_nothing_is_reported(self, tiendo, done):
        done("parameter", "set", "union_workers", "25")
        migrated = tiendo("migrate", "--json")
        assert json.loads(migrated.stdout)["ignored"] == []
        assert migrated.stderr == ""
