"""The right that each reading needs, and on what."""

from collections.abc import Callable, Iterable
from datetime import date

from dashboard.domain.access import Person, Right
from dashboard.domain.selection import Asked
from dashboard.readings import (
    bundles,
    calendar,
    calendar_page,
    comparison,
    completeness,
    completeness_page,
    effect,
    form_page,
    indicator_page,
    originals,
    overview_page,
    parameters,
    progress,
    receipts,
    receive_page,
    reference,
    return_choice,
    return_list,
    return_page,
    review_page,
    selection,
    sources,
    spots,
    submit_page,
    unit_page,
    unit_report,
    whole_return,
    worklists,
)
from dashboard.readings import drafts as drafted
from dashboard.readings import returns as reading
from dashboard.readings import tokens as keys
from dashboard.workbooks.typed import Typed
from data_access.vocabulary import UnitRecord
from tests.access.ground import (
    CODE,
    Q3,
    Call,
    a_new_return,
    marked_up,
    newest_revision,
    number_and_revision,
    said_by_the_newest,
)


def codes(units: Iterable[UnitRecord]) -> set[str]:
    return {each.code for each in units}


# What is done to one unit: the right that it needs on that unit, and how it is done.
ON_A_UNIT: dict[str, tuple[Right, Call]] = {
    "readings.progress.unit_progress": (
        Right.SEE_PROGRESS, lambda _, who, unit: progress.unit_progress(who, unit.code, Q3),
    ),
    "readings.progress.children_progress": (
        Right.SEE_PROGRESS, lambda _, who, unit: progress.children_progress(who, unit.code, Q3),
    ),
    "readings.receipts.of_unit": (
        Right.SEE_PROGRESS, lambda _, who, unit: receipts.of_unit(who, unit.code, Q3),
    ),
    "readings.progress.years": (
        Right.SEE_PROGRESS, lambda _, who, unit: progress.years(who, unit.code),
    ),
    "readings.progress.latest_period": (
        Right.SEE_PROGRESS, lambda _, who, unit: progress.latest_period(who, unit.code),
    ),
    "readings.unit_report.read": (
        Right.SEE_PROGRESS, lambda _, who, unit: unit_report.read(who, unit.code, Q3),
    ),
    "readings.originals.of_return": (
        Right.SEE_RETURN,
        lambda place, who, unit: originals.of_return(who, a_new_return(place, unit)),
    ),
    "readings.comparison.read": (
        Right.SEE_RETURN,
        lambda place, who, unit: comparison.read(who, a_new_return(place, unit), 1, 1),
    ),
    "readings.return_page.read": (
        Right.SEE_RETURN,
        lambda place, who, unit: return_page.read(who, a_new_return(place, unit)),
    ),
    "readings.return_choice.says": (
        Right.SEE_RETURN, lambda place, who, unit: said_by_the_newest(place, who, unit),
    ),
    "readings.drafts.live_beside": (
        Right.SUBMIT_RETURN,
        lambda _, who, unit: drafted.live_beside(who, unit.code, Q3, Typed(), 0),
    ),
    "readings.drafts.kept": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.kept(who, unit.code, Q3),
    ),
    "readings.originals.of_revision": (
        Right.SEE_RETURN,
        lambda place, who, unit: originals.of_revision(
            who, newest_revision(a_new_return(place, unit))
        ),
    ),
    "readings.returns.form_for": (
        Right.SEE_RETURN, lambda _, who, unit: reading.form_for(who, unit.code, Q3),
    ),
    "readings.whole_return.whole": (
        Right.SEE_RETURN,
        lambda place, who, unit: whole_return.whole(who, a_new_return(place, unit)),
    ),
    "readings.returns.detail": (
        Right.SEE_RETURN, lambda place, who, unit: reading.detail(who, a_new_return(place, unit)),
    ),
    "readings.returns.difference": (
        Right.SEE_RETURN,
        lambda place, who, unit: reading.difference(who, a_new_return(place, unit), 1, 1),
    ),
    "readings.effect.effect": (
        Right.SEE_RETURN,
        lambda place, who, unit: effect.effect(who, a_new_return(place, unit), 1),
    ),
    "readings.spots.of_revision": (
        Right.SEE_RETURN,
        lambda place, who, unit: spots.of_revision(who, a_new_return(place, unit), 1),
    ),
    "readings.spots.remarks": (
        Right.SEE_RETURN,
        lambda place, who, unit: spots.remarks(who, a_new_return(place, unit), 1),
    ),
    "readings.returns.file_of": (
        Right.SEE_RETURN,
        lambda place, who, unit: reading.file_of(
            who, *number_and_revision(a_new_return(place, unit))
        ),
    ),
    "readings.marked.of_revision": (
        Right.SEE_RETURN,
        lambda place, who, unit: marked_up(who, newest_revision(a_new_return(place, unit))),
    ),
    "readings.sources.figure_trail": (
        Right.SEE_RETURN, lambda _, who, unit: sources.figure_trail(who, unit.code, CODE, 2026),
    ),
    "readings.sources.difficulties": (
        Right.SEE_RETURN, lambda _, who, unit: sources.difficulties(who, unit.code, Q3),
    ),
    "readings.sources.foundings": (
        Right.SEE_RETURN, lambda _, who, unit: sources.foundings(who, unit.code, Q3, Q3),
    ),
    "readings.sources.latest_accepted": (
        Right.SEE_RETURN, lambda _, who, unit: sources.latest_accepted(who, unit.code),
    ),
    "readings.calendar.due_dates": (
        Right.SEE_RETURN, lambda _, who, unit: calendar.due_dates(who, unit.code),
    ),
    "readings.calendar.due_dates_of": (
        Right.SEE_RETURN, lambda _, who, unit: calendar.due_dates_of(who, unit.code, (Q3,)),
    ),
    "readings.calendar.without_extension": (
        Right.REVIEW_RETURN, lambda _, who, unit: calendar.without_extension(who, unit.code, Q3),
    ),
    "readings.calendar.with_extension": (
        Right.REVIEW_RETURN,
        lambda _, who, unit: calendar.with_extension(who, unit.code, Q3, date(2026, 10, 9)),
    ),
    "readings.drafts.opening": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.opening(who, unit.code, Q3),
    ),
    "readings.drafts.newer_than": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.newer_than(who, unit.code, Q3, 0),
    ),
    "readings.drafts.live": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.live(who, unit.code, Q3, Typed()),
    ),
    "readings.drafts.draft_of": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.draft_of(who, unit.code, Q3),
    ),
    "readings.drafts.workbook": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.workbook(who, unit.code, Q3),
    ),
    "readings.drafts.file_in_hand": (
        Right.SUBMIT_RETURN, lambda _, who, unit: drafted.file_in_hand(who, unit.code, Q3),
    ),
    "readings.reference.unit_history": (
        Right.SEE_PROGRESS, lambda _, who, unit: reference.unit_history(who, unit.code),
    ),
    "readings.completeness.of_unit": (
        Right.SEE_RETURN, lambda _, who, unit: completeness.of_unit(who, unit.code),
    ),
    "readings.completeness.calls": (
        Right.REVIEW_RETURN, lambda _, who, unit: completeness.calls(who, unit.code),
    ),
}  # fmt: skip

