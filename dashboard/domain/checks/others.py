"""A figure beside what other units reported for the same quarter."""

from collections.abc import Iterator

from dashboard.domain.checks.case import Case
from dashboard.domain.parameters import exact, named
from dashboard.errors import Problem


def children(case: Case) -> Iterator[Problem]:
    """Units below are added to what their parent reports itself: it must not hold them as well."""
    others = case.form.others
    if others is None or case.form.cross_check:
        return
    for indicator in case.form.indicators:
        own, theirs = case.content.figures.get(indicator.code), others.figures.get(indicator.code)
        if own is None or theirs is None:
            continue
        if own >= theirs >= max(1, case.limits.least_difference):
            yield case.problem(
                "parent-and-children",
                ("figure", indicator.code),
                own,
                indicator=named(indicator),
                own=own,
                theirs=theirs,
                told=others.told,
            )


def above(case: Case) -> Iterator[Problem]:
    """The same, said of the last of the units below where the parent has reported before it.

    The figures of others are not said: the clerk may not see those returns.
    """
    for unit in case.form.above:
        if unit.others.told < unit.others.due:
            continue
        for indicator in case.form.indicators:
            own, mine = unit.figures.get(indicator.code), case.content.figures.get(indicator.code)
            if own is None or mine is None:
                continue
            theirs = unit.others.figures.get(indicator.code, 0) + mine
            if own >= theirs >= max(1, case.limits.least_difference):
                yield case.problem(
                    "parent-and-children",
                    ("figure", indicator.code),
                    mine,
                    variant="below",
                    indicator=named(indicator),
                    unit=unit.unit_name,
                    told=unit.others.told + 1,
                )


def cross_check(case: Case) -> Iterator[Problem]:
    """A second source is to be near the units' sum; while some are missing, not below it."""
    others = case.form.others
    if others is None or not case.form.cross_check:
        return
    for indicator in case.form.indicators:
        own, theirs = case.content.figures.get(indicator.code), others.figures.get(indicator.code)
        if own is None or theirs is None or (others.told < others.due and own > theirs):
            continue
        apart = abs(own - theirs)
        if apart > case.limits.cross_check_share * theirs and apart >= case.limits.least_difference:
            yield case.problem(
                "cross-check-differs",
                ("figure", indicator.code),
                own,
                indicator=named(indicator),
                own=own,
                theirs=theirs,
                told=others.told,
                due=others.due,
                difference=own - theirs,
                share=exact(case.limits.cross_check_share),
            )
