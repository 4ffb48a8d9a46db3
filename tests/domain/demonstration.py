"""What the demonstration's plan holds, to look through."""

from datetime import datetime

from dashboard.clock import VIETNAM
from dashboard.demo import contents, flows
from dashboard.demo.plan import Plan
from dashboard.demo.timeline import Acceptance, Submission
from dashboard.demo.units import COUNTED
from dashboard.domain.returns import ReturnContent
from data_access.vocabulary import Period

YEARS = range(2019, 2031)
QUARTERS = [Period(year, quarter) for year in YEARS for quarter in (1, 2, 3, 4)]
STORY_DAY = datetime(2026, 11, 22, 9, tzinfo=VIETNAM)


def returns(period: Period) -> list[ReturnContent]:
    return [contents.of_unit(unit.code, period) for unit in COUNTED]


def year_total(year: int, code: str) -> int:
    return sum(sum(flows.of_year(year)[unit.code][code]) for unit in COUNTED)


def accepted(whole: Plan) -> dict[tuple[str, Period], ReturnContent]:
    """Return the contents that count at the end, by unit and quarter."""
    newest: dict[tuple[str, Period], ReturnContent] = {}
    counts: dict[tuple[str, Period], ReturnContent] = {}
    for step in whole.steps:
        if isinstance(step, Submission):
            newest[step.content.unit, step.content.period] = step.content
        elif isinstance(step, Acceptance):
            counts[step.unit, step.period] = newest[step.unit, step.period]
    return counts
