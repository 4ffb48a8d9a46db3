"""What a page, a slide and a document say in words about progress: pure, one home for each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from dashboard.domain import lateness
from dashboard.domain.progress import IndicatorProgress, Status, UnitProgress, UnitView
from dashboard.domain.timeliness import ReturnState
from dashboard.i18n import (
    N_,
    _,
    format_count,
    format_date,
    format_percent,
    format_period,
    roman_quarter,
)
from dashboard.views.look import unit_name
from data_access.vocabulary import Period, ReturnStatus

_REMAINDER = (
    (Status.ON_TRACK, N_("{count} on track")),
    (Status.SLOW, N_("{count} slow")),
    (Status.AT_RISK, N_("{count} at risk")),
    (Status.MISSED, N_("{count} missed")),
    (Status.TOO_EARLY, N_("{count} too early to tell")),
    (Status.NO_REPORT, N_("{count} without a report")),
)


@dataclass(frozen=True, slots=True)
class Named:
    """A unit and what is to be said of it, so that a screen can make the name a link."""

    unit: UnitView
    remark: str


def headline(progress: UnitProgress) -> str:
    """Return the answer: how many main indicators are met, and how the others stand."""
    counts = Counter(each.status for each in progress.main_with_target)
    total, met = progress.main_total, progress.main_met
    if not total:
        return _("No target has been given for {year}").format(year=progress.period.year)
    if counts[Status.NO_REPORT] == total:
        return _("No return of {year} has been accepted yet").format(year=progress.period.year)
    others = [_(words).format(count=counts[status]) for status, words in _REMAINDER
              if counts[status]]  # fmt: skip
    if not met:
        return _("Of {total} main indicators: {others}").format(
            total=total, others=", ".join(others)
        )
    return ", ".join([_(_met_words(counts, total)).format(met=met, total=total), *others])


def _met_words(counts: Counter[Status], total: int) -> str:
    met, exceeded = counts[Status.MET], counts[Status.EXCEEDED]
    if met + exceeded + counts[Status.MISSED] < total:
        return N_("{met}/{total} main indicators already met")
    if met and exceeded:
        return N_("{met}/{total} main indicators met and exceeded")
    return (
        N_("{met}/{total} main indicators met")
        if met
        else N_("{met}/{total} main indicators exceeded")
    )


def of_units(receipts: Sequence[ReturnState]) -> tuple[ReturnState, ...]:
    """Return those of units that make up the figures; a second source is never counted with them,
    and spoken of only where it stands alone."""
    return tuple(each for each in receipts if each.unit.counted or len(receipts) == 1)


def received(receipts: Sequence[ReturnState], period: Period) -> str:
    """Return "10/11 units have reported for quarter III", or nothing where none is due.

    It speaks of the units that make up the figures: see ``of_units``.
    """
    quarter = roman_quarter(period.quarter)
    spoken_of = of_units(receipts)
    if len(spoken_of) == 1:
        return _own(spoken_of[0], quarter)
    asked = [each for each in spoken_of if each.asked]
    if not asked:
        return ""
    handed_in = sum(not each.outstanding for each in asked)
    waiting = sum(each.present is ReturnStatus.SUBMITTED for each in asked)
    said = _("{count}/{total} units have reported for {quarter}").format(
        count=handed_in, total=len(asked), quarter=quarter
    )
    if waiting:
        said += _(", {count} of them awaiting review").format(count=waiting)
    return f"{said}."


def _own(receipt: ReturnState, quarter: str) -> str:
    if receipt.present is None and not receipt.asked:
        return f"{unasked(receipt)}."
    words = {
        None: N_("The return for {quarter} has not been handed in ({when})."),
        ReturnStatus.SUBMITTED: N_("The return for {quarter} is awaiting review ({when})."),
        ReturnStatus.SENT_BACK: N_("The return for {quarter} was sent back ({when})."),
        ReturnStatus.REOPENED: N_("The return for {quarter} was opened again ({when})."),
    }.get(receipt.present, N_("The return for {quarter} has been accepted ({when})."))
    return _(words).format(quarter=quarter, when=timeliness(receipt))


def unasked(receipt: ReturnState) -> str:
    """Return why no return is wanted."""
    words = (
        N_("The figures for {period} were brought in as history")
        if receipt.history
        else N_("The return for {period} is not asked for")
    )
    return _(words).format(period=format_period(receipt.period))


def missing(receipts: Sequence[ReturnState]) -> tuple[Named, ...]:
    """Return the units that have not handed in, each with how long it is overdue."""
    return tuple(
        Named(each.unit, timeliness(each))
        for each in receipts
        if each.present is None and each.asked
    )


def together(named: Sequence[Named]) -> str:
    """Return the remark that all have in common, to be said once; nothing where they differ."""
    remarks = {each.remark for each in named}
    return remarks.pop() if len(named) > 1 and len(remarks) == 1 else ""


def sent_back(receipts: Sequence[ReturnState]) -> tuple[Named, ...]:
    """Return the units whose return was sent back and has not come again."""
    return tuple(
        Named(each.unit, _("sent back"))
        for each in receipts
        if each.present is ReturnStatus.SENT_BACK
    )


def received_line(receipts: Sequence[ReturnState], period: Period) -> str:
    """Return the whole sub-line as one text, for documents."""
    said = [received(receipts, period)]
    if len(spoken_of := of_units(receipts)) > 1 and (named := missing(spoken_of)):
        said.append(_missing_line(named))
    return " ".join(filter(None, said))


def _missing_line(named: Sequence[Named]) -> str:
    if common := together(named):
        units = ", ".join(unit_name(each.unit) for each in named)
        return _("Not handed in ({when}): {units}.").format(when=common, units=units)
    units = ", ".join(f"{unit_name(each.unit)} ({each.remark})" for each in named)
    return _("Not handed in: {units}.").format(units=units)


def timeliness(receipt: ReturnState) -> str:
    """Return "on time", "4 days late", "2 days overdue", or the day by which it is due.

    A return that was sent back and has not come again is overdue, not late. Where none is wanted,
    why.
    """
    if not receipt.asked and receipt.handed_in is None:
        return _("has not come again") if receipt.present else _unwanted(receipt)
    if receipt.outstanding and not receipt.is_taken:
        return lateness.shut_out(receipt.present)
    if receipt.outstanding:
        if not receipt.days_late:
            return _("due by {day}").format(day=format_date(receipt.due_on))
        return _("{count} days overdue").format(count=format_count(receipt.days_late))
    if not receipt.days_late:
        return _("on time")
    return _("{count} days late").format(count=format_count(receipt.days_late))


def _unwanted(receipt: ReturnState) -> str:
    if receipt.history:
        return _("figures brought in as history")
    return _("no return is asked for")


def versus(each: IndicatorProgress) -> str:
    """Return "exceeded by 28,75%", "12 short", "target met", or nothing without both figures."""
    if each.gap is None or each.achievement is None or each.status is Status.NO_TARGET:
        return ""
    if each.gap > 0:
        return _("exceeded by {percent}").format(percent=format_percent(each.achievement - 1))
    if each.gap == 0:
        return _("target reached")
    return _("{count} short").format(count=format_count(-each.gap))


def needed(each: IndicatorProgress, period: Period) -> str:
    """Return what the remaining quarters must bring, beside the best that any quarter brought.

    Quarters remain after the newest one with a figure, which may lie before ``period``.
    """
    quarter = each.expectation.quarter if each.expectation else period.quarter
    if not each.needed or each.needed <= 0 or quarter == 4:
        return ""
    return f"{_remaining(each.needed, quarter)}{_best(each.best_quarter)}"


def _remaining(amount: Fraction, quarter: int) -> str:
    count = format_count(ceil(amount))
    if quarter == 3:
        return _("needs {count} in {quarter}").format(count=count, quarter=roman_quarter(4))
    return _("needs {count} in each of the {quarters} remaining quarters").format(
        count=count, quarters=4 - quarter
    )


def _best(best: int | None) -> str:
    if best is None:
        return ""
    return _(", the best quarter ever brought {count}").format(count=format_count(best))
