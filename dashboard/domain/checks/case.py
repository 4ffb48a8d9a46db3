"""One return under examination: what it says, where, and what it is held against."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dashboard.domain.checks.rules import RULES
from dashboard.domain.parameters import named
from dashboard.domain.returns import (
    FoundingRow,
    ReturnContent,
    ReturnForm,
    ReviewRow,
)
from dashboard.domain.text import enterprise_key, tidy_tax_code
from dashboard.errors import Problem
from data_access.vocabulary import Organisation


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file; ``hidden_row``: its row's number where it is not shown."""

    sheet: str | None = None
    cell: str | None = None
    hidden_row: int | None = None


Key = tuple[str | int, ...]
"""("figure", code), ("founding", 0, "founded_on"), ("review", 0, "tax_code"), …: a row's number
counts from 0 in the content, its last part is a field of ``FoundingRow`` or ``ReviewRow``."""

NOWHERE: Mapping[Key, Place] = {}
UNKNOWN = Place()


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, so that no rule speaks about it.

    ``figures``: codes whose figure could not be read; ``fields``: those of rows in whose place
    the content holds something that says nothing; ``whole_list``: the rows of the list of
    foundings cannot even be counted.
    """

    figures: Collection[str] = frozenset()
    fields: Collection[Key] = frozenset()
    whole_list: bool = False

    def founding(self, number: int, *names: str) -> int:
        """Return how many of these fields of a founding could not be read."""
        return sum(("founding", number, name) in self.fields for name in names)


ALL_READ = Unread()


class Case:
    """One return under examination, with what several rules look up."""

    def __init__(
        self,
        content: ReturnContent,
        form: ReturnForm,
        places: Mapping[Key, Place],
        unread: Unread,
    ) -> None:
        self.content = content
        self.form = form
        self.limits = form.limits
        self.places = places
        self.unread = unread
        self.indicators = {each.code: each for each in form.indicators}
        self.reviews = _by_identity(content.reviews)
        self.party = identities(self._of(Organisation.PARTY)) | {
            each
            for earlier in form.founded_before
            if self._organisation(earlier.indicator) is Organisation.PARTY
            for each in identity(earlier.enterprise_key, earlier.tax_code)
        }

    def named(self, code: str) -> dict[str, str]:
        known = self.indicators.get(code)
        return named(known) if known else {"code": code, "name": code, "name_en": code}

    def review(self, row: FoundingRow) -> ReviewRow | None:
        found = (self.reviews.get(each) for each in identities((row,)))
        return next(filter(None, found), None)

    def foundings_of(self, organisation: Organisation) -> Iterator[tuple[int, FoundingRow]]:
        for number, row in enumerate(self.content.foundings):
            if self._organisation(row.indicator) is organisation:
                yield number, row

    def problem(
        self, rule: str, key: Key, found: object, *, variant: str = "", **parameters: object
    ) -> Problem:
        """Return the problem at the place of ``key``, with what fills its sentence."""
        place = self.places.get(key, UNKNOWN)
        return Problem(
            RULES[rule],
            rule,
            sheet=place.sheet,
            cell=place.cell,
            found=None if found is None else str(found),
            variant=variant,
            parameters=parameters,
        )

    def _of(self, organisation: Organisation) -> Iterator[FoundingRow]:
        return (row for _number, row in self.foundings_of(organisation))

    def _organisation(self, code: str) -> Organisation | None:
        return self.indicators[code].organisation if code in self.indicators else None


def identity(key: str, tax_code: str | None) -> set[str]:
    """Return what an enterprise is known by; a text that is no tax code tells nobody apart."""
    return {key, tax_code} if tax_code and tidy_tax_code(tax_code).valid else {key}


def identities(rows: Iterable[FoundingRow | ReviewRow]) -> set[str]:
    return {part for row in rows for part in identity(enterprise_key(row.enterprise), row.tax_code)}


def _by_identity(reviews: Iterable[ReviewRow]) -> dict[str, ReviewRow]:
    found: dict[str, ReviewRow] = {}
    for review in reviews:
        for part in identities((review,)):
            found.setdefault(part, review)
    return found
