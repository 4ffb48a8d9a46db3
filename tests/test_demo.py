"""The demonstration province, loaded short: three complete years and an open quarter."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import Engine, text

from dashboard import clock, demo
from dashboard.actions import accounts, signing
from dashboard.clock import VIETNAM
from dashboard.demo import contents, people, stocks
from dashboard.demo.timeline import AGAIN_AWAITING, LATE, LATE_AWAITING, MISSING, UNANSWERED
from dashboard.domain.access import Person
from dashboard.domain.progress import Status, UnitProgress
from dashboard.domain.timeliness import ReturnState
from dashboard.errors import Refused
from dashboard.readings import progress, receipts
from data_access import engine
from data_access.vocabulary import Channel, Period, ReturnStatus
from tests.conftest import DEMONSTRATED, Demonstration, copied, dropped

NOW = DEMONSTRATED + timedelta(hours=9)
END_OF_2023, OPEN = Period(2023, 4), Period(2026, 3)
COMPLETE_YEARS = (2023, 2024, 2025)


@pytest.fixture(scope="module")
def copy(server: Engine, demonstrated: Demonstration) -> Iterator[str]:
    url = copied(server, demonstrated.template)
    yield url
    dropped(server, url)


@pytest.fixture
def loaded(copy: str, demonstrated: Demonstration) -> Demonstration:
    engine.use(copy)
    return demonstrated


@pytest.fixture
def leader(loaded: object) -> Iterator[Person]:
    with clock.held(NOW):
        yield accounts.acting_as("lanhdao", Channel.WEB)


@pytest.fixture
def year(leader: Person) -> UnitProgress:
    return progress.unit_progress(leader, "MH", END_OF_2023)


@pytest.mark.parametrize(
    ("code", "actual", "target", "status"),
    [
        ("PARTY_ORG_FOUNDED", 3, 3, Status.MET),
        ("PARTY_MEMBER_ADMITTED", 103, 80, Status.EXCEEDED),
        ("UNION_FOUNDED", 16, 15, Status.EXCEEDED),
        ("YOUTH_ORG_FOUNDED", 14, 13, Status.EXCEEDED),
    ],
)
def test_the_provinces_2023_comes_back_as_it_was_published(
    year: UnitProgress, code: str, actual: int, target: int, status: Status
) -> None:
    found = year.of(code)
    assert (found.actual, found.target, found.status) == (actual, target, status)


def test_six_of_six_main_indicators_were_met_or_exceeded_in_2023(year: UnitProgress) -> None:
    assert (year.main_met, year.main_total) == (6, 6)


def test_the_published_stock_comes_back(year: UnitProgress) -> None:
    published = {
        code: amount
        for kind in stocks.KINDS.values()
        for code, amount in ((kind[1], kind[2]), (kind[3], kind[4]))
    }
    assert {code: year.of(code).actual for code in published} == published


def test_ten_party_organisations_are_the_blocs_and_sixty_three_the_districts(
    leader: Person,
) -> None:
    children = progress.children_progress(leader, "MH", END_OF_2023)
    held = {child.unit.code: child.of("PARTY_ORG_TOTAL").actual or 0 for child in children}
    assert held.pop("K01") == 10
    assert len(held) == 10
    assert sum(held.values()) == 63


def test_every_figure_of_a_complete_year_is_the_planned_one(leader: Person) -> None:
    for child in progress.children_progress(leader, "MH", END_OF_2023):
        for quarter in (1, 2, 3, 4):
            planned = contents.of_unit(child.unit.code, Period(2023, quarter)).figures
            for each in child.indicators:
                code = each.indicator.code
                assert each.quarters[quarter - 1] == planned.get(code), (child.unit.code, code)


def test_a_mass_organisation_is_compared_and_not_added(leader: Person, year: UnitProgress) -> None:
    beside = progress.children_progress(leader, "MH", END_OF_2023, counted=False)
    assert {child.unit.code for child in beside} == {"T01", "T02"}
    federation = next(child for child in beside if child.unit.code == "T01")
    assert abs((federation.of("UNION_TOTAL").actual or 0) - 307) < 6
    assert year.of("UNION_TOTAL").actual == 307


def open_receipts(leader: Person) -> dict[str, ReturnState]:
    return {each.unit.code: each for each in receipts.of_unit(leader, "MH", OPEN)}


def test_the_open_quarter_has_a_return_of_every_standing(leader: Person) -> None:
    standing = {code: each.status for code, each in open_receipts(leader).items()}
    assert standing.pop(MISSING) is None
    assert standing.pop(UNANSWERED) is ReturnStatus.SENT_BACK
    assert standing.pop(LATE_AWAITING) is ReturnStatus.SUBMITTED
    assert standing.pop(AGAIN_AWAITING) is ReturnStatus.SUBMITTED
    assert set(standing.values()) == {ReturnStatus.ACCEPTED}


def test_late_returns_are_late_and_the_missing_one_is_overdue(leader: Person) -> None:
    receipts = open_receipts(leader)
    assert receipts[LATE].days_late == 6
    assert receipts[LATE_AWAITING].days_late == 42
    assert receipts[MISSING].days_late == 58
    assert receipts[AGAIN_AWAITING].revision == 2


def test_provisional_figures_hold_more_than_the_accepted_ones(leader: Person) -> None:
    accepted, provisional = (
        progress.unit_progress(leader, "MH", OPEN, provisional=each).of("ENTERPRISE_TOTAL").actual
        for each in (False, True)
    )
    assert accepted
    assert provisional
    assert provisional > accepted


def test_complete_years_are_closed_and_the_running_one_is_open(loaded: object) -> None:
    with engine.reading(engine.SERVICE) as session:
        closed = session.execute(
            text("select year, quarter from calendar_at('infinity') where closed_at is not null")
        )
        assert {tuple(row) for row in closed} == set(product(COMPLETE_YEARS, (1, 2, 3, 4)))


def test_everything_bears_the_moment_of_the_story(loaded: object) -> None:
    with engine.reading(engine.SERVICE) as session:
        first, last = session.execute(
            text("select min(submitted_at), max(recorded_at) from return_revision")
        ).one()
        assert first.astimezone(VIETNAM).date() < date(2023, 3, 30)
        assert last <= NOW
        assert (
            session.scalar(text("select max(at) from audit_event where action like 'return%'"))
            <= NOW
        )


def test_each_return_is_handed_in_by_its_own_clerk_and_reviewed_by_the_officer(
    loaded: object,
) -> None:
    assert who_is_named_in("return_revision", "submitted_by") == {
        each.username for each in people.CLERKS if each.unit != MISSING
    } | {"canbo.d10"}
    assert who_is_named_in("return_decision", "decided_by") == {"chuyenvien"}


def who_is_named_in(table: str, column: str) -> set[str]:
    with engine.reading(engine.SERVICE) as session:
        named = f"select username from account where id in (select {column} from {table})"  # noqa: S608
        return set(session.scalars(text(named)))


def test_the_stored_files_are_the_workbooks_that_were_handed_in(loaded: object) -> None:
    with engine.reading(engine.SERVICE) as session:
        heads = session.scalars(
            text(
                "select substring(f.content from 1 for 2) from return_revision r"
                " join stored_file f on f.id = r.file_id"
            )
        )
        assert {bytes(head) for head in heads} == {b"PK"}


def test_only_what_the_plan_means_to_be_doubted_is_warned_of(loaded: object) -> None:
    with engine.reading(engine.SERVICE) as session:
        stored = session.execute(
            text(
                "select u.code, r.warnings, r.explanation from return_revision r"
                " join quarterly_return q on q.id = r.return_id"
                " join unit u on u.id = q.unit_id"
            )
        ).all()
    rules = Counter(warning["rule"] for _, warnings, _ in stored for warning in warnings)
    eligibility = {"party-few-members", "union-few-workers", "youth-without-party"}
    assert set(rules) - eligibility == {
        "stock-roll-forward",
        "tax-code-check-digit",
        "unusual-figure",
    }
    assert set(rules) & eligibility
    for unit, warnings, explanation in stored:
        assert bool(warnings) == bool(explanation), unit


def test_each_role_can_sign_in(loaded: Demonstration) -> None:
    summary = loaded.summary
    for each in summary.sign_ins:
        token = signing.sign_in(each.username, summary.password, signing.Doorstep("127.0.0.1"))
        person = signing.person_of(token)
        assert person is not None
        assert [grant.role for grant in person.grants] == [each.role]
    assert len({each.role for each in summary.sign_ins}) == 4


def test_progress_is_told_from_beginning_to_end(demonstrated: Demonstration) -> None:
    told = demonstrated.told
    done = [each[0] for each in told]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, told[0][1])
    assert all(words for _, _, words in told)


def test_a_database_with_units_is_left_alone(loaded: object) -> None:
    with pytest.raises(Refused, match="demo-not-empty"):
        demo.load(lambda *_: None)
