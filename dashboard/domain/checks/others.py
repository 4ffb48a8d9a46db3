"""A figure beside what other units reported for the same quarter."""

from collections.abc import Iterator

from dashboard.domain.checks.case import Case
from dashboard.domain.names import indicator_name
from dashboard.domain.returns import IndicatorView, OtherUnits, UnitAbove
from dashboard.errors import Problem
from dashboard.i18n import _, format_count, format_percent, signed


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
            message = _children_sentence(indicator, own, theirs, others)
            yield case.problem("parent-and-children", ("figure", indicator.code), own, message)


def above(case: Case) -> Iterator[Problem]:
    """The same, said of the last of the units below where the parent has reported before it."""
    for unit in case.form.above:
        if unit.others.told < unit.others.due:
            continue
        for indicator in case.form.indicators:
            own, mine = unit.figures.get(indicator.code), case.content.figures.get(indicator.code)
            if own is None or mine is None:
                continue
            theirs = unit.others.figures.get(indicator.code, 0) + mine
            if own >= theirs >= max(1, case.limits.least_difference):
                message = _parent_sentence(indicator, unit)
                yield case.problem("parent-and-children", ("figure", indicator.code), mine, message)


def _parent_sentence(indicator: IndicatorView, unit: UnitAbove) -> str:
    """The figures of others are not said: the clerk may not see those returns."""
    return _(
        "“{indicator}”: {unit} reports a figure of its own that is not less than those of all "
        "{told} units below it together, this one included. Ask {unit} whether it holds yours "
        "already; if so, they count twice."
    ).format(
        indicator=indicator_name(indicator),
        unit=unit.unit_name,
        told=format_count(unit.others.told + 1),
    )


def _children_sentence(indicator: IndicatorView, own: int, theirs: int, others: OtherUnits) -> str:
    return _(
        "“{indicator}” is {own}, not less than the {theirs} that {told} units below have reported "
        "themselves. Their figures are added to this one: if it holds them already, leave them "
        "out, or they count twice."
    ).format(
        indicator=indicator_name(indicator),
        own=format_count(own),
        theirs=format_count(theirs),
        told=format_count(others.told),
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
            message = _cross_sentence(case, indicator, own, theirs)
            yield case.problem("cross-check-differs", ("figure", indicator.code), own, message)


def _cross_sentence(case: Case, indicator: IndicatorView, own: int, theirs: int) -> str:
    others = case.form.others
    return _(
        "“{indicator}” is {own}; the units themselves reported {theirs} ({told} of {due} returns): "
        "a difference of {difference}, more than {share} of their sum. Reconcile the two, or "
        "explain the difference."
    ).format(
        indicator=indicator_name(indicator),
        own=format_count(own),
        theirs=format_count(theirs),
        told=format_count(others.told if others else 0),
        due=format_count(others.due if others else 0),
        difference=signed(own - theirs),
        share=format_percent(case.limits.cross_check_share),
    )
