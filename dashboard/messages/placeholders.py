"""What fills a sentence, and how each kind of parameter is written in the language in force.

A parameter is as JSON holds it; ``derivation`` reads them back.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Generic, TypeVar

from dashboard.errors import Parameters
from dashboard.i18n import (
    N_,
    _,
    format_count,
    format_date,
    format_percent,
    format_period,
    language,
    signed,
)
from data_access.vocabulary import Period

Value = TypeVar("Value")


class Placeholder(ABC, Generic[Value]):
    """One kind of parameter."""

    @abstractmethod
    def write(self, value: Value) -> str:
        """Return the parameter as a sentence has it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to fill: its English, its parameters by name, and what is computed from them."""

    msgid: str
    placeholders: Mapping[str, Placeholder[Any]]
    computed: Mapping[str, Callable[[Parameters], str]] = field(default_factory=dict)

    def fill(self, parameters: Parameters) -> str:
        """Return the sentence in the language in force."""
        written = {name: each.write(parameters[name]) for name, each in self.placeholders.items()}
        computed = {name: write(parameters) for name, write in self.computed.items()}
        return _(self.msgid).format(**written, **computed)


class Text(Placeholder[str]):
    """What somebody typed, a unit's name, a cell."""

    def write(self, value: str) -> str:
        return value


class Digits(Placeholder[int]):
    """A small number, without a mark of thousands."""

    def write(self, value: int) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class Count(Placeholder[int | None]):
    """A whole number; ``sign``: a difference; ``blank`` is what stands for None."""

    sign: bool = False
    blank: str = ""

    def write(self, value: int | None) -> str:
        if value is None:
            return _(self.blank)
        return signed(value) if self.sign or value < 0 else format_count(value)


@dataclass(frozen=True, slots=True)
class Exact(Placeholder[str]):
    """A number with decimals, as a string such as "7.5"; ``sign``: a difference."""

    sign: bool = False

    def write(self, value: str) -> str:
        return signed(Fraction(value)) if self.sign else format_count(Fraction(value))


class Share(Placeholder[str]):
    """A plain ratio, as a string such as "0.05", written as a percentage."""

    def write(self, value: str) -> str:
        return format_percent(Fraction(value))


class Day(Placeholder[str]):
    """A day in ISO form."""

    def write(self, value: str) -> str:
        return format_date(date.fromisoformat(value))


class Quarter(Placeholder[str]):
    """A quarter such as "2026Q3"."""

    def write(self, value: str) -> str:
        return format_period(Period.parse(value))


class Name(Placeholder[Mapping[str, str]]):
    """An indicator: see ``domain.parameters.named``."""

    def write(self, value: Mapping[str, str]) -> str:
        return value["name"] if language() == "vi" else value["name_en"]


class Score(Placeholder[str | None]):
    """The method by its name, with the score as an exact decimal string; None: there is none."""

    scored = Sentence(N_("modified z-score {score}"), {"score": Exact(sign=True)})
    never_differed = N_("modified z-score: those never differed")

    def write(self, value: str | None) -> str:
        return _(self.never_differed) if value is None else self.scored.fill({"score": value})


class Movements(Placeholder[Sequence[Parameters]]):
    """The terms that follow the last stock in the sum.

    First what units taken over brought: ``brought`` ("whole", "part" or "unknown"), ``unit`` and,
    where it is known, ``count``. Then what moved in the quarter: ``domain.parameters.movement``.
    """

    brought: Mapping[str, Sentence] = {
        "whole": Sentence(N_("+ {count} (of {unit})"), {"count": Count(), "unit": Text()}),
        "part": Sentence(
            N_("+ (0 to {count}, a part of {unit})"), {"count": Count(), "unit": Text()}
        ),
        "unknown": Sentence(
            N_("+ what {unit} brought, which did not report it the quarter before"),
            {"unit": Text()},
        ),
    }
    founded = N_("founded")
    blank = Sentence(N_("{movement}, blank, taken as 0"), {"movement": Text()})

    def write(self, value: Sequence[Parameters]) -> str:
        return " ".join(map(self.term, value))

    def term(self, value: Parameters) -> str:
        if "brought" in value:
            return self.brought[value["brought"]].fill(value)
        short = value["short_name"] if language() == "vi" else value["short_name_en"]
        word = _(self.founded) if value["listed"] else short
        if value["count"] is None:
            word = self.blank.fill({"movement": word})
        sign = "+" if value["by"] == 1 else "−"
        return f"{sign} {format_count(value['count'] or 0)} ({word})"


class Made(Placeholder[Mapping[str, int | None]]):
    """What a stock can be by the sum: ``least`` and ``most``, the same, or None: nobody knows."""

    between = Sentence(N_("{least} to {most}"), {"least": Count(), "most": Count()})
    or_more = Sentence(N_("{least} or more"), {"least": Count()})

    def write(self, value: Mapping[str, int | None]) -> str:
        if value["most"] is None:
            return self.or_more.fill(value)
        exact = value["least"] == value["most"]
        return Count().write(value["least"]) if exact else self.between.fill(value)
