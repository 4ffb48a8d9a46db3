"""The list of organisations founded: its dates, its gaps, and what stands in it twice."""

from collections import defaultdict
from collections.abc import Iterator

from dashboard.domain.checks.case import UNKNOWN, Case, identities, identity
from dashboard.domain.returns import EarlierFounding, FoundingRow, ReturnForm
from dashboard.domain.text import words
from dashboard.errors import Problem
from dashboard.i18n import _, format_date, format_period


def days(case: Case) -> Iterator[Problem]:
    for number, row in enumerate(case.content.foundings):
        verdict = _day_verdict(row, case.form)
        if verdict:
            rule, message = verdict
            key = ("founding", number, "founded_on")
            yield case.problem(rule, key, f"{row.founded_on:%d/%m/%Y}", message)


def _day_verdict(row: FoundingRow, form: ReturnForm) -> tuple[str, str] | None:
    day, period = row.founded_on, form.period
    values = {
        "day": format_date(day),
        "period": format_period(period),
        "first": format_date(period.first_day),
        "last": format_date(period.last_day),
        "enterprise": row.enterprise,
    }
    if day > form.today:
        return "founded-in-future", _(
            "The founding date {day} ({enterprise}) has not come yet (today is {today}). "
            "Correct the date."
        ).format(today=format_date(form.today), **values)
    if day > period.last_day:
        return "founded-after-quarter", _(
            "The founding date {day} ({enterprise}) is after {period}, which ends on {last}. "
            "Correct the date, or list the organisation in the next return."
        ).format(**values)
    if day < period.previous.first_day:
        return "founded-too-early", _(
            "The founding date {day} ({enterprise}) is more than one quarter before {period}, "
            "which begins on {first}. Correct the date, or ask for the earlier return to be "
            "reopened."
        ).format(**values)
    if day < period.first_day:
        return "founded-last-quarter", _(
            "The founding date {day} ({enterprise}) is in the quarter before {period}. Keep it "
            "only if the decision was signed after the last return was handed in."
        ).format(**values)
    return None


_GAPS = ("tax_code", "decision_number", "members")
_HOUSEHOLD = ("ho", "kinh", "doanh")


def gaps(case: Case) -> Iterator[Problem]:
    for number, row in enumerate(case.content.foundings):
        for column in _GAPS:
            if getattr(row, column) is not None or (column == "tax_code" and is_household(row)):
                continue
            rule = f"no-{column.replace('_', '-')}"
            key = ("founding", number, column)
            yield case.problem(rule, key, "", _gap_sentence(column, row.enterprise))


def is_household(row: FoundingRow) -> bool:
    """Whether it is a household business, whose only tax code is a person's own number."""
    said = (row.enterprise_type or "", row.enterprise)
    return any(words(each)[:3] == _HOUSEHOLD for each in said)


def _gap_sentence(column: str, enterprise: str) -> str:
    return {
        "tax_code": _("{enterprise}: the tax code is missing. Add it if it is known."),
        "decision_number": _("{enterprise}: the number of the founding decision is missing."),
        "members": _("{enterprise}: the number of members at founding is missing."),
    }[column].format(enterprise=enterprise)


def twice(case: Case) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for number, row in enumerate(case.content.foundings):
        parts = [(row.indicator, part) for part in sorted(identities((row,)))]
        seen = next((first[part] for part in parts if part in first), None)
        for part in parts:
            first.setdefault(part, number)
        if seen is None:
            continue
        key = ("founding", number, "enterprise")
        yield case.problem("founded-twice", key, row.enterprise, _twice_sentence(case, row, seen))


def _twice_sentence(case: Case, row: FoundingRow, seen: int) -> str:
    earlier = case.places.get(("founding", seen, "enterprise"), UNKNOWN)
    values = {"enterprise": row.enterprise, "indicator": case.name(row.indicator)}
    if earlier.cell:
        return _(
            "{enterprise} stands twice in the list under “{indicator}”; the first time in cell "
            "{cell}. Take one out if it is the same organisation."
        ).format(cell=earlier.cell, **values)
    return _(
        "{enterprise} stands twice in the list under “{indicator}”. "
        "Take one out if it is the same organisation."
    ).format(**values)


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
            _(
                "{enterprise} was already reported under “{indicator}” by {unit} for {period}. "
                "Take it out if it is the same organisation."
            ).format(
                enterprise=row.enterprise,
                indicator=case.name(row.indicator),
                unit=found[0].unit_name,
                period=format_period(found[0].period),
            ),
        )
