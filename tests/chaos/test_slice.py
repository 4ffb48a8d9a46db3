"""A few strikes of ``make chaos``, on a real server and a real database."""

from contextlib import closing

import pytest

from tests.chaos import acts, points
from tests.chaos.nursery import Nursery
from tests.chaos.points import Blow, Point
from tests.chaos.proxy import Moment
from tests.chaos.stage import AT_ONCE, stage

POINTS = (
    Point(0, Blow.KILL_COMMAND, 0.4, Moment.COMMIT_HELD),
    Point(1, Blow.CUT_DATABASE, 0.5, Moment.COMMIT_HELD, twice=True),
    Point(2, Blow.CUT_REQUEST, 0.6),
    Point(3, Blow.CUT_ANSWER, 0.3),
    Point(4, Blow.KILL_DATABASE, 0.3, Moment.COMMIT_SENT),
    Point(5, Blow.KILL_BOTH, 0.4, Moment.COMMIT_HELD),
    Point(6, Blow.KILL_DATABASE, 0.5),
)


@pytest.fixture(scope="module")
def there(a_servers_folder):
    with (
        closing(Nursery()) as nursery,
        stage(a_servers_folder / "usual", "slice", nursery) as made,
    ):
        made.measure(turns=1)
        yield made


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.told)
def test_nothing_is_lost_and_nothing_is_half_there(there, point):
    result = acts.carry_out(there, point)
    assert all(found.sound for found in result.found), result.found
    assert there.complaints == []
    assert result.acknowledged + result.again == result.uploads >= AT_ONCE - point.twice


def test_a_plan_is_the_same_for_the_same_seed_and_visits_every_kind_of_point():
    wanted = points.plan(1, 120, disk=True, page=True)
    assert wanted == points.plan(1, 120, disk=True, page=True)
    assert wanted != points.plan(2, 120, disk=True, page=True)
    assert any(point.page for point in wanted)
    assert {point.blow for point in wanted} == set(Blow)
    moments = {point.moment for point in wanted if point.blow is Blow.KILL_SERVER}
    assert moments == {None, *Moment}
    without = points.plan(1, 120, disk=False, page=False)
    assert len(without) == 120
    assert Blow.FILL_DISK not in {point.blow for point in without}
    assert not any(point.page for point in without)
