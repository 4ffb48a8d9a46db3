"""The figures among themselves, and against the list that belongs to them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dashboard.domain.checks.case import Case
from dashboard.domain.parameters import named
from dashboard.errors import Problem


def parents(case: Case) -> Iterator[Problem]:
    figures = case.content.figures
    for child in case.form.indicators:
        parent = child.parent
        if parent is None or child.code not in figures or parent not in case.indicators:
            continue
        if parent in case.unread.figures or figures[child.code] <= figures.get(parent, 0):
            continue
        yield case.problem(
            "child-above-parent",
            ("figure", child.code),
            figures[child.code],
            child=named(child),
            part=figures[child.code],
            whole=figures.get(parent),
            parent=case.named(parent),
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
        yield case.problem("main-blank", ("figure", code), "", indicator=named(indicator))


def counts(case: Case) -> Iterator[Problem]:
    if case.unread.whole_list:
        return
    rows = _rows(case)
    for indicator in case.form.indicators:
        code = indicator.code
        figure = case.content.figures.get(code)
        if not indicator.listed or code in case.unread.figures or (figure or 0) == rows[code]:
            continue
        given: dict[str, Any] = {"variant": "blank"} if figure is None else {"figure": figure}
        yield case.problem(
            "count-not-list",
            ("figure", code),
            "" if figure is None else figure,
            indicator=named(indicator),
            rows=rows[code],
            **given,
        )


def _rows(case: Case) -> Counter[str]:
    counted = Counter(row.indicator for row in case.content.foundings)
    counted.update(case.unread.rows or {})
    return counted
