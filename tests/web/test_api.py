"""Returns handed in by programs: what is stored, and what a trial tells."""

import pytest

from dashboard import forms
from dashboard.domain.returns import ReturnContent
from dashboard.web.api import replies
from data_access import engine
from data_access import returns as stored
from data_access.vocabulary import Channel, Role
from tests.actions.record import rows
from tests.web.programs import (
    FIGURES,
    FOUNDING,
    KEY,
    LONELY,
    WARNED,
    a_document,
    a_program,
    a_unit_of_the_province,
    a_workbook,
    list_of,
)


def content_of(return_id: int) -> ReturnContent:
    with engine.reading(engine.SERVICE) as session:
        newest = stored.newest(session, return_id)
        return forms.content_of(session, newest.id, "?", newest.period)


def test_a_workbook_is_handed_in_and_its_receipt_says_what_is_stored(clerk, unit):
    program, person = clerk
    answer = program.post_xlsx(a_workbook(person, unit))
    assert answer.status == 201, answer.answer.text
    receipt = answer.of(replies.ReceiptOut)
    assert (receipt.unit, receipt.period, receipt.revision) == (unit.code, "2024Q1", 1)
    assert (receipt.status, receipt.repeated) == ("submitted", False)
    assert answer.answer.headers["Location"] == receipt.links.self
    assert content_of(receipt.return_id).figures == FIGURES
    with engine.reading(engine.SERVICE) as session:
        newest = stored.newest(session, receipt.return_id)
    assert newest.channel is Channel.API
    assert newest.sha256 == receipt.sha256
    assert newest.submitted_by == person.account_id


def test_a_form_with_a_file_keeps_its_name_and_its_words(clerk, unit):
    program, person = clerk
    data = a_workbook(person, unit, {"PARTY_ORG_FOUNDED": 1}, foundings=[LONELY])
    answer = program.post_form(data, "Báo cáo quý I.xlsx", explanation="Đã xác minh")
    assert answer.status == 201, answer.answer.text
    return_id = answer.json["return_id"]
    assert [each["rule"] for each in answer.json["problems"]]
    with engine.reading(engine.SERVICE) as session:
        assert stored.newest(session, return_id).explanation == "Đã xác minh"
    fetched = program.get(f"/api/v1/returns/{return_id}/file").answer
    assert fetched.body == data
    assert "B%C3%A1o%20c%C3%A1o" in fetched.headers["Content-Disposition"]


def test_json_says_the_same_as_the_workbook(clerk, site, unit):
    program, _person = clerk
    entries = {
        "figures": {**FIGURES, "PARTY_ORG_FOUNDED": 1, "UNION_TOTAL": "1.608"},
        "foundings": [FOUNDING],
        "reviews": [{"enterprise": "Công ty Bình Minh", "workers": 30, "has_union": False}],
        "difficulties": [{"difficulty": "Thiếu nguồn", "proposal": None}],
    }
    by_json = program.post_json(a_document(unit, **entries))
    assert by_json.status == 201, by_json.answer.text
    other = a_unit_of_the_province()
    other_program, other_person = a_program(site, Role.REPORTER, other)
    figures = entries.pop("figures")
    data = a_workbook(other_person, other, figures, **entries)
    by_workbook = other_program.post_xlsx(data, "?explanation=x")
    assert by_workbook.status == 201, by_workbook.answer.text
    said = content_of(by_json.json["return_id"])
    assert said == content_of(by_workbook.json["return_id"])
    assert said.figures["UNION_TOTAL"] == 1608


def test_what_was_read_can_be_sent_again_as_it_is(program, unit):
    sent = a_document(
        unit, figures={**FIGURES, "PARTY_ORG_FOUNDED": 1}, foundings=[FOUNDING],
        reviews=[{"enterprise": "Công ty Bình Minh", "workers": 30, "has_union": False}],
        difficulties=[{"difficulty": "Thiếu nguồn"}],
    )  # fmt: skip
    return_id = program.post_json(sent).json["return_id"]
    content = program.get(f"/api/v1/returns/{return_id}").json["content"]
    again = program.post_json({**a_document(unit), **content})
    assert (again.status, again.json["repeated"]) == (200, True)


class TestOnlyChecked:
    @pytest.mark.parametrize("asked", ["body", "query"])
    def test_nothing_is_stored(self, program, unit, asked):
        in_body = {"dry_run": True} if asked == "body" else {}
        query = "?dry_run=true" if asked == "query" else ""
        answer = program.post_json(a_document(unit, **in_body), query, **{KEY: "k"})
        assert answer.status == 200
        checked = answer.of(replies.CheckedOut)
        assert (checked.unit, checked.repeated, checked.corrects) == (unit.code, False, None)
        assert program.get(list_of(unit)).json["returns"] == []
        assert program.post_json(a_document(unit), **{KEY: "k"}).status == 201

    def test_it_says_what_would_be_corrected_and_what_is_doubted(self, clerk, unit):
        program, person = clerk
        program.post_json(a_document(unit))
        data = a_workbook(person, unit, WARNED, foundings=[LONELY])
        checked = program.post_xlsx(data, "?dry_run=1").of(replies.CheckedOut)
        assert checked.corrects == 1
        assert {each.severity for each in checked.problems} == {"warning"}

    def test_errors_are_told_as_they_would_be_and_nothing_is_kept(self, clerk, unit):
        program, _person = clerk
        before = rows("upload"), rows("stored_file")
        wrong = a_document(unit, figures={"PARTY_MEMBER_ADMITTED": -1}, dry_run=True)
        answer = program.post_json(wrong)
        assert (answer.status, answer.rule) == (422, "return-has-errors")
        assert (rows("upload"), rows("stored_file")) == before


def test_the_same_entries_make_the_same_bytes(clerk, unit):
    program, _person = clerk
    checked = [program.post_json(a_document(unit, dry_run=True)).json["sha256"] for _n in range(2)]
    assert checked[0] == checked[1]


def test_what_is_stored_is_a_workbook_that_can_be_handed_in_again(program, unit):
    receipt = program.post_json(a_document(unit)).json
    data = program.get(receipt["links"]["file"]).answer.body
    again = program.post_xlsx(data)
    assert (again.status, again.json["return_id"]) == (200, receipt["return_id"])
