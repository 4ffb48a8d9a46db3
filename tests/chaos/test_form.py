"""The audit of drafts sees one that was acknowledged and is gone, and one that is half there."""

import json

import psycopg
import pytest

from dashboard.actions import drafts
from data_access.vocabulary import Period, Role
from tests.chaos import form
from tests.chaos.form import Writer
from tests.chaos.world import FORM_UNIT
from tests.factories import a_person, a_unit


@pytest.fixture
def saved(database, monkeypatch):
    """A connection, and one who has saved twice and knows it."""
    monkeypatch.setenv("TIENDO_TODAY", "2026-11-22")
    clerk = a_person(Role.REPORTER, a_unit(FORM_UNIT, a_unit("P")))
    writer = Writer("", clerk.account_id, version=2, acknowledged=2)
    for number in (1, 2):
        writer.sent[number] = form._content(number)
        drafts.save(clerk, FORM_UNIT, Period.parse(form.PERIOD), writer.sent[number], number - 1)
    url = database.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection, writer


def test_what_was_saved_last_is_sound(saved):
    connection, writer = saved
    assert writer.faults(connection) == ([], [])


def test_a_saving_that_was_stored_and_not_told_is_sound(saved):
    connection, writer = saved
    writer.acknowledged, writer.version = 1, 1
    assert writer.faults(connection) == ([], [])


def test_a_draft_that_is_gone_or_old_is_lost(saved):
    connection, writer = saved
    writer.acknowledged = 3
    assert writer.faults(connection)[0]
    connection.execute("delete from return_draft")
    assert writer.faults(connection)[0]


def test_a_draft_that_says_what_nobody_sent_is_half_there(saved):
    connection, writer = saved
    half = {**writer.sent[2], "difficulties": []}
    connection.execute("update return_draft set content = %s", [json.dumps(half)])
    lost, there = writer.faults(connection)
    assert not lost
    assert there
