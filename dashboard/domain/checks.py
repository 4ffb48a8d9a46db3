"""The rules a quarterly return is held against, whatever it was written in.

Errors block a submission, warnings want a tick. A rule knows nothing of workbooks: where a figure
or a row stands is told by ``places``, so that a form on a page is checked by the same rules.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dashboard.domain.returns import (
    EarlierFounding,
    FoundingRow,
    IndicatorView,
    ReturnContent,
    ReturnForm,
    ReviewRow,
)
from dashboard.domain.text import enterprise_key, tidy_tax_code
from dashboard.errors import Problem
from dashboard.i18n import _, format_count, format_date, format_period, language
from data_access.vocabulary import Organisation, Severity

PARTY_MEMBERS = 3
UNION_WORKERS = 20

RULES: dict[str, Severity] = {
    "child-above-parent": Severity.ERROR,
    "count-not-list": Severity.ERROR,
    "founded-in-future": Severity.ERROR,
    "founded-after-quarter": Severity.ERROR,
    "founded-too-early": Severity.ERROR,
    "founded-last-quarter": Severity.WARNING,
    "founded-twice": Severity.WARNING,
    "founded-before": Severity.WARNING,
    "party-few-members": Severity.WARNING,
    "union-few-workers": Severity.WARNING,
    "youth-without-party": Severity.WARNING,
    "no-tax-code": Severity.WARNING,
    "no-decision-number": Severity.WARNING,
    "no-members": Severity.WARNING,
    "tax-code-form": Severity.WARNING,
    "main-blank": Severity.WARNING,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file."""

    sheet: str | None = None
    cell: str | None = None


Key = tuple[str | int, ...]
"""("figure", code), ("founding", 0, "founded_on"), ("review", 0, "tax_code"), …: a row's number
counts from 0 in the content, its last part is a field of ``FoundingRow`` or ``ReviewRow``."""

