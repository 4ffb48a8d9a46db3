"""A bundle's files to take away: the refused ones marked up, with what to write, and the list."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from dashboard.clock import VIETNAM
from dashboard.domain.access import Person
from dashboard.errors import Refused
from dashboard.i18n import _, format_moment, format_period
from dashboard.readings import marked
from dashboard.readings.bundles import Received, ReceivedBundle
from dashboard.views.receiving_sheet import look_of, said
from dashboard.views.replies import by_unit, reply, whose
from dashboard.workbooks import table_sheet
from dashboard.workbooks.marked_up import can_be_marked
from data_access.vocabulary import Severity

_LONGEST = 80


def archive_name(bundle: ReceivedBundle) -> str:
    return f"CAN-SUA_{_stamp(bundle)}.zip"


def list_name(bundle: ReceivedBundle) -> str:
    return f"DANH-SACH_{_stamp(bundle)}.xlsx"


def _stamp(bundle: ReceivedBundle) -> str:
    return f"{bundle.received_at.astimezone(VIETNAM):%Y%m%d-%H%M}"


def to_hand_back(person: Person, bundle: ReceivedBundle) -> Iterator[tuple[str, bytes]]:
    """Yield the list, and for each unit, in its folder, the text to write back and each refused
    file marked up. A file that cannot be is in the list, and the text says so.

    Raises:
        NotAllowed: somebody else received the bundle.
    """
    yield list_name(bundle), listed(bundle)
    taken: set[str] = set()
    letter = _("REPLY")
    for files in by_unit(bundle.refused):
        copies, unmarked = _marked(person, files)
        told = reply(files, unmarked)
        text = told.text.replace("\n", "\r\n").encode("utf-8-sig")
        yield _free(f"{_plain(told.unit)}/{letter}.txt", taken), text
        for name, content in copies:
            yield _free(f"{_plain(told.unit)}/{_plain(name)}", taken), content


def _marked(
    person: Person, files: Sequence[Received]
) -> tuple[list[tuple[str, bytes]], frozenset[int]]:
    """Return the files marked up, and the places of those that cannot be though they were read."""
    copies, unmarked = [], set()
    for each in files:
        if each.upload_id is None or not can_be_marked(each.problems):
            continue
        try:
            copies.append(marked.of_upload(person, each.upload_id))
        except Refused:
            unmarked.add(each.position)
    return copies, frozenset(unmarked)


def _plain(name: str) -> str:
    """Return a name that every system takes for a file or a folder."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", name).strip(" .")[-_LONGEST:] or "-"


def _free(path: str, taken: set[str]) -> str:
    stem, suffix = str(PurePosixPath(path).with_suffix("")), PurePosixPath(path).suffix
    names = (path, *(f"{stem} ({number}){suffix}" for number in range(2, len(taken) + 3)))
    name = next(each for each in names if each.casefold() not in taken)
    taken.add(name.casefold())
    return name


def listed(bundle: ReceivedBundle) -> bytes:
    """Return the list of the files, and what became of each, as a workbook."""
    return table_sheet.build(
        _("Files received"),
        _("Files received {moment}").format(moment=format_moment(bundle.received_at)),
        (
            (_("No."), 6),
            (_("File"), 44),
            (_("Unit code"), 12),
            (_("Unit"), 28),
            (_("Quarter"), 14),
            (_("What became of it"), 18),
            (_("Errors"), 8),
            (_("To look at"), 10),
            (_("Return number"), 10),
            (_("Revision"), 8),
            (_("What is wrong and how to mend it"), 70),
        ),
        [_line(each) for each in bundle.files],
    )


def _line(file: Received) -> tuple[object, ...]:
    errors = [each for each in file.problems if each.severity is Severity.ERROR]
    return (
        file.position,
        file.file_name,
        file.unit_code or "",
        whose(file) if file.unit else "",
        format_period(file.period) if file.period else "",
        _(look_of(file).word),
        len(errors),
        file.warnings,
        file.return_id or "",
        file.revision or "",
        said(file, errors),
    )
