"""What is said in words about who handed in: the answer for the meeting, the call, the letter."""

from collections.abc import Sequence
from datetime import date

from dashboard.domain import timeliness
from dashboard.domain.timeliness import Call, Mark, ReturnState, Urgency
from dashboard.i18n import N_, _, format_count, format_date, format_percent, format_period
from dashboard.settings import settings
from dashboard.views import links
from dashboard.views.look import unit_name
from data_access.vocabulary import Period, ReturnStatus

_ONE = {
    Mark.ON_TIME: N_("{unit} handed in the return for {period} on time"),
    Mark.LATE: N_("{unit} handed in the return for {period} {count} days late"),
    Mark.MISSING: N_("{unit} has not handed in the return for {period}: {count} days overdue"),
    Mark.NOT_DUE: N_("{unit}: {count} days left for the return for {period}"),
}


def headline(states: Sequence[ReturnState], period: Period) -> str:
    """Return the answer for a quarter as one sentence: see ``answer``."""
    return "; ".join(answer(states, period))


def answer(states: Sequence[ReturnState], period: Period) -> tuple[str, ...]:
    """Return the answer for a quarter in its parts: how many came on time, how many late, how many
    not at all, and by how many days.
    """
    asked = [each for each in states if each.mark not in (Mark.NOT_ASKED, Mark.HISTORY)]
    if not asked:
        return (_("No return for {period} is asked for").format(period=format_period(period)),)
    if len(asked) == 1:
        return (_one(asked[0]),)
    groups = {mark: [each for each in asked if each.mark is mark] for mark in Mark}
    if groups[Mark.NOT_DUE] and not groups[Mark.LATE] + groups[Mark.MISSING]:
        return (_before_due(asked, period),)
    on_time = _("{count}/{total} units handed in for {period} on time").format(
        count=len(groups[Mark.ON_TIME]), total=len(asked), period=format_period(period)
    )
    others = (
        _late(groups[Mark.LATE]), _missing(groups[Mark.MISSING]), _put_off(groups[Mark.NOT_DUE])
    )  # fmt: skip
    return (on_time, *filter(None, others))


def _one(state: ReturnState) -> str:
    return _(_ONE[state.mark]).format(
        unit=unit_name(state.unit),
        period=format_period(state.period),
        count=format_count(state.days),
    )


def _before_due(asked: Sequence[ReturnState], period: Period) -> str:
    came = sum(each.mark is Mark.ON_TIME for each in asked)
    soonest = min((each for each in asked if each.mark is Mark.NOT_DUE), key=lambda each: each.days)
    return _("{count}/{total} units have handed in for {period}; {days} days left").format(
        count=came,
        total=len(asked),
        period=format_period(period),
        days=format_count(soonest.days),
    )


def _late(late: Sequence[ReturnState]) -> str:
    if not late:
        return ""
    words = N_("{count} late by {days}") if len(late) == 1 else N_("{count} late ({days})")
    return _(words).format(count=len(late), days=_days(late))


def _missing(missing: Sequence[ReturnState]) -> str:
    """The days of a closed quarter are over: nobody can hand in any more."""
    if not missing:
        return ""
    owed = [each for each in missing if each.is_taken]
    if not owed:
        return _("{count} never handed in").format(count=len(missing))
    return _("{count} not handed in ({days} overdue)").format(count=len(missing), days=_days(owed))


def _put_off(left: Sequence[ReturnState]) -> str:
    if not left:
        return ""
    latest = format_date(max(each.due_on for each in left))
    return _("{count} put off until {day}").format(count=len(left), day=latest)


def _days(states: Sequence[ReturnState]) -> str:
    """Return "6 days", "6 and 42 days" or "2 to 42 days"."""
    days = sorted({each.days for each in states})
    if len(days) == 1:
        return _("{count} days").format(count=format_count(days[0]))
    first, last = format_count(days[0]), format_count(days[-1])
    if len(days) == 2:
        return _("{first} and {last} days").format(first=first, last=last)
    return _("{first} to {last} days").format(first=first, last=last)


def rates(states: Sequence[ReturnState]) -> str:
    """Return the two rates of some returns; nothing where none was due."""
    rate = timeliness.rate(states)
    if rate.completeness is None or rate.timeliness is None:
        return ""
    return _("Handed in {complete} ({came}/{due}), on time {timely} ({on_time}/{due})").format(
        complete=format_percent(rate.completeness),
        came=rate.handed_in,
        due=rate.due,
        timely=format_percent(rate.timeliness),
        on_time=rate.on_time,
    )


