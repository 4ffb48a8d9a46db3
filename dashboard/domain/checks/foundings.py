"""The list of organisations founded: its dates, its gaps, and what stands in it twice."""

from collections import defaultdict
from collections.abc import Iterator

from dashboard.domain.checks.case import UNKNOWN, Case, identities, identity
from dashboard.domain.returns import EarlierFounding, FoundingRow, ReturnForm
from dashboard.domain.text import words
from dashboard.errors import Problem


def days(case: Case) -> Iterator[Problem]:
    for number, row in enumerate(case.content.foundings):
        if case.unread.founding(number, "founded_on"):
            continue
        verdict = _day_verdict(row, case.form)
        if verdict:
            rule, when = verdict
            yield case.problem(
                rule,
                ("founding", number, "founded_on"),
                f"{row.founded_on:%d/%m/%Y}",
                day=row.founded_on.isoformat(),
                enterprise=row.enterprise,
                **when,
            )


def _day_verdict(row: FoundingRow, form: ReturnForm) -> tuple[str, dict[str, str]] | None:
    """Return the rule that the day breaks, and what it is held against."""
    day, period = row.founded_on, form.period
    if day > form.today:
        return "founded-in-future", {"today": form.today.isoformat()}
    against = {"period": str(period)}
    if day > period.last_day:
        return "founded-after-quarter", against
    if day < period.previous.first_day:
        return "founded-too-early", against
    if day < period.first_day:
        return "founded-last-quarter", against
    return None


_ESSENTIAL = ("indicator", "enterprise", "founded_on")
_GAPS = ("tax_code", "decision_number", "members")
_HOUSEHOLD = ("ho", "kinh", "doanh")


def gaps(case: Case) -> Iterator[Problem]:
    for number, row in enumerate(case.content.foundings):
        if case.unread.founding(number, *_ESSENTIAL) > 1:
            continue  # hardly one of the list
        for column in _GAPS:
            if getattr(row, column) is not None or (column == "tax_code" and is_household(row)):
                continue
            if case.unread.founding(number, column):
                continue
            rule = f"no-{column.replace('_', '-')}"
            key = ("founding", number, column)
            yield case.problem(rule, key, "", enterprise=row.enterprise)


def is_household(row: FoundingRow) -> bool:
    """Whether it is a household business, whose only tax code is a person's own number."""
    said = (row.enterprise_type or "", row.enterprise)
    return any(words(each)[:3] == _HOUSEHOLD for each in said)


def twice(case: Case) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for number, row in enumerate(case.content.foundings):
        if case.unread.founding(number, "indicator"):
            continue
        parts = [(row.indicator, part) for part in sorted(identities((row,)))]
        seen = next((first[part] for part in parts if part in first), None)
        for part in parts:
            first.setdefault(part, number)
        if seen is None:
            continue
        earlier = case.places.get(("founding", seen, "enterprise"), UNKNOWN)
        where = {"variant": "with-cell", "cell": earlier.cell} if earlier.cell else {}
        yield case.problem(
            "founded-twice",
            ("founding", number, "enterprise"),
            row.enterprise,
            enterprise=row.enterprise,
            indicator=case.named(row.indicator),
            **where,
        )


def before(case: Case) -> Iterator[Problem]:
    known: defaultdict[tuple[str, str], list[EarlierFounding]] = defaultdict(list)
    for each in case.form.founded_before:
        for part in identity(each.enterprise_key, each.tax_code):
            known[each.indicator, part].append(each)
    for number, row in enumerate(case.content.foundings):
        found = [each for part in sorted(identities((row,))) for each in known[row.indicator, part]]
        if not found:
            continue
        yield case.problem(
            "founded-before",
            ("founding", number, "enterprise"),
            row.enterprise,
            enterprise=row.enterprise,
            indicator=case.named(row.indicator),
            unit=found[0].unit_name,
            period=str(found[0].period),
        )