# What is read over all units of a person: the right, and the codes of the units that it shows.
OVER_ALL_UNITS: dict[str, tuple[Right, Callable[[Person], set[str]]]] = {
    "readings.selection.choices": (
        Right.SEE_PROGRESS, lambda who: codes(selection.choices(who, Asked()).units),
    ),
    "readings.overview_page.read": (
        Right.SEE_PROGRESS, lambda who: codes(overview_page.read(who, Asked()).choices.units),
    ),
    "readings.unit_page.read": (
        Right.SEE_PROGRESS, lambda who: codes(unit_page.read(who, Asked()).choices.units),
    ),
    "readings.indicator_page.read": (
        Right.SEE_PROGRESS, lambda who: codes(indicator_page.read(who, Asked()).choices.units),
    ),
    "readings.completeness_page.read": (
        Right.SEE_RETURN, lambda who: codes(completeness_page.read(who, Asked()).units),
    ),
    "readings.calendar_page.read": (
        Right.SEE_RETURN,
        lambda who: codes(
            unit for each in calendar_page.read(who, Asked()).records for unit in each.counted
        ),
    ),
    "readings.review_page.read": (
        Right.REVIEW_RETURN,
        lambda who: codes(each.unit for each in review_page.read(who).queue),
    ),
    "readings.return_choice.choice": (
        Right.SUBMIT_RETURN, lambda who: codes(return_choice.choice(who, Asked()).units),
    ),
    "readings.submit_page.read": (
        Right.SUBMIT_RETURN, lambda who: codes(submit_page.read(who, Asked()).choice.units),
    ),
    "readings.form_page.read": (
        Right.SUBMIT_RETURN, lambda who: codes(form_page.read(who, Asked()).choice.units),
    ),
    "readings.drafts.begun": (
        Right.SUBMIT_RETURN, lambda who: {each.unit.code for each in drafted.begun(who)},
    ),
    "readings.return_list.page": (
        Right.SEE_RETURN, lambda who: {each.unit.code for each in return_list.page(who).returns},
    ),
    "readings.progress.units_visible": (
        Right.SEE_PROGRESS, lambda who: {each.code for each in progress.units_visible(who)},
    ),
    "readings.worklists.due": (
        Right.SUBMIT_RETURN, lambda who: {each.unit.code for each in worklists.due(who)},
    ),
    "readings.worklists.queue": (
        Right.REVIEW_RETURN, lambda who: {each.unit.code for each in worklists.queue(who)},
    ),
}  # fmt: skip

