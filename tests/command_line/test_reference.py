"""Units and indicators, as they are named, ended and listed from the command line."""

import json

import pytest

from data_access.vocabulary import Role
from tests.factories import a_person, a_unit

UNIT = {
    "code", "name", "name_en", "kind", "parent", "counted", "reports", "illustration",
    "valid_from", "valid_to",
}  # fmt: skip
INDICATOR = {
    "code", "name", "name_en", "organisation", "measure", "counted_in", "takes_target", "main",
    "listed", "parent",
}  # fmt: skip
VERSION = {
    "name", "name_en", "short_name", "short_name_en", "counted_in", "counted_in_en",
    "takes_target", "main", "display_order", "effective_on", "recorded_at", "recorded_by",
}  # fmt: skip
VETERANS = "VETERAN_MEMBER_ADMITTED"

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def province(database):
    """A province with a district, and two who may change something there."""
    found = a_unit("P")
    district = a_unit("D01", found)
    a_person(Role.ADMINISTRATOR, found, username="quantri")
    a_person(Role.REPORTER, district, username="canbo")


def problem(tiendo, *words: str) -> str:
    """Return the rule by which the command is refused."""
    result = tiendo(*words, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert (document["status"], len(document["problems"])) == ("refused", 1)
    return document["problems"][0]["rule"]


class TestUnits:
    def test_a_unit_is_renamed_and_shows_what_was_recorded(self, done):
        renamed = done("unit", "rename", "P", "--name", "Thành phố P", "--kind", "municipality",
                       "--from", "2026-09-01", "--decision", "12/2026/QH",
                       "--as", "quantri")  # fmt: skip
        assert set(renamed) == UNIT
        assert (renamed["name"], renamed["kind"]) == (
            "Thành phố P", "Thành phố trực thuộc trung ương",
        )  # fmt: skip
        found = done("unit", "show", "P", "--as", "quantri")
        assert set(found) == {*UNIT, "names", "ends"}
        new, old = found["names"]
        assert new.pop("recorded_at").startswith("2026-09-20T")
        assert new == {
            "name": "Thành phố P",
            "name_en": None,
            "kind": "Thành phố trực thuộc trung ương",
            "effective_on": "2026-09-01",
            "decision_number": "12/2026/QH",
            "recorded_by": "Người quantri",
        }
        assert (old["name"], old["recorded_at"], old["recorded_by"]) == ("Tỉnh P", None, None)
        assert found["ends"] == []

    def test_the_names_of_an_earlier_day_are_listed(self, done):
        done("unit", "rename", "D01", "--name", "Thị xã Một", "--from", "2026-09-01")
        now, before = (
            {each["code"]: each["name"] for each in done("unit", "list", *asked)}
            for asked in ((), ("--as-of", "2026-09-19"))
        )
        assert (now["D01"], before["D01"]) == ("Thị xã Một", "Huyện D01")

    def test_a_last_day_is_taken_back(self, done):
        assert done("unit", "close", "D01", "--to", "2026-12-31")["valid_to"] == "2026-12-31"
        assert done("unit", "close", "D01", "--open")["valid_to"] is None
        ends = done("unit", "show", "D01")["ends"]
        assert [each["last_day"] for each in ends] == [None, "2026-12-31"]

    def test_kinds_are_added_and_listed(self, done):
        added = {"code": "khu", "name": "Khu", "name_en": "Zone"}
        assert done("unit", "add-kind", "khu", "--name", "Khu", "--name-en", "Zone") == added
        kinds = done("unit", "kinds", "--as", "canbo")
        assert (kinds[0]["code"], kinds[-1]) == ("province", added)

    def test_sentences_say_the_same(self, tiendo):
        said = tiendo("unit", "rename", "D01", "--name", "Thị xã Một", "--decision", "9/NQ")
        assert said.stdout == "Hôm nay: D01\tThị xã Một\tHuyện\tP\n"
        tiendo("unit", "close", "D01", "--to", "2026-12-31")
        lines = tiendo("unit", "show", "D01").stdout.splitlines()
        assert lines[0] == "D01\tThị xã Một\tHuyện\tP – 31/12/2026"
        assert lines[1].startswith("  từ 20/09/2026\tThị xã Một\tHuyện (9/NQ)\tghi lúc ")
        assert lines[1].endswith(", Người vận hành máy chủ")
        assert lines[2] == "  từ 01/01/2000\tHuyện D01\tHuyện\tcó sẵn từ trước"
        assert lines[3].startswith("  đến 31/12/2026\tghi lúc ")
        assert tiendo("unit", "kinds").stdout.startswith("province\tTỉnh\tProvince\n")

    def test_what_is_refused_says_why(self, tiendo):
        assert problem(tiendo, "unit", "rename", "D01") == "unit-rename-empty"
        assert problem(tiendo, "unit", "rename", "D01", "--name", "X", "--from", "1999-01-01") == (
            "unit-name-day"
        )
        assert problem(tiendo, "unit", "rename", "X", "--name", "X") == "not-found"
        assert problem(tiendo, "unit", "rename", "D01", "--name", "X", "--as", "canbo") == (
            "not-allowed"
        )
        asked = ("unit", "add-kind", "xa", "--name", "Xã", "--name-en", "New")
        assert problem(tiendo, *asked) == "already-there"

    @pytest.mark.parametrize("words", [(), ("--open", "--to", "2026-12-31")])
    def test_a_unit_is_closed_or_opened(self, tiendo, words):
        assert tiendo("unit", "close", "D01", *words).exit_code == 2


class TestIndicators:
    def test_an_indicator_is_changed_and_shows_what_was_recorded(self, done):
        changed = done("indicator", "change", VETERANS, "--name", "Hội viên CCB mới", "--main",
                       "--short-name", "CCB", "--short-name-en", "Vets", "--order", "99",
                       "--name-en", "Veterans", "--counted-in", "người", "--counted-in-en",
                       "persons", "--takes-target", "--as", "quantri")  # fmt: skip
        assert set(changed) == INDICATOR
        assert (changed["name"], changed["main"]) == ("Hội viên CCB mới", True)
        found = done("indicator", "show", VETERANS, "--as", "canbo")
        assert set(found) == {*INDICATOR, "versions", "ends"}
        new, old = found["versions"]
        assert set(new) == set(old) == VERSION
        assert new.pop("recorded_at").startswith("2026-09-20T")
        assert new == {
            "name": "Hội viên CCB mới",
            "name_en": "Veterans",
            "short_name": "CCB",
            "short_name_en": "Vets",
            "counted_in": "người",
            "counted_in_en": "persons",
            "takes_target": True,
            "main": True,
            "display_order": 99,
            "effective_on": "2026-09-20",
            "recorded_by": "Người quantri",
        }
        assert (old["effective_on"], old["recorded_at"], old["recorded_by"]) == (
            "1900-01-01", None, None,
        )  # fmt: skip

    def test_the_list_is_of_today_of_a_quarter_or_of_what_was_known_on_a_day(self, done):
        done("indicator", "retire", VETERANS, "--to", "2026-06-30")

        def lists(*asked: str) -> bool:
            return VETERANS in [each["code"] for each in done("indicator", "list", *asked)]

        assert not lists()
        assert lists("--period", "2026Q2")
        assert not lists("--period", "2026Q3")
        assert lists("--as-of", "2026-09-19")
        assert lists("--period", "2026Q3", "--as-of", "2026-09-19")

    def test_an_end_is_recorded_and_taken_back(self, done):
        retired = done("indicator", "retire", VETERANS, "--to", "2026-12-31")
        assert [each["last_day"] for each in retired["ends"]] == ["2026-12-31"]
        opened = done("indicator", "retire", VETERANS, "--open")
        assert [each["last_day"] for each in opened["ends"]] == [None, "2026-12-31"]

    def test_sentences_say_the_same(self, tiendo):
        said = tiendo("indicator", "change", VETERANS, "--name", "CCB mới")
        assert said.stdout == f"Hôm nay: {VETERANS}\tCCB mới\thội viên\n"
        retired = tiendo("indicator", "retire", VETERANS, "--to", "2026-12-31").stdout.splitlines()
        assert retired[1].startswith("  đến 31/12/2026\tghi lúc ")
        opened = tiendo("indicator", "retire", VETERANS, "--open").stdout.splitlines()
        assert opened[1].startswith("  không có ngày kết thúc\tghi lúc ")
        lines = tiendo("indicator", "show", "PARTY_ORG_FOUNDED").stdout.splitlines()
        assert lines[1:] == [
            "  từ đầu\tTổ chức đảng thành lập mới\tTổ chức đảng\ttổ chức\t"
            "chỉ tiêu chủ yếu, có giao chỉ tiêu\tcó sẵn từ trước"
        ]

    def test_what_is_refused_says_why(self, tiendo):
        change = ("indicator", "change", VETERANS)
        assert problem(tiendo, *change) == "indicator-change-empty"
        assert problem(tiendo, *change, "--main", "--no-target") == "indicator-main-without-target"
        assert problem(tiendo, *change, "--main", "--as", "canbo") == "not-allowed"
        assert problem(tiendo, "indicator", "retire", "UNION_TOTAL", "--to", "2026-12-31") == (
            "indicator-needed"
        )
        assert problem(tiendo, "indicator", "show", "X") == "not-found"

    @pytest.mark.parametrize("words", [(), ("--open", "--to", "2026-12-31")])
    def test_an_end_is_given_or_taken_back(self, tiendo, words):
        assert tiendo("indicator", "retire", VETERANS, *words).exit_code == 2
