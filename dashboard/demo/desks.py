"""Clerks at their desks: a quarter's workbooks drawn and filled in ahead, in other processes."""

import multiprocessing
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from dashboard import forms
from dashboard.demo import explaining
from dashboard.demo.timeline import Submission
from dashboard.demo.typing_in import entries
from dashboard.domain.returns import ReturnContent, ReturnForm
from dashboard.doors import SERVICE, reading
from dashboard.workbooks import fill, paper, return_template
from data_access import units
from data_access.vocabulary import Period


@dataclass(frozen=True, slots=True)
class Filled:
    """A workbook ready to hand in, and what its clerk says about what the checks will doubt."""

    data: bytes
    explanation: str | None


class Desks:
    """Fills in each return's workbook shortly before it is handed in.

    A unit's template is as the record stands when the quarter's first return is handed in; a
    corrected return is typed into the same template again.
    """

    def __init__(self, pool: Executor, submissions: Sequence[Submission]) -> None:
        self._pool = pool
        self._planned: dict[Period, dict[str, list[Submission]]] = {}
        for each in submissions:
            of_period = self._planned.setdefault(each.content.period, defaultdict(list))
            of_period[each.content.unit].append(each)
        self._filled: dict[tuple[str, Period], tuple[Future[list[Filled]], Iterator[int]]] = {}

    def workbook(self, submission: Submission) -> Filled:
        """Return the workbook of the unit's next submission for the quarter."""
        content = submission.content
        if content.period in self._planned:
            self._begin(content.period)
        future, numbers = self._filled[content.unit, content.period]
        return future.result()[next(numbers)]

    def _begin(self, period: Period) -> None:
        with reading(SERVICE) as session:
            for code, planned in self._planned.pop(period).items():
                form = forms.form_of(session, units.by_code(session, code), period)
                contents = [each.content for each in planned]
                future = self._pool.submit(filled_in, form, contents)
                self._filled[code, period] = (future, iter(range(len(contents))))


def filled_in(form: ReturnForm, contents: Sequence[ReturnContent]) -> list[Filled]:
    """Return the form's workbook once for each of ``contents``, filled in."""
    return [_typed(form, content) for content in contents]


def _typed(form: ReturnForm, content: ReturnContent) -> Filled:
    book = return_template.drawn(form)
    fill.type_in(book, entries(content))
    return Filled(paper.saved(book), explaining.words(content, form))


@contextmanager
def desks(submissions: Sequence[Submission]) -> Iterator[Desks]:
    with _pool() as pool:
        yield Desks(pool, submissions)


def _pool() -> Executor:
    """Return processes to work in, or one thread where the machine allows no such processes."""
    try:
        return ProcessPoolExecutor(
            min(2, os.cpu_count() or 1), mp_context=multiprocessing.get_context("spawn")
        )
    except (ImportError, NotImplementedError, OSError):
        return ThreadPoolExecutor(1)
