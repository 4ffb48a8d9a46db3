"""Files received by the bundle, as drawn: the bundles, one bundle's files, what to write back."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.errors import Problem
from dashboard.i18n import N_, _, format_count
from dashboard.readings.bundles import Received, ReceivedBundle
from dashboard.views import links
from dashboard.views.look import Look
from dashboard.views.replies import replies, whose
from dashboard.views.templates import drawn
from dashboard.workbooks.marked_up import can_be_marked
from data_access.bundles import BatchRecord
from data_access.vocabulary import Severity, UploadOutcome

ON_A_PAGE = 100
LOOKS: dict[UploadOutcome | None, Look] = {
    UploadOutcome.STORED: Look("full", "good", N_("Received"), N_("Received")),
    UploadOutcome.REPEATED: Look("dash", "calm", N_("Already there"), N_("Already there")),
    UploadOutcome.REFUSED: Look("cross", "risk", N_("Refused"), N_("Refused")),
    None: Look("clock", "wait", N_("Waiting to be read"), N_("Waiting to be read")),
}
ASIDE = Look("clock", "slow", N_("Could not be read"), N_("Could not be read"))
STILL_BACK = Look("half", "slow", N_("Still sent back"), N_("Still sent back"))
_WORDS: dict[str, UploadOutcome | None] = {
    "da-nhan": UploadOutcome.STORED,
    "da-co": UploadOutcome.REPEATED,
    "tra-lai": UploadOutcome.REFUSED,
    "dang-cho": None,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a bundle is looked at: files of one end, or (None) all; the page from 1."""

    end: str | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One file; ``said`` is what is to be known of it, ``marked`` where it is handed back.

    ``as_it_came`` is where a file is that was refused and cannot be opened to be marked.
    """

    file: Received
    name: str
    folder: str
    look: Look
    whose: str
    said: str
    more: int
    href: str | None
    marked: str | None
    as_it_came: str | None


def shown(query: dict[str, str]) -> Shown:
    """Return what the address asks for."""
    end = query.get("ket_qua")
    return Shown(end if end in _WORDS else None, links.number(query.get("trang")) or 1)


def intro(latest: Sequence[BatchRecord]) -> Markup:
    """Return the head of the page; files that wait since an earlier visit are named first."""
    waiting = next((each for each in latest if each.waiting), None)
    return drawn("receiving.html", waiting=waiting)


def earlier(latest: Sequence[BatchRecord]) -> Markup:
    """Return the bundles received before, with what became of their files."""
    return drawn("receiving_earlier.html", latest=latest, named=named)


def named(batch: BatchRecord) -> str:
    """Return the archive's name, or the first file's and how many came with it."""
    archive, slash, _rest = batch.first_name.partition("/")
    if slash or batch.files == 1:
        return archive
    return _("{name} and {count} other files").format(
        name=archive, count=format_count(batch.files - 1)
    )


def bundle_head(bundle: ReceivedBundle) -> Markup:
    """Return the head of the page of a bundle that was read."""
    return drawn(
        "receiving_head.html",
        bundle=bundle,
        headline=headline(bundle),
        markable=any(can_be_marked(each.problems) for each in bundle.refused),
    )


def bundle_sheet(bundle: ReceivedBundle, at: Shown) -> Markup:
    """Return what stands below the head: what to write back, and the files."""
    chosen = [each for each in bundle.files if at.end is None or each.outcome is _WORDS[at.end]]
    pages = max(1, -(-len(chosen) // ON_A_PAGE))
    page = min(at.page, pages)
    return drawn(
        "receiving_bundle.html",
        bundle=bundle,
        headline=headline(bundle),
        tabs=_tabs(bundle, at),
        rows=[_row(each) for each in chosen[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]],
        page=page,
        pages=pages,
        to_page=lambda number: links.to_bundle(bundle.id, at.end, number),
        replies=replies(bundle.refused),
    )


def headline(bundle: ReceivedBundle) -> str:
    """Return in one line what became of a bundle."""
    counts = {
        "files": format_count(len(bundle.files)),
        "stored": format_count(bundle.count(UploadOutcome.STORED)),
        "refused": format_count(len(bundle.refused)),
        "aside": format_count(len(bundle.aside)),
    }
    if bundle.aside and bundle.refused:
        words = N_(
            "{stored} of {files} files were received, {refused} go back to be mended, {aside} "
            "could not be read"
        )
    elif bundle.aside:
        words = N_("{stored} of {files} files were received, {aside} could not be read")
    elif bundle.refused:
        words = N_("{stored} of {files} files were received, {refused} go back to be mended")
    elif bundle.count(UploadOutcome.REPEATED):
        words = N_("{stored} of {files} files were received, the others were there already")
    elif len(bundle.files) > 1:
        words = N_("All {files} files were received")
    else:
        words = N_("The file was received")
    return _(words).format(**counts)


def _tabs(bundle: ReceivedBundle, at: Shown) -> list[Tab]:
    tabs = [Tab(_("All"), len(bundle.files), links.to_bundle(bundle.id), at.end is None)]
    for word, outcome in _WORDS.items():
        count = bundle.count(outcome)
        if count or at.end == word:
            href = links.to_bundle(bundle.id, word)
            tabs.append(Tab(_(LOOKS[outcome].short), count, href, at.end == word))
    return tabs


def _row(file: Received) -> Row:
    folder, _slash, name = file.file_name.rpartition("/")
    errors = [each for each in file.problems if each.severity is Severity.ERROR]
    kept = file.upload_id if file.outcome is UploadOutcome.REFUSED else None
    markable = can_be_marked(file.problems)
    return Row(
        file=file,
        name=name,
        folder=folder,
        look=look_of(file),
        whose=whose(file),
        said=said(file, errors),
        more=max(0, len(errors) - 1),
        href=links.to_return(file.return_id, file.revision) if file.return_id else None,
        marked=links.marked_upload(kept) if kept and markable else None,
        as_it_came=links.original_upload(kept) if kept and not markable else None,
    )


def look_of(file: Received) -> Look:
    """Return the mark and the words of what became of a file."""
    if file.outcome is UploadOutcome.REFUSED and file.wants_word:
        return STILL_BACK
    return ASIDE if file.is_aside else LOOKS[file.outcome]


def said(file: Received, errors: Sequence[Problem]) -> str:
    """Return the sentence about what became of a file, beside its end."""
    if file.outcome is None:
        return ""
    if file.outcome is UploadOutcome.REFUSED:
        return _refusal(errors[0]) if errors else ""
    if file.outcome is UploadOutcome.REPEATED:
        if file.superseded:
            return _("An earlier revision of the return; a newer one is there and stays.")
        return _("The return says just this already; nothing was stored twice.")
    if file.superseded:
        return _("A later file, or the unit itself, has handed in a newer revision since.")
    if file.again:
        return _(
            "The second file of this return here: it was saved later, and takes the first one's "
            "place."
        )
    if file.revision and file.revision > 1:
        return _("A correction of what was there: revision {number}.").format(number=file.revision)
    return ""


def _refusal(problem: Problem) -> str:
    place = " ".join(filter(None, (problem.sheet, problem.cell)))
    return f"{place}: {problem.message}" if place else problem.message
