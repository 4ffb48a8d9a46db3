"""Indicators: other names, flags or places from a day on, and letting one go out of force."""

from collections.abc import Mapping
from datetime import date

from dashboard import clock, provinces
from dashboard.actions import record, recording_moment
from dashboard.domain.access import Person
from dashboard.domain.text import fold, tidy
from dashboard.doors import writing
from dashboard.errors import Refused
from data_access import indicators
from data_access.errors import NotFound
from data_access.indicators import Span
from data_access.vocabulary import IndicatorRecord

LAST_ORDER = 32_767
LONGEST = {
    "name": 200,
    "name_en": 200,
    "short_name": 60,
    "short_name_en": 60,
    "counted_in": 60,
    "counted_in_en": 60,
}
_FIELDS = (*LONGEST, "takes_target", "main", "display_order")

Values = dict[str, str | bool | int]


def change(
    person: Person,
    code: str,
    *,
    name: str | None = None,
    name_en: str | None = None,
    short_name: str | None = None,
    short_name_en: str | None = None,
    counted_in: str | None = None,
    counted_in_en: str | None = None,
    takes_target: bool | None = None,
    main: bool | None = None,
    display_order: int | None = None,
    effective_on: date | None = None,
) -> IndicatorRecord:
    """Let an indicator have other names, flags or another place from a day on (today); return it
    as it is called today.

    What is not given stays as it is on that day; what was recorded for later days holds from those
    days on as before. A quarter is shown with what holds on its last day, a year's targets with
    what holds at its end. Where nothing would be another, nothing is recorded.

    Raises:
        NotAllowed: the person does not administer every province.
        NotFound: no such indicator.
        Refused: ``indicator-change-empty``, ``indicator-text``, ``indicator-order``;
            ``indicator-day``: it is not in force on that day; ``indicator-main-without-target``;
            ``indicator-name-taken``: another one bears the name on that day.
    """
    given: dict[str, str | bool | int | None] = {
        "name": name,
        "name_en": name_en,
        "short_name": short_name,
        "short_name_en": short_name_en,
        "counted_in": counted_in,
        "counted_in_en": counted_in_en,
        "takes_target": takes_target,
        "main": main,
        "display_order": display_order,
    }
    with writing(person) as session:
        provinces.all_administered(session, person)
        wanted = _checked(code, given)
        day = effective_on or clock.today()
        indicators.let_others_wait(session)
        every = indicators.everything(session, day)
        found = _of_code(every, code)
        _must_be_in_force(indicators.spans(session)[found.code], day)
        before = _values(found)
        after = {**before, **wanted}
        if after == before:
            return indicators.by_code(session, found.code)
        _must_go_together(found, after, every)
        moment = recording_moment(session)
        indicators.change(
            session,
            found.id,
            after,
            day,
            recorded_by=person.account_id,
            recorded_at=moment,
        )
        changed = [each for each in _FIELDS if after[each] != before[each]]
        record(
            session,
            person,
            "indicator.change",
            subject="indicator",
            at=moment,
            subject_id=found.id,
            code=found.code,
            effective_on=day.isoformat(),
            before={each: before[each] for each in changed},
            after={each: after[each] for each in changed},
        )
        return indicators.by_code(session, found.code)


def retire(person: Person, code: str, last_day: date | None) -> IndicatorRecord:
    """Let an indicator be in force until ``last_day``, None: without an end again; return it.

    Quarters that end later neither ask for it nor show it. Its figures and targets stay in the
    record.

    Raises:
        NotAllowed: the person does not administer every province.
        NotFound: no such indicator.
        Refused: ``indicator-dates``: the day is before its first; ``indicator-needed``: one that
            is part of it, or that adds to it or takes from it, is in force for longer;
            ``indicator-outlives``: it would be in force for longer than one that it is part of,
            or moves; ``indicator-reported``: a later quarter has a figure of it.
    """
    with writing(person) as session:
        provinces.all_administered(session, person)
        indicators.let_others_wait(session)
        found = indicators.by_code(session, code)
        spans = indicators.spans(session)
        span = spans[found.code]
        if last_day == span.valid_to:
            return found
        _must_end_in_turn(spans, span, last_day)
        if last_day is not None:
            period = indicators.last_reported(session, found.id, last_day)
            if period is not None:
                raise Refused(
                    "indicator-reported", code=found.code, period=period, last=period.last_day
                )
        moment = recording_moment(session)
        indicators.retire(
            session, found.id, last_day, recorded_by=person.account_id, recorded_at=moment
        )
        record(
            session,
            person,
            "indicator.retire",
            subject="indicator",
            at=moment,
            subject_id=found.id,
            code=found.code,
            before=span.valid_to.isoformat() if span.valid_to else None,
            last_day=last_day.isoformat() if last_day else None,
        )
        return indicators.by_code(session, found.code)


def _checked(code: str, given: Mapping[str, str | bool | int | None]) -> Values:
    """Return what is given as it is kept.

    Raises:
        Refused: ``indicator-change-empty``, ``indicator-text``, ``indicator-order``.
    """
    found: Values = {}
    for field, value in given.items():
        if isinstance(value, str):
            found[field] = tidy(value)
            if not 1 <= len(tidy(value)) <= LONGEST[field]:
                raise Refused("indicator-text", code=code, field=field, most=LONGEST[field])
        elif value is not None:
            found[field] = value
    if not found:
        raise Refused("indicator-change-empty", code=code)
    if not 0 <= int(found.get("display_order", 0)) <= LAST_ORDER:
        raise Refused("indicator-order", code=code, most=LAST_ORDER)
    return found


def _of_code(every: tuple[IndicatorRecord, ...], code: str) -> IndicatorRecord:
    for each in every:
        if each.code == code:
            return each
    raise NotFound("indicator", code)


def _values(found: IndicatorRecord) -> Values:
    return {field: getattr(found, field) for field in _FIELDS}


def _must_be_in_force(span: Span, day: date) -> None:
    if day < span.valid_from or (span.valid_to is not None and day > span.valid_to):
        raise Refused("indicator-day", code=span.code, day=day)


def _must_go_together(
    before: IndicatorRecord, after: Values, every: tuple[IndicatorRecord, ...]
) -> None:
    """Return if a main indicator takes a target, and a new name is no other one's: lists name what
    was founded by it.

    Raises:
        Refused: ``indicator-main-without-target``, ``indicator-name-taken``.
    """
    if after["main"] and not after["takes_target"]:
        raise Refused("indicator-main-without-target", code=before.code)
    wanted = fold(str(after["name"]))
    taken = [other for other in every if other.id != before.id and fold(other.name) == wanted]
    if taken and wanted != fold(before.name):
        raise Refused(
            "indicator-name-taken", code=before.code, name=after["name"], other=taken[0].code
        )


def _must_end_in_turn(spans: Mapping[str, Span], span: Span, last_day: date | None) -> None:
    """Return if the day is not before the first, those that need the indicator end by then, and
    those that it needs do not end before.

    Raises:
        Refused: ``indicator-dates``, ``indicator-needed``, ``indicator-outlives``.
    """
    if last_day is not None and last_day < span.valid_from:
        raise Refused(
            "indicator-dates", code=span.code, valid_from=span.valid_from, valid_to=last_day
        )
    for other in spans.values():
        if span.code in other.upon and other.outlives(last_day):
            raise Refused("indicator-needed", code=span.code, other=other.code)
    for needed in (spans[each] for each in span.upon):
        if needed.valid_to is not None and (last_day is None or last_day > needed.valid_to):
            raise Refused(
                "indicator-outlives", code=span.code, other=needed.code, last=needed.valid_to
            )
