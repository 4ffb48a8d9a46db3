"""Carrying the plan out, step by step, each at its moment, by the actions that people use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from dashboard import clock
from dashboard.actions import accounts, decisions, operator, periods, returns, targets, units
from dashboard.demo import people
from dashboard.demo.desks import Desks, desks
from dashboard.demo.plan import Closing, Plan, Step, Targets
from dashboard.demo.timeline import Acceptance, SendingBack, Submission
from dashboard.demo.units import COUNTED, CROSS_CHECKS, PROVINCE, PROVINCE_NAME, DemoUnit
from dashboard.domain.access import Person
from dashboard.i18n import _, format_period
from dashboard.workbooks import targets_sheet
from data_access.vocabulary import Channel, Counting, Period

EXISTS_FROM = date(2000, 1, 1)

Report = Callable[[int, int, str], None]


@dataclass(slots=True)
class Cast:
    """The persons of the plan by username, their desks, the returns they have made so far."""

    persons: dict[str, Person]
    desks: Desks
    returns: dict[tuple[str, Period], int] = field(default_factory=dict)


def carry_out(plan: Plan, report: Report) -> int:
    """Set everything up, take every step, and return how many returns there are then.

    ``report`` is told each time something else begins, and at the end.
    """
    whole = len(plan.steps)
    report(0, whole, _("Units and accounts"))
    with clock.held(plan.starts):
        _add_units()
        persons = _add_accounts()
    with desks([step for step in plan.steps if isinstance(step, Submission)]) as ready:
        cast, said = Cast(persons, ready), ""
        for number, step in enumerate(plan.steps):
            if _words(step) != said:
                said = _words(step)
                report(number, whole, said)
            with clock.held(step.moment):
                _take(step, cast)
    report(whole, whole, said)
    return len(cast.returns)


def _add_units() -> None:
    name, english = PROVINCE_NAME
    units.add(
        operator(), PROVINCE, kind="province", name=name, name_en=english,
        valid_from=EXISTS_FROM, illustration=True,
    )  # fmt: skip
    administrator = operator()
    for order, unit in enumerate((*COUNTED, *CROSS_CHECKS), start=1):
        _add_unit(administrator, unit, order)


def _add_unit(administrator: Person, unit: DemoUnit, order: int) -> None:
    units.add(
        administrator,
        unit.code,
        kind=unit.kind,
        name=unit.name,
        name_en=unit.name_en,
        parent=PROVINCE,
        cross_check=unit.counting is Counting.CROSS_CHECK,
        valid_from=EXISTS_FROM,
        display_order=order,
    )


def _add_accounts() -> dict[str, Person]:
    administrator = operator()
    for each in people.EVERYBODY:
        accounts.add_account(
            administrator,
            username=each.username,
            name=each.display_name,
            password=people.PASSWORD,
            grants=[(each.unit, each.role)],
        )
    names = (each.username for each in people.EVERYBODY)
    return {name: accounts.acting_as(name, Channel.WEB) for name in names}


def _take(step: Step, cast: Cast) -> None:
    match step:
        case Targets():
            _bring_targets(step, cast)
        case Submission():
            _submit(step, cast)
        case SendingBack():
            at = cast.returns[step.unit, step.period]
            decisions.send_back(cast.persons[step.by], at, step.reason)
        case Acceptance():
            decisions.accept(cast.persons[step.by], cast.returns[step.unit, step.period])
        case Closing():
            _close(step, cast)


def _submit(step: Submission, cast: Cast) -> None:
    content, filled = step.content, cast.desks.workbook(step)
    submission = returns.submit(
        cast.persons[step.by],
        filled.data,
        returns.file_name(content.unit, content.period),
        unit_code=content.unit,
        period=content.period,
        explanation=filled.explanation,
        reason=step.reason,
    )
    cast.returns[content.unit, content.period] = submission.return_id


def _bring_targets(step: Targets, cast: Cast) -> None:
    officer, sheet = cast.persons[people.OFFICER.username], step.sheet
    file_name, template = targets.template(officer, sheet.year)
    entries = {
        "registered": sheet.registered,
        "assigned": sheet.assigned,
        "decision_number": sheet.number,
        "decided_on": sheet.decided_on,
    }
    targets.import_sheet(officer, targets_sheet.fill_targets(template, entries), file_name)


def _close(step: Closing, cast: Cast) -> None:
    for quarter in (1, 2, 3, 4):
        periods.close(cast.persons[people.ADMINISTRATOR.username], Period(step.year, quarter))


def _words(step: Step) -> str:
    match step:
        case Targets():
            return _("Targets of {year}").format(year=step.sheet.year)
        case Submission():
            return _("Returns of {period}").format(period=format_period(step.content.period))
        case SendingBack() | Acceptance():
            return _("Returns of {period}").format(period=format_period(step.period))
        case Closing():
            return _("Closing of {year}").format(year=step.year)
