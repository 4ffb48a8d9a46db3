"""A warning is told in the reader's language, whoever handed the return in."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from dashboard.actions import handed_in, old_warnings, returns
from dashboard.domain.access import Person
from dashboard.i18n import speaking
from dashboard.readings import marked, originals
from dashboard.readings import returns as readings
from data_access import engine, warning_parameters
from tests.actions.workbooks import a_workbook

NUMBER = "079085012345"
FOUNDING = {
    "indicator": "PARTY_ORG_FOUNDED",
    "enterprise": "Công ty TNHH Sao Mai",
    "tax_code": "0101234565",
    "founded_on": "12/08/2026",
    "members": 2,
}
VIETNAMESE = (
    "Công ty TNHH Sao Mai: tổ chức đảng cần từ 3 đảng viên trở lên, ở đây ghi 2. Hãy kiểm tra lại "
    "số này."
)
ENGLISH = (
    "Công ty TNHH Sao Mai: a Party organisation wants 3 members or more, 2 are given. Check the "
    "number."
)


def handed_in_in_english(clerk: Person, **founding: object) -> returns.Submission:
    data = a_workbook(clerk, figures={"PARTY_ORG_FOUNDED": 1}, foundings=[{**FOUNDING, **founding}])
    with speaking("en"):
        return returns.submit(clerk, data, "bc.xlsx", explanation="right")


def messages(reader: Person, return_id: int, language: str = "vi") -> list[str]:
    with speaking(language):
        return [each.message for each in readings.detail(reader, return_id).warnings]


def stored(table: str = "return_revision", column: str = "warnings") -> list[dict]:
    with engine.reading(engine.SERVICE) as session:
        return [
            each
            for row in session.scalars(text(f"select {column} from {table}"))  # noqa: S608
            for each in row
        ]


def derived() -> list[tuple[int, int]]:
    with engine.reading(engine.SERVICE) as session:
        found = session.execute(
            text("select revision_id, position from warning_parameters order by 1, 2")
        )
        return [tuple(row) for row in found]


@pytest.fixture
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store warnings as earlier versions did: whole sentences, in the submitter's language."""
    monkeypatch.setattr(handed_in, "as_stored", handed_in.as_document)


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_warnings, "AT_ONCE", 1)


def test_a_warning_is_kept_without_a_sentence(world):
    handed_in_in_english(world.clerk)
    kept = next(each for each in stored() if each["rule"] == "party-few-members")
    assert kept == {
        "severity": "warning",
        "sheet": kept["sheet"],
        "cell": kept["cell"],
        "rule": "party-few-members",
        "found": "2",
        "parameters": {"enterprise": "Công ty TNHH Sao Mai", "least": 3, "members": 2},
    }
    assert stored("upload", "problems") == stored()


def test_a_warning_of_an_english_return_is_read_in_each_readers_language(world):
    return_id = handed_in_in_english(world.clerk).return_id
    assert VIETNAMESE in messages(world.officer, return_id)
    assert ENGLISH in messages(world.officer, return_id, "en")


def test_the_receipt_of_a_return_handed_in_again_speaks_the_readers_language(world):
    receipt = handed_in_in_english(world.clerk)
    _name, data = readings.file_of(world.clerk, receipt.return_id, 1)
    again = returns.submit(world.clerk, data, "bc.xlsx")
    assert again.repeated
    assert VIETNAMESE in [each.message for each in again.problems]


def test_a_file_handed_back_is_marked_in_the_readers_language(world, monkeypatch):
    receipt = handed_in_in_english(world.clerk)
    said = []
    monkeypatch.setattr(
        marked.marked_up, "mark", lambda _data, problems, *_: said.extend(problems) or b""
    )
    marked.of_upload(world.clerk, receipt.upload_id)
    assert VIETNAMESE in [each.message for each in said]


def test_no_personal_number_is_kept_in_a_parameter(world):
    handed_in_in_english(world.clerk, enterprise=f"Hộ kinh doanh {NUMBER}")
    kept = json.dumps([*stored(), *stored("upload", "problems")])
    assert NUMBER not in kept
    assert "079000000000" in kept


def test_what_was_kept_as_a_sentence_is_read_in_the_readers_language_once_derived(world, as_before):
    receipt = handed_in_in_english(world.clerk)
    before = stored()
    assert all("parameters" not in each for each in before)
    assert ENGLISH in messages(world.officer, receipt.return_id)
    assert old_warnings.derive_parameters() == len(before)
    assert stored() == before
    assert VIETNAMESE in messages(world.officer, receipt.return_id)
    assert ENGLISH in messages(world.officer, receipt.return_id, "en")
    [revision_id] = {number for number, _position in derived()}
    original = originals.of_revision(world.officer, revision_id)
    assert {"parameters", "variant"} <= set(original.problems[0])
    assert originals.of_upload(world.clerk, receipt.upload_id).problems == original.problems


def test_deriving_again_or_in_small_parts_makes_no_difference(world, as_before, one_by_one):
    return_id = handed_in_in_english(world.clerk).return_id
    count = old_warnings.derive_parameters()
    said, rows = messages(world.officer, return_id), derived()
    assert count == len(rows) == len(said) > 2
    assert old_warnings.derive_parameters() == 0
    assert (messages(world.officer, return_id), derived()) == (said, rows)


def test_a_sentence_that_tells_no_parameters_is_shown_as_it_is(world, as_before, monkeypatch):
    monkeypatch.setattr(
        handed_in,
        "as_stored",
        lambda problem: (
            handed_in.as_document(problem)
            | ({"message": "An older sentence."} if problem.rule == "party-few-members" else {})
        ),
    )
    return_id = handed_in_in_english(world.clerk).return_id
    others = len(stored()) - 1
    assert old_warnings.derive_parameters() == others > 0
    shown = messages(world.officer, return_id)
    assert "An older sentence." in shown
    assert sum("is blank" in each for each in shown) == 0
    assert old_warnings.derive_parameters() == 0


def test_warnings_kept_as_parameters_are_none_of_those_to_derive(world):
    handed_in_in_english(world.clerk)
    with engine.reading(engine.SERVICE) as session:
        assert warning_parameters.sentences(session, 10) == ()
    assert old_warnings.derive_parameters() == 0


def test_two_that_derive_at_once_do_each_others_work_once(world, as_before, monkeypatch):
    handed_in_in_english(world.clerk)
    meanwhile: Iterator[int] = iter([1])
    read = warning_parameters.sentences

    def beside(session, limit, after=None):
        found = read(session, limit, after)
        if next(meanwhile, None):
            assert old_warnings.derive_parameters() == len(found)
        return found

    monkeypatch.setattr(warning_parameters, "sentences", beside)
    assert old_warnings.derive_parameters() == 0
    assert len(derived()) == len(stored())
