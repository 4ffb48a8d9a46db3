"""Handing in, as drawn: what is due and when, the year's quarters, the receipt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from dashboard import clock
from dashboard.actions.returns import Checked
from dashboard.actions.submission import Submission
from dashboard.domain.access import Person
from dashboard.domain.progress import UnitView
from dashboard.domain.returns import ReturnContent
from dashboard.domain.selection import whole_year
from dashboard.domain.timeliness import ReturnState
from dashboard.i18n import N_, _, format_count, format_date, format_period
from dashboard.readings.drafts import Begun
from dashboard.readings.return_choice import ReturnChoice
from dashboard.views import links, sentences
from dashboard.views import receipts as received
from dashboard.views.filters import Choice
from dashboard.views.look import RETURN_LOOKS, Look, unit_name
from dashboard.views.problems_table import problems_table
from dashboard.views.return_sheet import return_sheet
from dashboard.views.templates import drawn
from data_access.vocabulary import Period, ReturnStatus

FIRST_OWED = 6
SEARCH_FROM = 8
_HEADLINES = {
    ReturnStatus.SUBMITTED: N_("The return for {period} is awaiting review"),
    ReturnStatus.ACCEPTED: N_("The return for {period} has been accepted"),
    ReturnStatus.SENT_BACK: N_("The return for {period} was sent back: mend it and submit again"),
    ReturnStatus.REOPENED: N_("The return for {period} was reopened: submit it again"),
}
_LATER = Look("dots", "calm", N_("Not begun yet"), N_("Not begun yet"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The return that a clerk has in hand."""

    unit: UnitView
    period: Period

    @property
    def address(self) -> str:
        return links.view(links.SUBMIT, self.unit.code, self.period)

    @property
    def query(self) -> dict[str, str]:
        """The same as the address says, for a page that goes on to it by itself."""
        return links.query(self.address)


@dataclass(frozen=True, slots=True)
class Step:
    """One quarter of the year; ``href`` None: it has not begun."""

    period: Period
    look: Look
    when: str
    href: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class Debt:
    """A return still to hand in, as a link."""

    owed: ReturnState
    href: str
    when: str


def chosen(choice: ReturnChoice) -> Chosen:
    """Return the return that a clerk has in hand."""
    return Chosen(choice.unit, choice.period)


def now(receipts: Sequence[ReturnState], chosen: Chosen) -> ReturnState | None:
    """Return where the chosen return stands; None: the calendar does not reach its quarter."""
    return next((each for each in receipts if each.period == chosen.period), None)


def stands(receipt: ReturnState | None) -> str:
    """Return a word that changes whenever the chosen return moves on."""
    return f"{receipt.present} {receipt.revision} {receipt.counts}" if receipt else ""


def due_card(
    choice: ReturnChoice, receipts: Sequence[ReturnState], begun: Sequence[Begun] = ()
) -> Markup:
    """Return the top of the page: the answer, the reason of a return sent back, the year.

    ``receipts`` are the unit's of that year, ``begun`` the drafts of the clerk's units.
    """
    chosen, units, owed = Chosen(choice.unit, choice.period), choice.units, choice.owed
    receipt = now(receipts, chosen)
    debt = next((each for each in owed if _is_chosen(each, chosen)), None)
    others = [_debt(each) for each in owed if not _is_chosen(each, chosen)]
    year = clock.today().year
    return drawn(
        "submission.html",
        chosen=chosen,
        headline=_headline(chosen, receipt, debt),
        due=_due(receipt),
        debt=debt,
        receipt=receipt,
        others=others,
        first=FIRST_OWED,
        several=len(units) > 1,
        units=[
            Choice(unit_name(each), Chosen(each, chosen.period).address, each == chosen.unit)
            for each in units
        ],
        years=[
            Choice(
                str(each),
                Chosen(chosen.unit, Period(each, chosen.period.quarter)).address,
                each == chosen.period.year,
            )
            for each in sorted({year, year - 1, year - 2, chosen.period.year}, reverse=True)
        ],
        search_from=SEARCH_FROM,
        steps=[_step(chosen, each, receipts, begun) for each in whole_year(chosen.period)],
        reopened=debt is not None and debt.status is ReturnStatus.REOPENED,
    )


def draft_of(chosen: Chosen, begun: Sequence[Begun]) -> Begun | None:
    """Return the draft of the chosen return."""
    return next((each for each in begun if _is_chosen(each, chosen)), None)


def web_card(chosen: Chosen, draft: Begun | None, receipt: ReturnState | None) -> Markup:
    """Return the one way to hand in: typing the return in on the page."""
    again = receipt is not None and receipt.return_id is not None and receipt.present is not None
    return drawn(
        "submission_web.html",
        chosen=chosen,
        draft=draft,
        again=again,
        href=links.to_form(chosen.unit.code, chosen.period),
        taken_along=links.draft(chosen.unit.code, chosen.period),
        begins=chosen.period.first_day <= clock.today(),
    )


