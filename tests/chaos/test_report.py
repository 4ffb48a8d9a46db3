"""What is told at the end counts every fault, and a run with one does not pass."""

import pytest

from tests.chaos.acts import Result
from tests.chaos.audit import Found
from tests.chaos.points import Blow, Point
from tests.chaos.report import Books

SOUND = Found(4, (), (), ())


def after(*found, complaints=()):
    books = Books(complaints=list(complaints))
    books.enter(Result(Point(1, Blow.KILL_SERVER, 0.5), uploads=4, acknowledged=3, found=[*found]))
    return books


def test_a_run_without_a_fault_is_sound():
    books = after(SOUND, SOUND)
    assert books.sound
    assert books.last_line() == "chaos: 4 uploads, 3 acknowledged, 0 lost, 0 half stored"


@pytest.mark.parametrize(
    ("found", "end"),
    [
        (Found(3, ("upload 7: not there",), (), ()), "1 lost, 0 half stored"),
        (Found(3, (), ("upload 7: no file", "upload 8: no figures"), ()), "0 lost, 2 half stored"),
        (Found(5, (), (), ("upload 7: twice",)), "0 lost, 0 half stored"),
    ],
)
def test_each_fault_is_counted_once_and_named(found, end):
    books = after(found, found)
    assert not books.sound
    assert books.last_line().endswith(end)
    for fault in (*found.lost, *found.half, *found.doubled):
        assert fault in books.table()
        assert any(fault in line for line in books.kept(seed=1))


def test_a_complaint_is_a_fault_too():
    books = after(SOUND, complaints=["given up: the server is not in order"])
    assert not books.sound
    assert "given up" in books.table()
