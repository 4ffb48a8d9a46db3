"""What programs hand in and is not taken: with which status and rule, and at which place."""

import json
import time
from contextlib import closing
from http.client import HTTPConnection

import pytest
from sqlalchemy import select

from dashboard.actions import periods, returns
from dashboard.readings import originals
from data_access import engine
from data_access.models import Upload
from data_access.vocabulary import Period, Role, TokenScope, UploadOutcome
from tests.web.programs import (
    FIGURES,
    FOUNDING,
    LONELY,
    WARNED,
    a_document,
    a_program,
    a_workbook,
    accepted,
    the_province,
)

MARKS = "Đông" + "\u0301\u0323" * 900


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
            ({"figures": {"UNION_TOTAL": "a\ud83d"}}, "/figures/UNION_TOTAL", "unseen-character"),
            ({"figures": {"A\ud83d": 1}}, "/figures", "unseen-character"),
            ({"\ud83d": 1}, "", "unseen-character"),
            ({"unit": "\ude00"}, "/unit", "unseen-character"),
            ({"explanation": "a \ud83d b"}, "/explanation", "unseen-character"),
            ({"difficulties": ["\ud83d"]}, "/difficulties/0", "entry-type"),
            ({"difficulties": [{"difficulty": "\ud83d"}]}, "/difficulties/0/difficulty",
             "unseen-character"),
            ({"foundings": [{**FOUNDING, "x\ud83d": "1"}]}, "/foundings/0", "unseen-character"),
            ({"figures": {"UNION_TOTAL": MARKS}}, "/figures/UNION_TOTAL", "combining-marks"),
            ({"explanation": MARKS}, "/explanation", "combining-marks"),
            ({"difficulties": [{"difficulty": MARKS}]}, "/difficulties/0/difficulty",
             "combining-marks"),
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
        with engine.reading(engine.SERVICE) as session:
            kept = session.execute(
                select(Upload.id, Upload.outcome).filter_by(uploaded_by=person.account_id)
            ).one()
        assert kept.outcome is UploadOutcome.REFUSED
        assert originals.of_upload(person, kept.id).content == "không phải Excel".encode()

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
        with closing(HTTPConnection("127.0.0.1", program.site.port, timeout=20)) as connection:
            connection.putrequest("POST", "/api/v1/returns")
            connection.putheader("Authorization", f"Bearer {program.token}")
            connection.putheader("Content-Type", "application/octet-stream")
            connection.putheader("Transfer-Encoding", "chunked")
            connection.endheaders()
            # one byte past the bound, of a chunk that announces more: all that is sent is read
            connection.send(b"%x\r\n" % (6 * 2**20) + b"x" * (5 * 2**20 + 1))
            answer = connection.getresponse()
            assert answer.status == 413
            assert json.loads(answer.read())["error"]["rule"] == "body-too-large"

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