def template_card(chosen: Chosen) -> Markup:
    """Return the other way's step 1: the unit's form for the quarter, as a link."""
    return drawn(
        "submission_template.html",
        chosen=chosen,
        href=links.template(chosen.unit.code, chosen.period),
    )


def _is_chosen(each: ReturnState | Begun, chosen: Chosen) -> bool:
    return each.unit.code == chosen.unit.code and each.period == chosen.period


def _headline(chosen: Chosen, receipt: ReturnState | None, debt: ReturnState | None) -> str:
    period = format_period(chosen.period)
    known = _HEADLINES.get(receipt.present) if receipt and receipt.present else None
    if known:
        return _(known).format(period=period)
    if debt is not None:
        return _("The return for {period}: {when}").format(period=period, when=_when(debt))
    if chosen.period.first_day > clock.today():
        return _("The return for {period}: the quarter has not begun").format(period=period)
    if receipt is not None and not receipt.asked:
        return sentences.unasked(receipt)
    return _("The return for {period} has not been handed in").format(period=period)


def _due(receipt: ReturnState | None) -> str:
    return _("due by {day}").format(day=format_date(receipt.due_on)) if receipt else ""


def _when(owed: ReturnState) -> str:
    if owed.overdue > 0:
        return _("{count} days overdue").format(count=format_count(owed.overdue))
    if owed.overdue == 0:
        return _("due today")
    return _("{count} days left").format(count=format_count(-owed.overdue))


def _debt(owed: ReturnState) -> Debt:
    back = {ReturnStatus.SENT_BACK: N_("sent back"), ReturnStatus.REOPENED: N_("reopened")}
    when = _(back[owed.status]) if owed.status in back else _when(owed)
    return Debt(owed, links.view(links.SUBMIT, owed.unit.code, owed.period), when)


def _step(
    chosen: Chosen, period: Period, receipts: Sequence[ReturnState], begun: Sequence[Begun]
) -> Step:
    receipt = next((each for each in receipts if each.period == period), None)
    has_begun = period.first_day <= clock.today()
    href = Chosen(chosen.unit, period).address if has_begun else None
    current = period == chosen.period
    if receipt is None or (receipt.present is None and not has_begun):
        when = _("due by {day}").format(day=format_date(receipt.due_on)) if receipt else ""
        return Step(period, _LATER, when, href, current)
    when = sentences.timeliness(receipt)
    drafted = receipt.present is None and draft_of(Chosen(chosen.unit, period), begun) is not None
    look = RETURN_LOOKS[ReturnStatus.DRAFT] if drafted else received.face(receipt)
    return Step(period, look, when, href, current)


def checked_sheet(
    checked: Checked,
    units: Sequence[UnitView],
    chosen: Chosen,
    before: ReturnContent | None,
    *,
    typed: bool = False,
) -> Markup:
    """Return all that was found in a file, and where it has no errors, what it says.

    ``before`` is what its predecessor said. ``typed``: there is no file with cells to be named.
    """
    found = problems_table(
        [replace(each, cell=None) for each in checked.problems] if typed else checked.problems,
        refused=checked.refused,
        upload_id=checked.upload_id,
        form=links.template(chosen.unit.code, chosen.period),
        typed=typed,
    )
    aside = _other_view(checked, units, chosen)
    if checked.refused or checked.content is None or checked.form is None:
        return Markup("\n").join(filter(None, (aside, found)))
    return Markup("\n").join(
        filter(None, (found, _prior(checked), return_sheet(checked.content, checked.form, before)))
    )


def _prior(checked: Checked) -> Markup:
    prior = checked.predecessor
    if prior is None:
        return Markup()
    return drawn("submission_before.html", before=prior, faces=RETURN_LOOKS, checked=checked)


def _other_view(checked: Checked, units: Sequence[UnitView], chosen: Chosen) -> Markup:
    """A file of another of the clerk's units or quarters: offer to go there, file in hand."""
    stamp = checked.stamp
    if stamp is None:
        return Markup()
    unit = next((each for each in units if each.code.casefold() == stamp.unit.casefold()), None)
    if unit is None or (unit.code == chosen.unit.code and stamp.period == chosen.period):
        return Markup()
    other = Chosen(unit, stamp.period)
    return drawn("submission_other.html", other=other, chosen=chosen)


def receipt_card(submission: Submission, file_name: str, person: Person) -> Markup:
    """Return the receipt: what was handed in, when, by whom, with the file's fingerprint."""
    return drawn(
        "submission_receipt.html",
        receipt=submission,
        face=RETURN_LOOKS[submission.status],
        file_name=file_name,
        person=person.name,
        href=links.to_return(submission.return_id, submission.revision),
    )
