"""The same return once more, by its content or under its key: nothing new is stored."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from data_access import engine
from data_access import returns as stored
from data_access.vocabulary import Role
from tests.web.programs import (
    KEY,
    a_document,
    a_program,
    a_unit_of_the_province,
    a_workbook,
    accepted,
    list_of,
)

REPLAYED = "Idempotent-Replayed"


def revisions_of(return_id: int) -> int:
    with engine.reading(engine.SERVICE) as session:
        return len(stored.revisions(session, return_id))


class TestTheSameAgain:
    def test_the_same_bytes_store_nothing_new(self, clerk, unit):
        program, person = clerk
        data = a_workbook(person, unit)
        first, second = program.post_xlsx(data), program.post_xlsx(data)
        assert (first.status, second.status) == (201, 200)
        assert second.json == {**first.json, "repeated": True}
        assert revisions_of(first.json["return_id"]) == 1

    def test_the_same_json_stores_nothing_new_though_the_form_has_changed(self, program, unit):
        earlier = program.post_json(a_document(unit, period="2024Q1"))
        first = program.post_json(a_document(unit, period="2024Q2"))
        accepted(unit, earlier.json["return_id"])  # the form of the second quarter shows it
        second = program.post_json(a_document(unit, period="2024Q2"))
        assert (first.status, second.status) == (201, 200)
        assert second.json["repeated"]
        accepted(unit, first.json["return_id"])
        third = program.post_json(a_document(unit, period="2024Q2"))
        assert (third.status, third.json["status"]) == (200, "accepted")
        assert revisions_of(first.json["return_id"]) == 1

    def test_other_figures_are_a_new_revision(self, program, unit):
        program.post_json(a_document(unit))
        answer = program.post_json(a_document(unit, figures={"PARTY_MEMBER_ADMITTED": 6}))
        assert (answer.status, answer.json["revision"]) == (201, 2)

    def test_a_key_gives_the_same_receipt_again(self, program, unit):
        sent = a_document(unit)
        first = program.post_json(sent, **{KEY: "lan-1"})
        second = program.post_json(sent, **{KEY: "lan-1"})
        assert (first.status, second.status) == (201, 200)
        assert REPLAYED not in first.answer.headers
        assert second.answer.headers[REPLAYED] == "true"
        assert second.json == {**first.json, "repeated": True}

    def test_a_key_gives_the_receipt_of_its_own_revision_though_a_newer_one_is_there(
        self, program, unit
    ):
        program.post_json(a_document(unit), **{KEY: "a"})
        program.post_json(a_document(unit, figures={"PARTY_MEMBER_ADMITTED": 6}), **{KEY: "b"})
        again = program.post_json(a_document(unit), **{KEY: "a"})
        assert (again.status, again.json["revision"]) == (200, 1)
        assert revisions_of(again.json["return_id"]) == 2

    def test_the_same_file_in_another_wrapping_is_the_same_request(self, clerk, unit):
        program, person = clerk
        data = a_workbook(person, unit)
        assert program.post_form(data, headers={KEY: "k"}).status == 201
        form, plain = (
            program.post_form(data, headers={KEY: "k"}),
            program.post_xlsx(data, **{KEY: "k"}),
        )
        for again in (form, plain):
            assert again.answer.headers[REPLAYED] == "true"

    def test_a_key_for_another_request_is_refused(self, program, unit):
        program.post_json(a_document(unit), **{KEY: "k"})
        other = a_document(unit, figures={"PARTY_MEMBER_ADMITTED": 6})
        answer = program.post_json(other, **{KEY: "k"})
        assert (answer.status, answer.rule) == (409, "idempotency-key-reused")

    def test_a_key_of_what_was_repeated_by_content_is_kept_too(self, program, unit):
        program.post_json(a_document(unit))
        assert program.post_json(a_document(unit), **{KEY: "k"}).status == 200
        again = program.post_json(a_document(unit), **{KEY: "k"})
        assert again.answer.headers[REPLAYED] == "true"

    def test_a_key_is_its_accounts_own(self, site, program, unit):
        program.post_json(a_document(unit), **{KEY: "k"})
        other, _person = a_program(site, Role.REPORTER, unit)
        sent = a_document(unit, figures={"PARTY_MEMBER_ADMITTED": 6})
        assert other.post_json(sent, **{KEY: "k"}).status == 201

    def test_a_refused_request_leaves_its_key_free(self, program, unit):
        wrong = a_document(unit, figures={"PARTY_MEMBER_ADMITTED": -1})
        assert program.post_json(wrong, **{KEY: "k"}).status == 422
        assert program.post_json(a_document(unit), **{KEY: "k"}).status == 201

    @pytest.mark.parametrize("key", ["", "a b", "x" * 201, "kh\xf3a"])
    def test_a_key_that_is_none_is_refused(self, program, unit, key):
        answer = program.post_json(a_document(unit), **{KEY: key})
        assert (answer.status, answer.rule) == (400, "idempotency-key")

    @pytest.mark.parametrize("headers", [{KEY: "cung-mot-khoa"}, {}])
    def test_of_many_at_once_one_is_stored(self, program, unit, headers):
        sent = a_document(unit)
        with ThreadPoolExecutor(6) as many:
            answers = list(many.map(lambda _n: program.post_json(sent, **headers), range(6)))
        assert sorted(each.status for each in answers) == [200] * 5 + [201]
        assert len({each.json["return_id"] for each in answers}) == 1
        assert revisions_of(answers[0].json["return_id"]) == 1

    def test_of_two_requests_under_one_key_at_once_one_is_told(self, site):
        units = [a_unit_of_the_province() for _each in range(4)]
        program, _person = a_program(site, Role.REPORTER, *units)
        with ThreadPoolExecutor(4) as many:
            answers = list(
                many.map(lambda unit: program.post_json(a_document(unit), **{KEY: "k"}), units)
            )
        assert sorted(each.status for each in answers) == [201, 409, 409, 409]
        stored_units = [each for each in units if program.get(list_of(each)).json["returns"]]
        assert len(stored_units) == 1
