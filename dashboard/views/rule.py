"""The rule behind a status, told with the figures put in."""

from dataclasses import dataclass
from fractions import Fraction

from dashboard.domain.progress import Expectation, IndicatorProgress, Status
from dashboard.i18n import N_, _, format_count, format_percent, roman_quarter
from dashboard.views.look import LOOKS

_WITHOUT = {
    Status.NO_TARGET: N_("No target has been given to this unit for this indicator."),
    Status.NO_REPORT: N_(
        "The year's target is {target}. No figure of this year has been accepted yet."
    ),
}
_CLOSED = {
    Status.EXCEEDED: N_("Actual {actual} is more than the target {target}: {word}."),
    Status.MET: N_("Actual {actual} equals the target {target}: {word}."),
    Status.MISSED: N_(
        "The year is complete: actual {actual} is less than the target {target}: {word}."
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """How a status was found: the expected level, the verdict, and from where the pace comes."""

    expected: str
    verdict: str
    source: str


def reason(each: IndicatorProgress) -> Reason:
    """Return the rule of ``domain.md`` for one indicator, figures and years put in."""
    if each.status in _WITHOUT:
        return Reason("", _(_WITHOUT[each.status]).format(target=_count(each.target)), "")
    if each.expectation is None:
        return Reason("", _verdict(each, Fraction()), "")
    return Reason(
        _expected(each.expectation, each.target or 0),
        _verdict(each, each.expectation.expected),
        _source(each.expectation),
    )


def _expected(by_now: Expectation, target: int) -> str:
    if by_now.quarter == 4:
        return _("Expected by the end of {quarter}: the whole target, {target}.").format(
            quarter=roman_quarter(4), target=format_count(target)
        )
    even = format_percent(Fraction(by_now.quarter, 4))
    pace = even
    if by_now.share is not None:
        weight, rest = by_now.weight, 1 - by_now.weight
        pace = f"[{weight} × {format_percent(by_now.share)} + {rest} × {even}]"
    return _("Expected by the end of {quarter}: {target} × {pace} = {expected}.").format(
        quarter=roman_quarter(by_now.quarter),
        target=format_count(target),
        pace=pace,
        expected=format_count(by_now.expected),
    )


def _source(by_now: Expectation) -> str:
    if by_now.quarter == 4:
        return ""
    if not by_now.years:
        return _("No complete earlier year is known, so the year is divided evenly.")
    words = (
        N_("Pace of the province in {years}; the unit has no complete earlier year.")
        if by_now.of_province
        else N_("Pace of this unit in {years}, and an even pace.")
    )
    return _(words).format(years=", ".join(map(str, sorted(by_now.years))))


def _verdict(each: IndicatorProgress, expected: Fraction) -> str:
    word = _(LOOKS[each.status].word)
    actual, target = _count(each.actual), _count(each.target)
    if each.status in _CLOSED:
        return _(_CLOSED[each.status]).format(actual=actual, target=target, word=word)
    if each.status is Status.TOO_EARLY:
        return _early(each, word)
    reached = Fraction(each.actual or 0) / expected if expected else Fraction(1)
    return _("Actual {actual} = {share} of the expected: {word} ({limits}).").format(
        actual=actual, share=format_percent(reached), word=word, limits=_limits(each, reached)
    )


def _early(each: IndicatorProgress, word: str) -> str:
    if each.expectation and each.expectation.quarter > 1:
        return _("Less than 1 is expected by now, so nothing can be said yet: {word}.").format(
            word=word
        )
    return _("Quarter I alone tells too little: {word}.").format(word=word)


def _limits(each: IndicatorProgress, reached: Fraction) -> str:
    on_track = each.thresholds.on_track
    top, bottom = format_percent(on_track), format_percent(each.thresholds.slow)
    if each.status is Status.SLOW:
        return _("from {bottom} to below {top}").format(bottom=bottom, top=top)
    if each.status is Status.AT_RISK:
        return _("below {bottom}").format(bottom=bottom)
    if reached < on_track:
        return _("not more than 1 short of the expected")
    return _("from {top}").format(top=top)


def _count(number: int | None) -> str:
    return "–" if number is None else format_count(number)