# What concerns no unit: the right that is needed on any unit whatever.
SOMEWHERE: dict[str, tuple[Right, Callable[[Person], object]]] = {
    "readings.tokens.visible": (Right.HAVE_TOKENS, keys.visible),
    "readings.calendar.year": (Right.SEE_PROGRESS, lambda who: calendar.year(who, 2026)),
    "readings.calendar.next_due": (Right.SEE_PROGRESS, calendar.next_due),
    "readings.receive_page.read": (Right.RECEIVE_RETURNS, receive_page.read),
    "readings.calendar.provinces": (Right.SEE_PROGRESS, calendar.provinces),
    "readings.parameters.of_province": (Right.SEE_PROGRESS, parameters.of_province),
    "readings.parameters.shown": (Right.SEE_PROGRESS, parameters.shown),
    "readings.bundles.latest": (Right.RECEIVE_RETURNS, bundles.latest),
    "readings.reference.indicators_in_force": (Right.SEE_PROGRESS, reference.indicators_in_force),
    "readings.reference.indicator_history": (
        Right.SEE_PROGRESS, lambda who: reference.indicator_history(who, CODE),
    ),
    "readings.reference.unit_kinds": (Right.SEE_PROGRESS, reference.unit_kinds),
}  # fmt: skip

# What concerns a whole province, that of the unit with the code, or all of the person: the right
# that is needed on the province.
ON_A_PROVINCE: dict[str, tuple[Right, Callable[[Person, str | None], object]]] = {
    "readings.calendar.with_due": (
        Right.MANAGE_UNITS, lambda who, code: calendar.with_due(who, Q3, date(2026, 9, 30), code),
    ),
}  # fmt: skip

# What concerns all units: the right that is needed on every province.
EVERYWHERE: dict[str, tuple[Right, Callable[[Person], object]]] = {}

# What belongs to the person who did it: tested by itself.
OWN = {
    "readings.bundles.bundle",
    "readings.bundles.progress",
    "readings.marked.of_upload",
    "readings.originals.of_upload",
}

# No right is asked: it concerns nobody but the person.
NOT_GUARDED = {"readings.illustration.is_shown_to", "readings.typed_live.live_of"}
