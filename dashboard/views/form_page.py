"""The page of the form: what stands above it, and what is handed in from it."""

from collections.abc import Callable, Mapping

from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from dashboard.actions.returns import Checked
from dashboard.actions.submission import Submission
from dashboard.domain.access import Person
from dashboard.errors import WrongState
from dashboard.explain import explain
from dashboard.i18n import _, format_period
from dashboard.readings.drafts import Opening
from dashboard.readings.form_page import FormPage
from dashboard.views import component, handing_in, links
from dashboard.views.handing_in import Draft, Submit
from dashboard.views.notices import Next, notice
from dashboard.views.submission import Chosen, chosen
from dashboard.views.templates import drawn
from data_access.vocabulary import Period, ReturnStatus

_ASKED_AGAIN = frozenset({ReturnStatus.SENT_BACK, ReturnStatus.REOPENED})


def is_review(query: Mapping[str, str], opening: Opening) -> bool:
    """Whether the address asks for the last look before the return is handed in, and nothing in
    the form must be mended or chosen before.
    """
    ready = not opening.live.has_errors and not opening.overtaken
    return query.get("buoc") == "nop" and ready


def is_held_up(query: Mapping[str, str], opening: Opening) -> bool:
    """Whether somebody looked the return over or handed it in, and must choose first."""
    return query.get("buoc") == "nop" and opening.overtaken


def address(chosen: Chosen, *, review: bool = False) -> str:
    return links.to_form(chosen.unit.code, chosen.period, review=review)


def shut(refusal: WrongState, chosen: Chosen) -> None:
    """Say why the return cannot be written."""
    back = Next(_("All returns of the year"), chosen.address)
    component.show(notice(explain(refusal), "slow", onward=back), key="form_shut")


def carry_out(
    submit: Callable[..., Submission],
    opened: Callable[[Person, str, Period], Opening],
    file_name: Callable[[str, Period], str],
    person: Person,
    working: DeltaGenerator,
) -> dict[str, str] | None:
    """Submit what stands in the form, if that was asked for; return what is to be asked of the page
    that shows the receipt, or None: nothing was taken.

    Raises:
        NotFound, NotAllowed: as the action and the reading.
    """

    def file_of(command: Submit) -> Draft:
        opening = opened(person, command.unit_code, command.period)
        return workbook(opening, file_name)

    taken = handing_in.carry_out(submit, file_of, person, working)
    return taken.query if taken else None


def looked_over(
    check: Callable[..., Checked],
    file_name: Callable[[str, Period], str],
    person: Person,
    found: FormPage,
    query: Mapping[str, str],
    working: DeltaGenerator,
) -> bool:
    """Look at what stands in the form before it is handed in, where that has not been done as
    things stand; True: it was done now, so that what is shown is to be read anew.

    Raises:
        NotAllowed: the person may not submit for the unit.
    """
    opening = found.opening
    if opening is None or not is_review(query, opening):
        return False
    file, newest = workbook(opening, file_name), opening.newest
    stands = f"{newest and (newest.number, newest.status)}"
    return handing_in.look(check, person, file, chosen(found.choice), stands, working)


def head(
    opening: Opening, chosen: Chosen, person: Person, *, review: bool, held_up: bool = False
) -> Markup:
    """Return the top of the page: which return, and what one must know before writing on."""
    newest, draft = opening.newest, opening.draft
    status = newest.status if newest else None
    period = format_period(chosen.period)
    title = (
        _("Look over and submit: {period}") if review else _("Type the return in: {period}")
    ).format(period=period)
    return drawn(
        "form_head.html",
        opening=opening,
        unit=chosen.unit,
        newest=newest,
        headline=title,
        asked_again=status in _ASKED_AGAIN and bool(newest and newest.remark),
        reopened=status is ReturnStatus.REOPENED,
        begins_with=newest is not None and draft is None,
        someone=draft is not None and draft.updated_by != person.account_id,
        review=review,
        held_up=held_up,
        back=chosen.address,
        again=address(chosen),
    )


def workbook(opening: Opening, file_name: Callable[[str, Period], str]) -> Draft:
    """Return what stands in the form as the workbook that is handed in."""
    version = opening.draft.version if opening.draft else None
    name = file_name(opening.unit.code, opening.form.period)
    return Draft(name, opening.workbook(), version, typed=True)
