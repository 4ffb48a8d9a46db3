"""What a return holds, as lines for a terminal."""

from collections.abc import Iterator, Mapping, Sequence

from dashboard.domain.returns import (
    DifficultyRow,
    FoundingRow,
    IndicatorView,
    ReviewRow,
    in_families,
    said_in,
)
from dashboard.i18n import _, format_count, format_date, format_moment, format_period
from dashboard.readings.returns import ReturnDetail
from dashboard.readings.whole_return import WholeReturn
from dashboard.views.differences import FIELDS, said
from dashboard.views.look import BLANK, counted_in, figure, indicator_name, unit_name
from dashboard.views.moves import status_word
from dashboard.views.problems_table import headline
from dashboard.views.return_page import Event, events
from dashboard.views.review_sheet import timeliness
from data_access.returns import RevisionRecord
from data_access.vocabulary import Measure

Row = FoundingRow | ReviewRow | DifficultyRow


def lines(whole: WholeReturn) -> list[str]:
    """Return the return in parts, with an empty line between them."""
    detail, content = whole.detail, whole.detail.content
    parts = (
        _head(whole),
        _figures(detail, Measure.FLOW, _("In the quarter")),
        [
            *_figures(detail, Measure.STOCK, _("Stock at the end of the quarter")),
            _("– : not reported; 0: reported as none."),
        ],
        _listed(
            content.foundings,
            detail,
            _("Organisations founded in the quarter"),
            _("The return lists no organisation founded."),
        ),
        _listed(
            content.reviews,
            detail,
            _("Enterprises reviewed"),
            _("The return reviews no enterprise."),
        ),
        _listed(
            content.difficulties,
            detail,
            _("Difficulties and proposals"),
            _("The return names no difficulty and no proposal."),
        ),
        _notes(whole),
        _warnings(detail),
        _happened(detail),
        _revisions(whole),
    )
    return [line for part in parts if part for line in ("", *part)][1:]


def _head(whole: WholeReturn) -> list[str]:
    detail, shown = whole.detail, whole.detail.revision
    name = _("Return {number}, revision {revision}").format(
        number=shown.return_id, revision=shown.number
    )
    submitted = _("submitted {moment} by {person}").format(
        moment=format_moment(shown.submitted_at), person=shown.submitter
    )
    due = _("due by {day}").format(day=format_date(detail.form.due_on))
    file = _("Original file: {name}").format(name=whole.file_names.get(shown.id) or _("unnamed"))
    found = [
        f"{name}: {unit_name(detail.unit)}, {format_period(detail.period)}",
        f"{status_word(shown.status)}; {submitted}",
        f"{due}, {timeliness(detail)}",
        f"{file}, {format_count(round(shown.size / 1024))} kB",
        f"SHA-256: {shown.sha256}",
    ]
    if not shown.newest:
        found.append(_("This is an earlier revision."))
    if shown.standing is not shown.status:
        standing = _("The return as it stands: {status}").format(status=status_word(shown.standing))
        found.append(standing)
    if shown.counts not in (None, shown.number):
        found.append(
            _("The figures that count are those of revision {number}.").format(number=shown.counts)
        )
    if shown.reason:
        found += _worded(_("Why an earlier revision is corrected"), shown.reason)
    return found


def _figures(detail: ReturnDetail, measure: Measure, heading: str) -> list[str]:
    return [
        heading,
        *(
            _figure(each, detail.content.figures.get(each.code))
            for each in in_families(detail.form.indicators)
            if each.measure is measure
        ),
    ]


def _figure(indicator: IndicatorView, amount: int | None) -> str:
    indent = "    " if indicator.parent else "  "
    counted = "" if amount is None else f" {counted_in(indicator)}"
    return f"{indent}{indicator_name(indicator)}: {figure(amount)}{counted}"


def _listed(rows: Sequence[Row], detail: ReturnDetail, heading: str, nothing: str) -> list[str]:
    if not rows:
        return [nothing]
    names = {each.code: each for each in detail.form.indicators}
    found = [f"{heading}: {format_count(len(rows))}"]
    for number, row in enumerate(rows, start=1):
        first, *more = _row(row, names) or [BLANK]
        found += [f"  {number}. {first}", *(f"     {line}" for line in more)]
    return found


def _row(row: Row, names: Mapping[str, IndicatorView]) -> list[str]:
    fields = said_in(row)
    enterprise = fields.pop("enterprise", None)
    told = [
        f"{_(FIELDS[name])}: {said(value, names)}"
        for name, value in fields.items()
        if value is not None
    ]
    if enterprise is None:
        return told
    return [enterprise, "; ".join(told)] if told else [enterprise]


def _notes(whole: WholeReturn) -> list[str]:
    if whole.notes is None:
        return [_("The file cannot be read by today's rules; what is noted in it is not shown.")]
    names = {each.code: indicator_name(each) for each in whole.detail.form.indicators}
    found = [_("Notes beside the figures")] if whole.notes else []
    for each in whole.notes:
        line = names.get(each.code, each.code) if each.code else each.line
        place = f"{line} ({each.place.cell})"
        found += _worded(place, each.text, "  ")
    return found


def _warnings(detail: ReturnDetail) -> list[str]:
    explanation = detail.revision.explanation
    found = [headline(detail.warnings)] if detail.warnings else []
    for each in detail.warnings:
        place = " ".join(part for part in (each.sheet, each.cell) if part)
        found.append(f"  {place}: {each.message}" if place else f"  {each.message}")
    if explanation:
        found += _worded(_("The unit's explanation"), explanation)
    elif detail.warnings:
        found.append(_("The unit gave no explanation."))
    return found


def _happened(detail: ReturnDetail) -> list[str]:
    told = reversed(events(detail.revisions, detail.decisions, {}))
    return [_("What happened to it"), *(line for each in told for line in _event(each))]


def _event(event: Event) -> Iterator[str]:
    revision = _("revision {number}").format(number=event.revision)
    about = f"{revision}, {event.more}" if event.more else revision
    yield f"  {format_moment(event.at)}  {event.sentence} ({about})"
    if event.said:
        yield from _indented(event.said, "    ")
    for each in event.remarks:
        yield from _worded(f"{each.sheet} {each.cell}", each.message, "    ")


def _revisions(whole: WholeReturn) -> list[str]:
    every = whole.detail.revisions
    if len(every) == 1:
        return []
    return [_("All revisions"), *(_filed(each, whole.file_names.get(each.id)) for each in every)]


def _filed(each: RevisionRecord, file_name: str | None) -> str:
    words = (
        _("revision {number} (counts now)")
        if each.number == each.counts
        else (_("revision {number}"))
    )
    told = f"{status_word(each.status)}, {format_moment(each.submitted_at)}"
    return f"  {words.format(number=each.number)}: {told}, {file_name or BLANK}"


def _worded(label: str, text: str, indent: str = "") -> list[str]:
    """Return what somebody wrote after its label, further lines of it further in."""
    first, *more = text.splitlines() or [""]
    return [f"{indent}{label}: {first}", *_indented("\n".join(more), f"{indent}    ")]


def _indented(text: str, indent: str) -> list[str]:
    return [f"{indent}{line}" for line in text.splitlines()]
