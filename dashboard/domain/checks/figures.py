"""The figures among themselves, and against the list that belongs to them."""

from collections import Counter
from collections.abc import Iterator

from dashboard.domain.checks.case import Case
from dashboard.domain.names import indicator_name
from dashboard.domain.returns import IndicatorView
from dashboard.errors import Problem
from dashboard.i18n import _, format_count


def parents(case: Case) -> Iterator[Problem]:
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


def main_blanks(case: Case) -> Iterator[Problem]:
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


def counts(case: Case) -> Iterator[Problem]:
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


def _rows(case: Case) -> Counter[str]:
    counted = Counter(row.indicator for row in case.content.foundings)
    counted.update(case.unread.rows or {})
    return counted


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
