"""Filled-in workbooks, as a clerk would hand them in."""

from collections.abc import Mapping

from dashboard.actions import returns
from dashboard.domain.access import Person
from dashboard.workbooks.fill import fill
from data_access.vocabulary import Period

Q3 = Period(2026, 3)


def a_workbook(
    person: Person,
    unit: str = "D01",
    period: Period = Q3,
    figures: Mapping[str, object] | None = None,
    **entries: object,
) -> bytes:
    _name, template = returns.template(person, unit, period)
    told = {"PARTY_MEMBER_ADMITTED": 5} if figures is None else figures
    return fill(template, {"figures": told, **entries})
