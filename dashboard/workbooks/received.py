"""What is asked of a file that somebody handed in: functions of its bytes, for a worker to run."""

from functools import lru_cache

from dashboard.domain import checks
from dashboard.domain.returns import ReturnContent, ReturnForm
from dashboard.errors import Problem
from dashboard.workbooks import intake, typed_file
from dashboard.workbooks.grid import OpenedWorkbook, opened
from dashboard.workbooks.typed_file import Taken


def stamp(data: bytes) -> intake.Stamp:
    """Return whose return the workbook says it is.

    Raises:
        WorkbookRefused: it cannot be opened, or does not say so.
    """
    return intake.stamp(_opened(data))


def content(data: bytes, form: ReturnForm) -> tuple[ReturnContent | None, tuple[Problem, ...]]:
    """Return what the workbook says as a return of ``form`` (see ``intake.as_far_as_read``).

    Raises:
        WorkbookRefused: it cannot be opened.
    """
    return intake.as_far_as_read(_opened(data), form)


def doubled(data: bytes) -> tuple[Problem, ...]:
    """Return an error for each form that two sheets answer to (see ``intake.doubled``).

    Raises:
        WorkbookRefused: it cannot be opened.
    """
    return intake.doubled(_opened(data))


def places(data: bytes, form: ReturnForm) -> dict[checks.Key, checks.Place]:
    """Return where in the workbook the figures and the fields of the rows stand.

    Raises:
        WorkbookRefused: it cannot be read.
    """
    return intake.places(_opened(data), form)


def notes(data: bytes, form: ReturnForm) -> tuple[intake.Note, ...]:
    """Return what stands in the workbook beside the figures.

    Raises:
        WorkbookRefused: it cannot be read.
    """
    return intake.notes(_opened(data), form)


def as_typed(data: bytes, form: ReturnForm) -> Taken:
    """Return the workbook's cells as a draft.

    Raises:
        WorkbookRefused: it cannot be read.
    """
    return typed_file.taken(_opened(data), form)


_opened = opened


def remember() -> None:
    """Keep the workbook that was opened last: whose it is and what it says are asked in turn."""
    global _opened
    _opened = _remembered


def forget() -> None:
    """Let go of the workbook that was opened last."""
    _remembered.cache_clear()


@lru_cache(maxsize=1)
def _remembered(data: bytes) -> OpenedWorkbook:
    return opened(data)
