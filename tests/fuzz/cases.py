"""Broken workbooks by number: the same seed and number make the same file."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from tests.fuzz import archives, markup, raw, sheets
from tests.fuzz.seeds import Seed

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Case:
    """A file to hand in; ``how`` says what was done to it."""

    number: int
    how: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Recipe:
    """How often a file is made this way, and how many changes of each kind it gets."""

    weight: int
    typing: tuple[int, int] = (0, 0)
    shapes: tuple[int, int] = (0, 0)
    markup: tuple[int, int] = (0, 0)
    archive: tuple[int, int] = (0, 0)
    raw: tuple[int, int] = (0, 0)
    foreign: bool = False


RECIPES = {
    "sound": Recipe(3),
    "typed": Recipe(26, typing=(1, 4)),
    "shaped": Recipe(16, shapes=(1, 2)),
    "marked up": Recipe(22, markup=(1, 2)),
    "packed": Recipe(12, archive=(1, 2)),
    "spoilt": Recipe(10, raw=(1, 2)),
    "foreign": Recipe(3, foreign=True),
    "mixed": Recipe(8, typing=(0, 2), shapes=(0, 2), markup=(0, 2), archive=(0, 1), raw=(0, 1)),
}


def make(seed: int, number: int, seeds: Sequence[Seed]) -> Case:
    """Return file ``number`` of the run ``seed``."""
    chance = Random(f"{seed} {number}")
    [name] = chance.choices(list(RECIPES), [recipe.weight for recipe in RECIPES.values()])
    recipe = RECIPES[name]
    source = _source(chance, seeds)
    told = [name, source.name]
    parts = dict(source.parts)
    for changes, how_many in (
        (sheets.TYPING, recipe.typing),
        (sheets.SHAPES, recipe.shapes),
        (markup.CHANGES, recipe.markup),
    ):
        _change(chance, parts, changes, how_many, told)
    archive = archives.of(parts)
    _change(chance, archive, archives.CHANGES, recipe.archive, told)
    data = archive.packed()
    others = [each.data for each in seeds] if recipe.raw[1] or recipe.foreign else []
    for _time in range(chance.randint(*recipe.raw)):
        change = chance.choice(raw.CHANGES)
        told.append(change.__name__)
        data = change(chance, data, others)
    if recipe.foreign:
        data = raw.another_format(chance, data, others)
    return Case(number, ", ".join(told), data)


def _source(chance: Random, seeds: Sequence[Seed]) -> Seed:
    return seeds[0] if chance.random() < 0.5 else chance.choice(seeds)


def _change(
    chance: Random,
    thing: Thing,
    changes: Sequence[Callable[[Random, Thing], None]],
    how_many: tuple[int, int],
    told: list[str],
) -> None:
    for _time in range(chance.randint(*how_many)):
        change = chance.choice(changes)
        told.append(change.__name__)
        with suppress(IndexError, KeyError):  # an earlier change took away what this one spoils
            change(chance, thing)
