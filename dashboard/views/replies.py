"""What to write back to units whose files were refused: one text for each, to copy."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

from dashboard.errors import Problem
from dashboard.i18n import _, format_count, format_period
from dashboard.readings.bundles import Received
from dashboard.views.look import unit_name
from dashboard.workbooks.marked_up import can_be_marked
from data_access.vocabulary import Severity

MOST_NAMED = 12
_CAME_SHUT = frozenset(
    {
        "archive-encrypted",
        "archive-file",
        "archive-in-archive",
        "archive-other",
        "mail-message",
        "password-protected",
        "rights-managed",
        "sheet-too-large",
        "shortcut-file",
    }
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is written to one unit; ``unit`` is its name, or what is known of it."""

    unit: str
    count: int
    text: str


def replies(refused: Sequence[Received]) -> list[Reply]:
    """Return a reply to each unit that refused files are stamped with, unknown ones last."""
    return [reply(files) for files in by_unit(refused)]


def by_unit(refused: Sequence[Received]) -> list[list[Received]]:
    """Return the files of each unit together, those of unknown ones last."""
    ordered = sorted(refused, key=lambda each: (each.unit_code is None, each.unit_code or ""))
    return [list(files) for _code, files in groupby(ordered, key=lambda each: each.unit_code)]


def reply(files: Sequence[Received], unmarked: Collection[int] = ()) -> Reply:
    """Return the reply about files of one unit; those at the places ``unmarked`` cannot be sent
    back with it.
    """
    return Reply(whose(files[0]), len(files), text(files, unmarked))


def whose(file: Received) -> str:
    """Return the name of the file's unit; else its code, or that it is not known."""
    if file.unit is not None:
        return unit_name(file.unit)
    if file.unit_code:
        return _("unit {code}").format(code=file.unit_code)
    return _("unit not known")


def text(files: Sequence[Received], unmarked: Collection[int] = ()) -> str:
    """Return what ``reply`` says, ready to send."""
    unit = whose(files[0]) if files[0].unit_code else _("the unit")
    paragraphs = [
        _("Dear colleagues of {unit},").format(unit=unit),
        _("The return that came with your e-mail could not be taken in yet; this is to be mended:"),
        *(_about(each, is_left_out=_is_left_out(each, unmarked)) for each in files),
    ]
    opened = [each for each in files if can_be_marked(each.problems)]
    sent_back = [each for each in opened if not _is_left_out(each, unmarked)]
    if any(problem.cell for each in sent_back for problem in each.problems):
        paragraphs.append(
            _(
                "In the file sent back with this letter every such cell is coloured, with a "
                "comment. Please mend it in that very file and send it again, or hand it in "
                "yourselves on the page “Submit return”."
            )
        )
    elif opened or any(_is_theirs(each) for each in files):
        paragraphs.append(
            _(
                "Please mend that and send the file again, or hand it in yourselves on the page "
                "“Submit return”."
            )
        )
    else:
        paragraphs.append(
            _(
                "Please download the form anew on the page “Submit return”, fill it in and send "
                "it again, or hand it in there yourselves."
            )
        )
    return "\n\n".join([*paragraphs, _("With regards.")])


def _is_left_out(file: Received, unmarked: Collection[int]) -> bool:
    """Whether a file that was read is not sent back with the reply, marked up."""
    return can_be_marked(file.problems) and (file.upload_id is None or file.position in unmarked)


def _is_theirs(file: Received) -> bool:
    """Whether the return is there, at the unit, and only came in a way that cannot be opened."""
    return any(problem.rule in _CAME_SHUT for problem in file.problems)


def _about(file: Received, *, is_left_out: bool) -> str:
    name = PurePosixPath(file.file_name).name
    head = f"{name} ({format_period(file.period)}):" if file.period else f"{name}:"
    errors = [each for each in file.problems if each.severity is Severity.ERROR]
    lines = [head, *(f"- {_line(each)}" for each in errors[:MOST_NAMED])]
    if len(errors) > MOST_NAMED:
        more = _("and {count} more, all marked in the file")
        lines.append(f"- {more.format(count=format_count(len(errors) - MOST_NAMED))}")
    if is_left_out:
        lines.append("- " + _("this file could not be marked up, and is not sent back with this."))
    return "\n".join(lines)


def _line(problem: Problem) -> str:
    place = ", ".join(filter(None, (problem.sheet, _cell(problem.cell))))
    return f"{place}: {problem.message}" if place else problem.message


def _cell(cell: str | None) -> str:
    return _("cell {cell}").format(cell=cell) if cell else ""
