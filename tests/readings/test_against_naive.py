"""Whatever the record holds, progress says what a slow reading of the rules says."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from dashboard.domain.access import Person
from dashboard.domain.progress import IndicatorProgress
from dashboard.readings import progress, sources
from data_access import calendar, engine, files, history, indicators, returns, targets
from data_access.returns import NewRevision
from data_access.targets import Document
from data_access.vocabulary import Channel, Counting, DecisionKind, Period, Role, TargetStage
from tests.factories import a_person, a_unit
from tests.readings.naive import (
    FLOW,
    OTHER_FLOW,
    STOCK,
    Aim,
    Answer,
    Naive,
    Past,
    Place,
    Sent,
)

CODES = (FLOW, OTHER_FLOW, STOCK)
YEARS = (2023, 2024, 2025, 2026)
YEARS_ASKED = st.sampled_from([2026, 2026, 2026, 2025])
DAY_ZERO = datetime(2026, 1, 1, 5, tzinfo=UTC)
LAST_DAY = 400

_numbers = itertools.count(1)

AMOUNTS = st.integers(0, 9)
FIGURES = st.fixed_dictionaries({}, optional=dict.fromkeys(CODES, AMOUNTS)) | st.fixed_dictionaries(
    dict.fromkeys(CODES, AMOUNTS)
)
DECISIONS = st.sampled_from(
    [
        DecisionKind.ACCEPT,
        DecisionKind.ACCEPT,
        DecisionKind.ACCEPT,
        DecisionKind.SEND_BACK,
        DecisionKind.WITHDRAW,
        None,
    ]
)
REOPENED = st.sampled_from([False, False, True])
YEAR_KINDS = st.sampled_from(
    ["nothing", "returns", "returns", "some returns", "by quarter", "by year", "both"]
)


@st.composite
def places(draw: st.DrawFn) -> list[Place]:
    found = [Place(None, Counting.COUNTED, False, date(2000, 1, 1), None)]
    for number in range(1, draw(st.integers(2, 5))):
        found.append(
            Place(
                draw(st.integers(0, number - 1)),
                draw(st.sampled_from([Counting.COUNTED] * 3 + [Counting.CROSS_CHECK])),
                draw(st.sampled_from([True, True, True, False])),
                draw(st.sampled_from([date(2000, 1, 1)] * 3 + [date(2024, 8, 15)])),
                draw(st.sampled_from([None] * 3 + [date(2025, 9, 30), date(2024, 12, 31)])),
            )
        )
    return found


@st.composite
def records(draw: st.DrawFn) -> Naive:
    where = draw(places())
    day = itertools.count(1)
    sent: list[Sent] = []
    past: list[Past] = []

    def hand_in(place: int, year: int, quarter: int, decision: DecisionKind | None) -> None:
        if where[place].reports and where[place].exists(year, quarter):
            on = next(day)
            decided_on = on if draw(st.booleans()) else next(day)
            figures = draw(FIGURES)
            again = decision is DecisionKind.ACCEPT and draw(REOPENED)
            reopened_on = next(day) if again else None
            sent.append(Sent(place, year, quarter, figures, on, decision, decided_on, reopened_on))

    for place, year in itertools.product(range(len(where)), YEARS):
        kind = draw(YEAR_KINDS)
        for quarter in (1, 2, 3, 4):
            if kind == "returns":
                hand_in(place, year, quarter, DecisionKind.ACCEPT)
            elif kind == "some returns" and draw(st.booleans()):
                hand_in(place, year, quarter, draw(DECISIONS))
        wanted = {"by quarter": (1, 2, 3, 4), "by year": (0,), "both": (0, 1, 4)}.get(kind, ())
        for quarter in wanted:
            on = next(day)
            for code, amount in draw(FIGURES).items():
                past.append(Past(place, year, quarter, code, amount, on))
    for _ in range(draw(st.integers(0, 4))):
        hand_in(
            draw(st.integers(0, len(where) - 1)),
            draw(st.sampled_from(YEARS)),
            draw(st.integers(1, 4)),
            draw(DECISIONS),
        )
    amount = st.sampled_from([None, 0, 1, *range(2, 40)])
    aims = [
        Aim(place, draw(YEARS_ASKED), draw(st.sampled_from(TargetStage)), draw(amounts), next(day))
        for place, amounts in itertools.product(
            range(len(where)),
            [
                st.fixed_dictionaries(dict.fromkeys(CODES, amount)),
                st.dictionaries(st.sampled_from(CODES), amount),
            ],
        )
    ]
    return Naive(
        where,
        sent,
        past,
        aims,
        {year: next(day) for year in (2025, 2026) if draw(st.booleans())},
        draw(st.sampled_from([LAST_DAY, LAST_DAY, draw(st.integers(0, 60))])),
        draw(st.booleans()),
    )


def moment(day: int) -> datetime:
    return DAY_ZERO + timedelta(days=day)


def written_down(record: Naive) -> tuple[list[str], Person]:
    """Put the record into the database under codes of its own; return them, and who may see it."""
    prefix = f"N{next(_numbers)}"
    made = []
    for number, place in enumerate(record.places):
        made.append(
            a_unit(
                f"{prefix}-{number}",
                None if place.above is None else made[place.above],
                counting=place.counting,
                reports=place.reports,
                valid_from=place.valid_from,
                valid_to=place.valid_to,
            )
        )
    officer = a_person(Role.ADMINISTRATOR, made[0])
    with engine.writing(engine.SERVICE) as session:
        ids = {each.code: each.id for each in indicators.everything(session)}
        file_id = files.store(session, b"one file for all", DAY_ZERO)
        for year in (2025, 2026):
            closed = record.closed_on.get(year)
            if closed is not None:
                calendar.set_closed(
                    session,
                    made[0].id,
                    Period(year, 4),
                    closed=True,
                    recorded_by=None,
                    recorded_at=moment(closed),
                )
        for each in record.sent:
            return_id = returns.obtain(
                session, made[each.place].id, Period(each.year, each.quarter)
            )
            revision_id, _number = returns.add_revision(
                session,
                return_id,
                NewRevision(
                    file_id=file_id,
                    channel=Channel.WEB,
                    submitted_by=officer.account_id,
                    submitted_at=moment(each.day),
                    recorded_at=moment(each.day),
                    figures={ids[code]: amount for code, amount in each.figures.items()},
                ),
            )
            if each.decision:
                returns.decide(
                    session,
                    revision_id,
                    each.decision,
                    by=officer.account_id,
                    at=moment(each.decided_on),
                    reason="lý do",
                )
            if each.reopened_on is not None:
                returns.decide(
                    session,
                    revision_id,
                    DecisionKind.REOPEN,
                    by=officer.account_id,
                    at=moment(each.reopened_on),
                    reason="lý do",
                )
        for one in record.past:
            history.add(
                session,
                {(made[one.place].id, ids[one.code], one.year, one.quarter): one.amount},
                file_id=file_id,
                imported_by=officer.account_id,
                imported_at=moment(one.day),
            )
        for aim in record.aims:
            targets.decide(
                session,
                aim.year,
                aim.stage,
                Document("1", None, file_id, officer.account_id, moment(aim.day)),
                {(made[aim.place].id, ids[code]): amount for code, amount in aim.amounts.items()},
            )
    return [unit.code for unit in made], officer


def said(found: IndicatorProgress) -> Answer:
    return Answer(
        found.target,
        found.actual,
        found.status,
        found.expectation.expected if found.expectation else None,
        found.provisional,
        found.history,
        found.cumulative,
    )


@pytest.mark.usefixtures("database")
@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a record takes minutes
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(record=records(), year=YEARS_ASKED, quarter=st.sampled_from([3, 2, 4, 1]))
def test_progress_agrees_with_a_slow_reading_of_the_rules(record, year, quarter):
    codes, officer = written_down(record)
    period = Period(year, quarter)
    as_of = None if record.until == LAST_DAY else (DAY_ZERO + timedelta(days=record.until)).date()
    for number, code in enumerate(codes):
        note(f"unit {number}, {period}, as of {as_of}")
        found = progress.unit_progress(officer, code, period, record.provisional, as_of)
        assert found.reported_quarters == record.quarters_told(number, year, quarter)
        assert found.due == len(record.due(number, year, quarter))
        assert found.accepted == record.accepted(number, year, quarter)
        for indicator in CODES:
            note(indicator)
            answer = record.answer(number, indicator, period)
            assert said(found.of(indicator)) == answer
            if as_of is None:
                trail = sources.figure_trail(
                    officer, code, indicator, year, quarter, provisional=record.provisional
                )
                assert trail.total == answer.actual
