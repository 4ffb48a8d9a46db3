"""The audit would see it: each piece taken away from a stored return is a fault."""

import random
from dataclasses import replace

import psycopg
import pytest

from dashboard.actions import returns
from data_access.vocabulary import Role
from tests.chaos import uploads
from tests.chaos.audit import Receipt, audit
from tests.chaos.uploads import Desk, Form
from tests.factories import a_person, a_unit


@pytest.fixture
def connection(database):
    url = database.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, autocommit=True) as made:
        yield made


@pytest.fixture
def stored(database, monkeypatch):
    """An upload that was stored, with its receipt."""
    monkeypatch.setenv("TIENDO_TODAY", "2026-11-22")
    clerk = a_person(Role.REPORTER, a_unit("C01", a_unit("P")))
    made = _upload(Desk(clerk, ("C01",), ("2026Q3",)))
    done = returns.submit(clerk, made.body, "BC.xlsx", explanation="đã đối chiếu")
    return made, Receipt(made.number, done.return_id, done.revision, done.sha256)


def _upload(desk):
    """The first of some that has rows in each of its lists."""
    for seed in range(100):
        made = uploads.make(random.Random(seed), desk, 7, "C01", "2026Q3", Form.WORKBOOK)
        lists = made.foundings, made.reviews, made.difficulties
        if all(lists):
            return made
    raise AssertionError


def test_what_was_stored_whole_is_sound(connection, stored):
    upload, receipt = stored
    found = audit(connection, {7: upload}, [receipt])
    assert found.sound
    assert found.revisions == 1


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("delete from return_value where amount = (select max(amount) from return_value)", "figur"),
        ("update return_value set amount = amount + 1 where amount <> 7", "figures"),
        ("delete from founding where row = 1", "foundings"),
        ("update founding set members = members + 1", "foundings"),
        ("delete from enterprise_review where row = 1", "reviews"),
        ("delete from difficulty", "difficulties"),
        ("delete from upload", "0 rows in the list of uploads"),
        ("delete from audit_event where action = 'return.submit'", "0 audit events"),
        ("update stored_file set content = content || 'x'", "bytes"),
        ("delete from stored_file", "bytes"),
        ("update return_revision set number = 2", "gap"),
        ("insert into quarterly_return (unit_id, province_id, year, quarter) "
         "select unit_id, province_id, 2026, 2 from quarterly_return", "without a revision"),
        ("insert into stored_file (sha256, size, content, stored_at) "
         "values (sha256('x'), 1, 'x', now())", "nothing refers to"),
        ("delete from return_revision", "without its revision"),
        ("insert into idempotency_key (account_id, key, request_sha256, revision_id, kept_at) "
         "select submitted_by, 'chaos-8', sha256('x'), id, now() from return_revision",
         "names another return"),
        ("update data_revision set number = 1", "would not see"),
    ],
)  # fmt: skip
def test_each_missing_piece_is_seen(connection, stored, damage, words):
    upload, receipt = stored
    connection.execute("set session_replication_role = replica")  # past guards and references
    connection.execute(damage)
    found = audit(connection, {7: upload}, [receipt])
    assert any(words in line for line in found.half), found.half


def test_an_acknowledged_upload_that_is_not_there_is_lost(connection, stored):
    upload, receipt = stored
    other = replace(receipt, revision=2)
    assert audit(connection, {7: upload}, [other]).lost
    assert audit(connection, {7: upload}, [replace(receipt, sha256="0" * 64)]).lost
    assert audit(connection, {7: upload}, [receipt, replace(receipt, return_id=99)]).doubled


def test_a_figure_that_nobody_sent_is_a_fault(connection, stored):
    _upload_sent, receipt = stored
    assert "no upload" in audit(connection, {}, [receipt]).half[0]


def test_tax_codes_prove_themselves():
    chance = random.Random(1)
    for _ in range(200):
        digits = [int(each) for each in uploads.tax_code(chance)]
        weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
        assert (10 - sum(w * d for w, d in zip(weights, digits, strict=False)) % 11) == digits[-1]
