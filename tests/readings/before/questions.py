"""Questions about a record as of many days, and what of the answers must stay digit for digit."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from dashboard import documents
from dashboard.domain.access import Person
from dashboard.readings import completeness, progress, receipts
from data_access.vocabulary import Period

LAST_DAY = date(2026, 11, 29)
DAYS = (
    *(date(2022, 7, 1), date(2025, 6, 30), date(2026, 3, 31)),
    *(date(2026, 9, 20) + timedelta(days=21 * turn) for turn in range(3)),
    *(date(2026, 11, 22) + timedelta(days=number) for number in range(7)),
    None,
)
PERIODS = tuple(map(Period.parse, ("2022Q4", "2025Q2", "2026Q1", "2026Q2", "2026Q3", "2026Q4")))
_OF_A_UNIT = ("unit", "name", "period", "main_met", "main_total")
_OF_AN_INDICATOR = (
    *("code", "measure", "target", "registered", "assigned", "actual", "achievement", "gap"),
    *("status", "expected", "reported_quarters"),
)


def digests(person: Person, unit: str) -> dict[str, str]:
    """Return a digest of each answer by its question; ``None`` for a day asks about today."""
    return {question: digest(answer) for question, answer in _answers(person, unit)}


def digest(answer: Any) -> str:
    said = json.dumps(answer, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def of_progress(document: dict[str, Any]) -> dict[str, Any]:
    return {
        **{key: document[key] for key in _OF_A_UNIT},
        "indicators": [
            {key: each[key] for key in _OF_AN_INDICATOR} for each in document["indicators"]
        ],
        "children": [of_progress(each) for each in document.get("children", [])],
    }


def _answers(person: Person, unit: str) -> Iterator[tuple[str, Any]]:
    for day in DAYS:
        for period in PERIODS:
            for provisional in (False, True):
                own = progress.unit_progress(person, unit, period, provisional, day)
                below = progress.children_progress(person, unit, period, provisional, day)
                document = documents.progress(own, below, day or LAST_DAY, provisional=provisional)
                yield f"progress {day} {period} {provisional}", of_progress(document)
            yield (
                f"receipts {day} {period}",
                [
                    [
                        *(each.unit.code, str(each.due_on), str(each.present), each.revision),
                        *(str(each.handed_in), each.days_late, each.counts, each.asked),
                        *(each.history, each.is_taken),
                    ]
                    for each in receipts.of_unit(person, unit, period, day)
                ],
            )
    record = completeness.of_unit(person, unit)
    yield (
        "completeness",
        [
            [
                *(unit_id, str(period), each.mark.value, each.days, str(each.due_on)),
                *(str(each.status), each.revision, str(each.handed_in), each.sent_back),
                each.is_taken,
            ]
            for (unit_id, period), each in sorted(record.states.items())
            if period >= record.periods[0].period
        ],
    )
