"""The figures among themselves, and against the list that belongs to them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dashboard.domain.checks.case import UNKNOWN, Case
from dashboard.domain.parameters import named
from dashboard.domain.text import ranges
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


def all_blank(case: Case) -> Iterator[Problem]:
    """A return that reports nothing would count as handed in."""
    content, unread = case.content, case.unread
    asked = [each.code for each in case.form.indicators if each.main]
    if case.form.cross_check or not asked:
        listed = content.foundings or content.reviews or content.difficulties
        asked = [] if listed or unread.whole_list else [each.code for each in case.form.indicators]
        variant = "whole"
    else:
        variant = ""
    if asked and content.figures.keys().isdisjoint(asked) and not set(asked) & {*unread.figures}:
        count = {} if variant else {"count": len(asked)}
        yield case.problem("all-blank", ("figure", asked[0]), "", variant=variant, **count)


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
    of_some_kind = sum(key[0] == "founding" and key[2] == "indicator" for key in case.unread.fields)
    for indicator in case.form.indicators:
        code = indicator.code
        figure = case.content.figures.get(code)
        if not indicator.listed or code in case.unread.figures:
            continue
        if 0 <= (figure or 0) - rows[code] <= of_some_kind:
            continue
        hidden = _hidden_rows(case, code)
        given: dict[str, Any] = {} if figure is None else {"figure": figure}
        parts = ("blank" if figure is None else "", "hidden" if hidden else "")
        yield case.problem(
            "count-not-list",
            ("figure", code),
            "" if figure is None else figure,
            variant="-".join(filter(None, parts)),
            indicator=named(indicator),
            rows=rows[code],
            **given,
            **({"hidden": hidden} if hidden else {}),
        )


def _rows(case: Case) -> Counter[str]:
    return Counter(row.indicator for row in case.content.foundings)


def _hidden_rows(case: Case, code: str) -> str:
    """Return which rows of a kind are not shown: "10, 12–15"."""
    places = (
        case.places.get(("founding", number, "enterprise"), UNKNOWN)
        for number, row in enumerate(case.content.foundings)
        if row.indicator == code
    )
    return ranges(each.hidden_row for each in places if each.hidden_row)