def waiting(states: Sequence[ReturnState]) -> int:
    return sum(each.waits for each in states)


def to_say(call: Call) -> str:
    """Return what to say on the telephone: each return owed, since when, and what is asked."""
    said = [_("This is about returns of {unit}.").format(unit=unit_name(call.unit))]
    said += [_owed(each) for each in call.states]
    said.append(_(_ASKED[call.urgency]))
    return " ".join(said)


_ASKED = {
    Urgency.OVERDUE: N_(
        "Please hand it in today; if something stands in the way, tell us what, and by which day "
        "it will come."
    ),
    Urgency.BACK: N_("Please mend it by the reason and hand it in again today."),
    Urgency.SOON: N_("Please hand it in by that day."),
}


def _owed(state: ReturnState) -> str:
    if state.is_back:
        return _given_back(state)
    words = (
        N_("We have not received the return for {period}: it was due on {day}, {count} days ago.")
        if state.mark is Mark.MISSING
        else N_("The return for {period} is due on {day}, in {count} days.")
    )
    return _(words).format(
        period=format_period(state.period),
        day=format_date(state.due_on),
        count=format_count(state.days),
    )


def _given_back(state: ReturnState) -> str:
    reopened = state.status is ReturnStatus.REOPENED
    words = (
        N_("The return for {period} was reopened on {day} for a correction: “{reason}”")
        if reopened
        else N_("The return for {period} was sent back on {day}: “{reason}”")
    )
    said = _(words).format(
        period=format_period(state.period),
        day=format_date(state.decided_at) if state.decided_at else "",
        reason=(state.remark or "").rstrip(" ."),
    )
    if state.mark is not Mark.MISSING:
        return f"{said}."
    overdue = _("It has not come again and is {count} days overdue (due on {day}).").format(
        count=format_count(state.days), day=format_date(state.due_on)
    )
    return f"{said}. {overdue}"


def letter_to_all(period: Period, due_on: date, today: date) -> str:
    """Return the reminder to every unit, before the due date or after it."""
    left = (due_on - today).days
    words = (
        N_(
            "Dear colleagues,\n\nThe returns for {period} are due on {day}, in {count} days. "
            "Please check the figures and hand the return in by that day, at:\n{address}\n\n"
            "Units in difficulty: please tell us before the due date.\n\nWith regards."
        )
        if left >= 0
        else N_(
            "Dear colleagues,\n\nThe due date of the returns for {period} was {day}. Units that "
            "have not handed in, or whose return was sent back: please finish it without delay, "
            "at:\n{address}\n\nWith regards."
        )
    )
    return _(words).format(
        period=format_period(period),
        day=format_date(due_on),
        count=format_count(abs(left)),
        address=address(f"{links.SUBMIT}?nam={period.year}&quy={period.quarter}"),
    )


def letter_to_missing(states: Sequence[ReturnState], period: Period, today: date) -> str:
    """Return the reminder to the units whose return is not there, each named with its days."""
    named = "\n".join(f"- {unit_name(each.unit)}: {_why(each)}" for each in states)
    return _(
        "Dear colleagues,\n\nBy {today} the returns for {period} of these units have not come:\n"
        "{named}\n\nPlease hand them in at:\n{address}\nIf something stands in the way, tell us "
        "what, so that it can be solved together.\n\nWith regards."
    ).format(
        today=format_date(today),
        period=format_period(period),
        named=named,
        address=address(f"{links.SUBMIT}?nam={period.year}&quy={period.quarter}"),
    )


def letter_to_unit(state: ReturnState) -> str:
    """Return the reminder to one unit about one return."""
    return _(
        "Dear colleagues of {unit},\n\n{owed}\n\nPlease hand it in at:\n{address}\n\nWith regards."
    ).format(
        unit=unit_name(state.unit),
        owed=_owed(state),
        address=address(links.view(links.SUBMIT, state.unit.code, state.period)),
    )


def _why(state: ReturnState) -> str:
    when = (
        _("{count} days overdue (due on {day})")
        if state.mark is Mark.MISSING
        else _("{count} days left (due on {day})")
    ).format(count=format_count(state.days), day=format_date(state.due_on))
    if not state.is_back or state.decided_at is None:
        return when
    back = _("sent back on {day} and not handed in again").format(day=format_date(state.decided_at))
    return f"{back}, {when}"


def address(path: str) -> str:
    """Return where a page is opened; without a public address, which page to look for."""
    base = settings().public_url
    return f"{base}/{path}" if base else _("the system, page “Submit return”")
