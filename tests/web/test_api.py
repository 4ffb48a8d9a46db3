"""Returns handed in by programs: what is stored, how often, and what is refused."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest

from dashboard import forms
from dashboard.actions import decisions, periods, returns
from dashboard.domain.returns import ReturnContent
from dashboard.web.api import replies
from data_access import engine, uploads
from data_access import returns as stored
from data_access.vocabulary import Channel, Period, Role, TokenScope
from tests.web.programs import (
    FIGURES,
    FOUNDING,
    a_document,
    a_program,
    a_unit_of_the_province,
    a_workbook,
    the_province,
)

KEY = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
WARNED = {**FIGURES, "PARTY_ORG_FOUNDED": 1}
LONELY = {**FOUNDING, "members": 1}  # a Party cell of one member is a doubt


def content_of(return_id: int) -> ReturnContent:
    with engine.reading() as session:
        newest = stored.newest(session, return_id)
        return forms.content_of(session, newest.id, "?", newest.period)


def revisions_of(return_id: int) -> int:
    with engine.reading() as session:
        return len(stored.revisions(session, return_id))


def accepted(unit, return_id: int) -> None:
    _program, officer = a_program(None, Role.REVIEWER, unit)
    decisions.accept(officer, return_id)


def test_a_workbook_is_handed_in_and_its_receipt_says_what_is_stored(clerk, unit):
    program, person = clerk
    answer = program.post_xlsx(a_workbook(person, unit))
    assert answer.status == 201, answer.answer.text
    receipt = answer.of(replies.ReceiptOut)
    assert (receipt.unit, receipt.period, receipt.revision) == (unit.code, "2024Q1", 1)
    assert (receipt.status, receipt.repeated) == ("submitted", False)
    assert answer.answer.headers["Location"] == receipt.links.self
    assert content_of(receipt.return_id).figures == FIGURES
    with engine.reading() as session:
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
    with engine.reading() as session:
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
        stored_units = [each for each in units if program.get(_list(each)).json["returns"]]
        assert len(stored_units) == 1


def _list(unit) -> str:
    return f"/api/v1/returns?unit={unit.code}"


class TestOnlyChecked:
    @pytest.mark.parametrize("asked", ["body", "query"])
    def test_nothing_is_stored(self, program, unit, asked):
        in_body = {"dry_run": True} if asked == "body" else {}
        query = "?dry_run=true" if asked == "query" else ""
        answer = program.post_json(a_document(unit, **in_body), query, **{KEY: "k"})
        assert answer.status == 200
        checked = answer.of(replies.CheckedOut)
        assert (checked.unit, checked.repeated, checked.corrects) == (unit.code, False, None)
        assert program.get(_list(unit)).json["returns"] == []
        assert program.post_json(a_document(unit), **{KEY: "k"}).status == 201

    def test_it_says_what_would_be_corrected_and_what_is_doubted(self, clerk, unit):
        program, person = clerk
        program.post_json(a_document(unit))
        data = a_workbook(person, unit, WARNED, foundings=[LONELY])
        checked = program.post_xlsx(data, "?dry_run=1").of(replies.CheckedOut)
        assert checked.corrects == 1
        assert {each.severity for each in checked.problems} == {"warning"}

    def test_errors_are_told_as_they_would_be(self, program, unit):
        wrong = a_document(unit, figures={"PARTY_MEMBER_ADMITTED": -1}, dry_run=True)
        answer = program.post_json(wrong)
        assert (answer.status, answer.rule) == (422, "return-has-errors")


class TestRefused:
    def test_every_problem_is_told_with_its_cell_and_its_place_in_the_json(self, program, unit):
        answer = program.post_json(
            a_document(
                unit, figures={"PARTY_ORG_FOUNDED": 2, "PARTY_MEMBER_ADMITTED": "1,608"},
                foundings=[FOUNDING, {**FOUNDING, "founded_on": "99/99/2024"}],
            )
        )  # fmt: skip
        assert (answer.status, answer.rule) == (422, "return-has-errors")
        found = {each["where"]: each for each in answer.error["problems"]}
        assert found["/figures/PARTY_MEMBER_ADMITTED"]["rule"] == "ambiguous-number"
        assert found["/foundings/1/founded_on"]["rule"] == "not-a-date"
        assert found["/foundings/1/founded_on"]["cell"]
        assert "1,608" in found["/figures/PARTY_MEMBER_ADMITTED"]["message"]

    def test_warnings_want_a_word(self, program, unit):
        sent = a_document(unit, figures=WARNED, foundings=[LONELY])
        silent = {**sent, "explanation": None}
        answer = program.post_json(silent)
        assert (answer.status, answer.rule) == (422, "explanation-missing")
        where = [each["where"] for each in answer.error["problems"]]
        assert any(each and each.startswith("/foundings/0") for each in where)
        assert program.post_json(silent, "?explanation=da%20xem").status == 201

    def test_correcting_what_was_accepted_wants_a_reason(self, program, unit):
        accepted(unit, program.post_json(a_document(unit)).json["return_id"])
        other = a_document(unit, figures={"PARTY_MEMBER_ADMITTED": 6})
        answer = program.post_json(other)
        assert (answer.status, answer.rule) == (422, "correction-reason-missing")
        corrected = program.post_json({**other, "reason": "Nhầm số"})
        assert (corrected.status, corrected.json["revision"]) == (201, 2)

    def test_indicators_that_are_none_are_named_with_their_places(self, program, unit):
        answer = program.post_json(a_document(unit, figures={**FIGURES, "X/Y": 1, "NO": 2}))
        assert (answer.status, answer.rule) == (422, "unknown-indicator")
        assert [each["where"] for each in answer.error["problems"]] == [
            "/figures/X~1Y",
            "/figures/NO",
        ]

    @pytest.mark.parametrize(
        ("change", "where", "rule"),
        [
            ({"figure": {}}, "/figure", "unknown-field"),
            ({"figures": []}, "/figures", "entry-type"),
            ({"figures": {"UNION_TOTAL": True}}, "/figures/UNION_TOTAL", "entry-type"),
            ({"figures": {"UNION_TOTAL": [1]}}, "/figures/UNION_TOTAL", "entry-type"),
            ({"figures": {"UNION_TOTAL": 10**20}}, "/figures/UNION_TOTAL", "entry-type"),
            ({"figures": {"UNION_TOTAL": "a\x01"}}, "/figures/UNION_TOTAL", "unseen-character"),
            ({"foundings": {}}, "/foundings", "entry-type"),
            ({"foundings": [{"indicator": "PARTY_ORG_FOUNDED"}]}, "/foundings/0/enterprise",
             "entry-missing"),
            ({"foundings": [{**FOUNDING, "tax_code": 101234567}]}, "/foundings/0/tax_code",
             "entry-type"),
            ({"foundings": [{**FOUNDING, "tax": "1"}]}, "/foundings/0/tax", "unknown-field"),
            ({"reviews": [{"enterprise": "a", "has_party": "co"}]}, "/reviews/0/has_party",
             "entry-type"),
            ({"difficulties": ["khó"]}, "/difficulties/0", "entry-type"),
            ({"difficulties": [{}] * 2001}, "/difficulties", "too-many-entries"),
            ({"explanation": "x" * 2001}, "/explanation", "entry-too-long"),
            ({"period": "Q1 2024"}, "/period", "not-a-period"),
            ({"unit": None}, "/unit", "entry-type"),
            ({"dry_run": "yes"}, "/dry_run", "entry-type"),
        ],
    )  # fmt: skip
    def test_what_is_misshapen_is_told_place_by_place(self, program, unit, change, where, rule):
        answer = program.post_json({**a_document(unit), **change})
        assert (answer.status, answer.rule) == (422, "request-misshapen")
        assert (where, rule) in {(each["where"], each["rule"]) for each in answer.error["problems"]}

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"\xff\xfe",
            b'{"unit": "A", "unit": "B"}',
            b'{"figures": {"A": NaN}}',
            b'{"figures": {"A": ' + b"9" * 5000 + b"}}",
            b"[" * 100_000,
            b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        ],
        ids=range(8),
    )
    def test_what_is_no_json_is_refused(self, program, body):
        answer = program.post(body, "application/json")
        assert (answer.status, answer.rule) == (400, "malformed-json")

    def test_a_name_that_stands_twice_among_very_many_is_found_at_once(self, program):
        names = b",".join(b'"n%d":1' % number for number in range(100_000))
        started = time.monotonic()
        answer = program.post(b"{" + names + b',"n99999":2}', "application/json")
        assert (answer.status, answer.rule) == (400, "malformed-json")
        assert time.monotonic() - started < 10  # by comparing each with each: minutes

    @pytest.mark.parametrize("body", [b"[]", b"null", b"3", b'"x"', b"true"])
    def test_json_that_is_no_object_is_refused(self, program, body):
        answer = program.post(body, "application/json")
        assert (answer.status, answer.rule) == (422, "request-misshapen")

    @pytest.mark.parametrize("kind", ["text/plain", "", "application/xml", "application/jsonp"])
    def test_another_content_type_is_refused(self, program, kind):
        answer = program.post(b"x", kind)
        assert (answer.status, answer.rule) == (415, "content-type")

    def test_what_is_no_workbook_is_refused_and_kept(self, clerk):
        program, person = clerk
        answer = program.post_xlsx("không phải Excel".encode())
        assert (answer.status, answer.rule) == (422, "return-has-errors")
        assert answer.error["problems"][0]["rule"] == "not-a-workbook"
        with engine.reading() as session:
            kept = uploads.refused(session, person.account_id, 5)
        assert [each.size for each in kept] == [len("không phải Excel".encode())]

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"x", "multipart/form-data"),
            (b"x", "multipart/form-data; boundary=edge"),
            (b"--edge--\r\n", "multipart/form-data; boundary=edge"),
            (b'--edge\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--edge--\r\n',
             "multipart/form-data; boundary=edge"),
        ],
        ids=range(4),
    )  # fmt: skip
    def test_a_form_without_a_file_is_refused(self, program, body, kind):
        answer = program.post(body, kind)
        assert (answer.status, answer.rule) == (400, "malformed-form")

    def test_a_field_of_the_form_that_is_none_is_refused(self, clerk, unit):
        program, person = clerk
        answer = program.post_form(a_workbook(person, unit), reson="x")
        assert (answer.status, answer.error["problems"][0]["where"]) == (422, "reson")

    @pytest.mark.parametrize("size", [5 * 2**20 + 1, 7 * 2**20])
    def test_a_body_past_the_bound_is_refused(self, program, size):
        answer = program.post_xlsx(b"x" * size)
        assert (answer.status, answer.rule) == (413, "body-too-large")
        assert "5 MB" in answer.error["message"]

    def test_a_body_without_a_length_is_bounded_too(self, program):
        connection = HTTPConnection("127.0.0.1", program.site.port, timeout=20)
        headers = {
            "Authorization": f"Bearer {program.token}", "Content-Type": "application/octet-stream",
        }  # fmt: skip
        chunks = (b"x" * 2**16 for _each in range(90))
        try:
            connection.request("POST", "/api/v1/returns", chunks, headers, encode_chunked=True)
            answer = connection.getresponse()
            assert answer.status == 413
            assert json.loads(answer.read())["error"]["rule"] == "body-too-large"
        except (BrokenPipeError, ConnectionResetError):
            pass  # told, and the connection closed, before all was sent
        finally:
            connection.close()

    def test_another_unit_or_quarter_than_meant_is_refused(self, clerk, unit):
        program, person = clerk
        data = a_workbook(person, unit)
        for query in ("?unit=DS", "?period=2024Q2"):
            answer = program.post_xlsx(data, query)
            assert answer.status == 422
            assert answer.error["problems"][0]["rule"] in {"wrong-unit", "wrong-period"}

    @pytest.mark.parametrize(
        ("change", "status", "rule"),
        [
            ({"unit": "KHONG"}, 404, "not-found"),
            ({"period": "2199Q1"}, 404, "not-found"),
            ({"period": "2031Q1"}, 409, "quarter-not-begun"),
        ],
    )
    def test_what_is_not_there_or_not_yet(self, program, unit, change, status, rule):
        answer = program.post_json({**a_document(unit), **change})
        assert (answer.status, answer.rule) == (status, rule)

    def test_a_unit_that_does_not_report(self, site):
        province = the_province()
        program, _person = a_program(site, Role.REPORTER, province)
        answer = program.post_json(a_document(province))
        assert (answer.status, answer.rule) == (409, "unit-does-not-report")

    def test_a_closed_quarter_takes_nothing(self, program, unit, administrator):
        closed = Period(2023, 4)
        periods.close(administrator, closed)
        try:
            answer = program.post_json(a_document(unit, period=str(closed)))
        finally:
            periods.reopen(administrator, closed)
        assert (answer.status, answer.rule) == (409, "period-closed")

    def test_sentences_speak_the_language_that_is_accepted(self, program):
        vietnamese = program.post(b"{", "application/json").error["message"]
        english = program.post(
            b"{", "application/json", **{"Accept-Language": "fr, vi;q=0.2, en-GB;q=0.8"}
        ).error["message"]
        assert english.startswith("The body is no JSON document")
        assert vietnamese != english


def test_a_key_that_only_reads_hands_nothing_in(site, unit):
    reading, person = a_program(site, Role.REPORTER, unit, scope=TokenScope.READ)
    answer = reading.post_json(a_document(unit))
    assert (answer.status, answer.rule) == (403, "token-reads-only")
    assert reading.get("/api/v1/units").status == 200
    assert returns.template(person, unit.code, Period(2024, 1))


def test_the_same_entries_make_the_same_bytes(clerk, unit):
    program, _person = clerk
    checked = [program.post_json(a_document(unit, dry_run=True)).json["sha256"] for _n in range(2)]
    assert checked[0] == checked[1]


def test_what_is_stored_is_a_workbook_that_can_be_handed_in_again(program, unit):
    receipt = program.post_json(a_document(unit)).json
    data = program.get(receipt["links"]["file"]).answer.body
    again = program.post_xlsx(data)
    assert (again.status, again.json["return_id"]) == (200, receipt["return_id"])