NOWHERE: Mapping[Key, Place] = {}
_UNKNOWN = Place()


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, so that no rule speaks about it.

    ``figures``: codes whose figure could not be read; ``rows``: foundings that stand in the list
    but could not be read whole, by indicator code; ``whole_list``: the list's rows cannot even be
    counted.
    """

    figures: Collection[str] = frozenset()
    rows: Mapping[str, int] | None = None
    whole_list: bool = False


ALL_READ = Unread()


def check(
    content: ReturnContent,
    form: ReturnForm,
    places: Mapping[Key, Place] = NOWHERE,
    unread: Unread = ALL_READ,
) -> tuple[Problem, ...]:
    """Return every problem of ``content``, figures before lists; each as a whole sentence."""
    case = _Case(content, form, places, unread)
    return tuple(
        problem
        for rule in (
            _parents,
            _main_blanks,
            _counts,
            _days,
            _gaps,
            _tax_codes,
            _twice,
            _before,
            _party_cells,
            _unions,
            _youth_branches,
        )
        for problem in rule(case)
    )


def indicator_name(indicator: IndicatorView) -> str:
    """Return the indicator's name in the reader's language."""
    return indicator.name if language() == "vi" else indicator.name_en


class _Case:
    """One return under examination, with what several rules look up."""

    def __init__(
        self,
        content: ReturnContent,
        form: ReturnForm,
        places: Mapping[Key, Place],
        unread: Unread,
    ) -> None:
        self.content = content
        self.form = form
        self.places = places
        self.unread = unread
        self.indicators = {each.code: each for each in form.indicators}
        self.reviews = _by_identity(content.reviews)
        self.party = _identities(self._of(Organisation.PARTY)) | {
            identity
            for earlier in form.founded_before
            if self._organisation(earlier.indicator) is Organisation.PARTY
            for identity in _identity(earlier.enterprise_key, earlier.tax_code)
        }

    def name(self, code: str) -> str:
        return indicator_name(self.indicators[code]) if code in self.indicators else code

    def review(self, row: FoundingRow) -> ReviewRow | None:
        found = (self.reviews.get(identity) for identity in _identities((row,)))
        return next(filter(None, found), None)

    def foundings_of(self, organisation: Organisation) -> Iterator[tuple[int, FoundingRow]]:
        for number, row in enumerate(self.content.foundings):
            if self._organisation(row.indicator) is organisation:
                yield number, row

    def problem(self, rule: str, key: Key, found: object, message: str) -> Problem:
        place = self.places.get(key, _UNKNOWN)
        said = None if found is None else str(found)
        return Problem(RULES[rule], rule, message, place.sheet, place.cell, said)

    def _of(self, organisation: Organisation) -> Iterator[FoundingRow]:
        return (row for _number, row in self.foundings_of(organisation))

    def _organisation(self, code: str) -> Organisation | None:
        return self.indicators[code].organisation if code in self.indicators else None


def _identity(key: str, tax_code: str | None) -> set[str]:
    return {key, tax_code} if tax_code else {key}


def _identities(rows: Iterable[FoundingRow | ReviewRow]) -> set[str]:
    return {
        part for row in rows for part in _identity(enterprise_key(row.enterprise), row.tax_code)
    }


def _by_identity(reviews: Iterable[ReviewRow]) -> dict[str, ReviewRow]:
    found: dict[str, ReviewRow] = {}
    for review in reviews:
        for part in _identities((review,)):
            found.setdefault(part, review)
    return found


def _parents(case: _Case) -> Iterator[Problem]:
    figures = case.content.figures
    for child in case.form.indicators:
        parent = child.parent
        if parent is None or child.code not in figures or parent not in case.indicators:
            continue
        if parent in case.unread.figures or figures[child.code] <= figures.get(parent, 0):
            continue
        whole = format_count(figures[parent]) if parent in figures else _("(blank)")
        yield case.problem(
            "child-above-parent",
            ("figure", child.code),
            figures[child.code],
            _(
                "“{child}” is {part}, more than the {whole} of “{parent}” that it is a part of. "
                "Correct one of the two figures."
            ).format(
                child=indicator_name(child),
                part=format_count(figures[child.code]),
                whole=whole,
                parent=case.name(parent),
            ),
        )


def _main_blanks(case: _Case) -> Iterator[Problem]:
    if case.form.cross_check:
        return
    for indicator in case.form.indicators:
        code = indicator.code
        if not indicator.main or code in case.content.figures or code in case.unread.figures:
            continue
        if indicator.listed and _rows(case).get(code):
            continue  # counted against the list, where the blank is an error
        yield case.problem(
            "main-blank",
            ("figure", code),
            "",
            _(
                "“{indicator}” is blank: that means not reported. "
                "Type 0 if there was none in the quarter, or the figure."
            ).format(indicator=indicator_name(indicator)),
        )


def _rows(case: _Case) -> Counter[str]:
    counted = Counter(row.indicator for row in case.content.foundings)
    counted.update(case.unread.rows or {})
    return counted


def _counts(case: _Case) -> Iterator[Problem]:
    if case.unread.whole_list:
        return
    rows = _rows(case)
    for indicator in case.form.indicators:
        code = indicator.code
        figure = case.content.figures.get(code)
        if not indicator.listed or code in case.unread.figures or (figure or 0) == rows[code]:
            continue
        yield case.problem(
            "count-not-list",
            ("figure", code),
            "" if figure is None else figure,
            _count_sentence(indicator, figure, rows[code]),
        )


def _count_sentence(indicator: IndicatorView, figure: int | None, rows: int) -> str:
    values = {"indicator": indicator_name(indicator), "rows": format_count(rows)}
    if figure is None:
        return _(
            "“{indicator}” is blank, but the list of organisations founded has {rows} of them. "
            "Type {rows}, or take the rows that do not belong out of the list."
        ).format(**values)
    return _(
        "“{indicator}” is {figure}, but the list of organisations founded has {rows} of them. "
        "The two must be equal: correct the figure or the list."
    ).format(figure=format_count(figure), **values)


def _days(case: _Case) -> Iterator[Problem]:
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


def _gaps(case: _Case) -> Iterator[Problem]:
    for number, row in enumerate(case.content.foundings):
        for column in _GAPS:
            if getattr(row, column) is None:
                rule = f"no-{column.replace('_', '-')}"
                key = ("founding", number, column)
                yield case.problem(rule, key, "", _gap_sentence(column, row.enterprise))


def _gap_sentence(column: str, enterprise: str) -> str:
    return {
        "tax_code": _("{enterprise}: the tax code is missing. Add it if it is known."),
        "decision_number": _("{enterprise}: the number of the founding decision is missing."),
        "members": _("{enterprise}: the number of members at founding is missing."),
    }[column].format(enterprise=enterprise)


def _tax_codes(case: _Case) -> Iterator[Problem]:
    rows: tuple[tuple[str, Iterable[FoundingRow | ReviewRow]], ...] = (
        ("founding", case.content.foundings),
        ("review", case.content.reviews),
    )
    for kind, listed in rows:
        for number, row in enumerate(listed):
            if not tidy_tax_code(row.tax_code).valid:
                yield case.problem(
                    "tax-code-form",
                    (kind, number, "tax_code"),
                    row.tax_code,
                    _(
                        "{enterprise}: “{tax_code}” is not a tax code. It has 10 digits, 10 digits "
                        "and 3 more (0123456789-001), or 12 digits."
                    ).format(enterprise=row.enterprise, tax_code=row.tax_code),
                )


def _twice(case: _Case) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for number, row in enumerate(case.content.foundings):
        parts = [(row.indicator, part) for part in sorted(_identities((row,)))]
        seen = next((first[part] for part in parts if part in first), None)
        for part in parts:
            first.setdefault(part, number)
        if seen is None:
            continue
        key = ("founding", number, "enterprise")
        yield case.problem("founded-twice", key, row.enterprise, _twice_sentence(case, row, seen))


def _twice_sentence(case: _Case, row: FoundingRow, seen: int) -> str:
    earlier = case.places.get(("founding", seen, "enterprise"), _UNKNOWN)
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


def _before(case: _Case) -> Iterator[Problem]:
    known: defaultdict[tuple[str, str], list[EarlierFounding]] = defaultdict(list)
    for each in case.form.founded_before:
        for part in _identity(each.enterprise_key, each.tax_code):
            known[each.indicator, part].append(each)
    for number, row in enumerate(case.content.foundings):
        found = [
            each for part in sorted(_identities((row,))) for each in known[row.indicator, part]
        ]
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


def _party_cells(case: _Case) -> Iterator[Problem]:
    for number, row in case.foundings_of(Organisation.PARTY):
        if row.members is not None and row.members < PARTY_MEMBERS:
            yield case.problem(
                "party-few-members",
                ("founding", number, "members"),
                row.members,
                _(
                    "{enterprise}: a Party organisation wants {least} members or more, "
                    "{members} are given. Check the number."
                ).format(enterprise=row.enterprise, least=PARTY_MEMBERS, members=row.members),
            )


def _unions(case: _Case) -> Iterator[Problem]:
    for number, row in case.foundings_of(Organisation.UNION):
        review = case.review(row)
        if review and review.workers is not None and review.workers < UNION_WORKERS:
            yield case.problem(
                "union-few-workers",
                ("founding", number, "enterprise"),
                review.workers,
                _(
                    "{enterprise}: a trade union is to be founded where there are {least} workers "
                    "or more, the review of enterprises gives {workers}. Check both."
                ).format(
                    enterprise=row.enterprise,
                    least=UNION_WORKERS,
                    workers=format_count(review.workers),
                ),
            )


def _youth_branches(case: _Case) -> Iterator[Problem]:
    for number, row in case.foundings_of(Organisation.YOUTH):
        review = case.review(row)
        said = review.has_party if review else None
        if said or not _identities((row,)).isdisjoint(case.party):
            continue
        message = (
            _(
                "{enterprise}: a youth organisation wants a Party organisation in the enterprise, "
                "the review of enterprises says there is none. Check both."
            )
            if said is False
            else _(
                "{enterprise}: a youth organisation wants a Party organisation in the enterprise. "
                "None is known: give it in the review of enterprises if there is one."
            )
        )
        key = ("founding", number, "enterprise")
        yield case.problem(
            "youth-without-party", key, row.enterprise, message.format(enterprise=row.enterprise)
        )
