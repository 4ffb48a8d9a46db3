"""Parameters read back out of a sentence that was stored before parameters were."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

from dashboard.domain.parameters import exact, movement, named
from dashboard.errors import Parameters
from dashboard.i18n import LANGUAGES, _, language, speaking
from dashboard.messages.placeholders import (
    Count,
    Day,
    Digits,
    Exact,
    Made,
    Movements,
    Name,
    Placeholder,
    Quarter,
    Score,
    Sentence,
    Share,
)
from dashboard.messages.problems import SENTENCES
from data_access.vocabulary import IndicatorRecord, Period

_MARKS = {"vi": (".", ","), "en": (",", ".")}  # of thousands, of decimals
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_NUMBER = r"[+−]?[\d.,]+"
_TERMS = re.compile(r" (?=[+−] )")
_MOVED = re.compile(r"[+−] ([\d.,]+) \(.+\)", re.DOTALL)


class _Ambiguous(Exception):
    """A sentence can be read in more than one way."""


class Derivation:
    """Reads sentences in which these indicators may be named."""

    def __init__(self, indicators: Sequence[IndicatorRecord]) -> None:
        self._indicators = indicators
        self._compiled: dict[tuple[str, str, str], re.Pattern[str]] = {}

    def parameters(self, rule: str, text: str) -> tuple[str, dict[str, Any]] | None:
        """Return the variant and the only parameters with which the rule's sentence becomes
        ``text`` in one of the languages; None: there are none, or several.
        """
        try:
            found = [
                (variant, read)
                for variant, sentence in SENTENCES.get(rule, {}).items()
                for read in self._in_each_language(sentence, text)
            ]
        except _Ambiguous:
            return None
        return found[0] if len(found) == 1 else None

    def _in_each_language(self, sentence: Sentence, text: str) -> Iterator[dict[str, Any]]:
        for each in LANGUAGES:
            with speaking(each), suppress(ValueError):
                yield self._read(sentence, text)

    def _read(self, sentence: Sentence, text: str) -> dict[str, Any]:
        """Return what fills the sentence.

        Raises:
            ValueError: nothing does.
            _Ambiguous: more than one thing does.
        """
        # Where texts are the same as short and as long as they can be, there is no other way.
        shortest, longest = (
            self._pattern(sentence, anything).fullmatch(text) for anything in (".+?", ".+")
        )
        if shortest is None or longest is None:
            raise ValueError(text)
        if shortest.groups() != longest.groups():
            raise _Ambiguous
        read: dict[str, Any] = {}
        for name, kind in sentence.placeholders.items():
            read[name] = self._value(kind, shortest[name], read)
        if sentence.fill(read) != text:
            raise ValueError(text)
        return read

    def _pattern(self, sentence: Sentence, anything: str) -> re.Pattern[str]:
        """Return the expression that finds the sentence, a group for each thing filled in."""
        key = (language(), sentence.msgid, anything)
        if key not in self._compiled:
            self._compiled[key] = re.compile(self._written(sentence, anything), re.DOTALL)
        return self._compiled[key]

    def _written(self, sentence: Sentence, anything: str) -> str:
        parts: list[str] = []
        seen: set[str] = set()
        for literal, name, _format, _conversion in Formatter().parse(_(sentence.msgid)):
            parts.append(re.escape(literal))
            if name is None:
                continue
            kind = sentence.placeholders.get(name)
            body = (self._expression(kind) if kind else None) or anything
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>{body})")
            seen.add(name)
        return "".join(parts)

    def _expression(self, kind: Placeholder[Any]) -> str | None:
        """Return the expression that finds a parameter; None: it can be anything."""
        match kind:
            case Digits():
                return r"\d+"
            case Count(blank=blank) if blank:
                return f"{_NUMBER}|{re.escape(_(blank))}"
            case Count() | Exact():
                return _NUMBER
            case Share():
                return r"[\d.,]+%"
            case Day():
                return r"\d\d/\d\d/\d{4}"
            case Quarter():
                return r"[^/]+/\d{4}"
            case Name():
                names = map(kind.write, map(named, self._indicators))
                return "|".join(map(re.escape, names)) or "(?!)"
            case _other:
                return None

    def _value(self, kind: Placeholder[Any], text: str, beside: Parameters) -> object:
        """Return the parameter that was written as ``text``; ``beside`` are those read already.

        Raises:
            ValueError: none was.
        """
        match kind:
            case Digits():
                return int(text)
            case Count(blank=blank) if blank and text == _(blank):
                return None
            case Count():
                return int(_number(text))
            case Exact():
                return exact(_number(text))
            case Share():
                return exact(_number(text.removesuffix("%")) / 100)
            case Day():
                day, month, year = map(int, text.split("/"))
                return date(year, month, day).isoformat()
            case Quarter():
                return _quarter(text)
            case Name():
                return _only(
                    each for each in map(named, self._indicators) if kind.write(each) == text
                )
            case Score():
                never = text == _(kind.never_differed)
                return None if never else self._read(kind.scored, text)["score"]
            case Movements():
                stock = beside["stock"]["code"]
                return [self._term(kind, each, stock) for each in _TERMS.split(text)]
            case Made():
                return self._made(kind, text)
            case _text:
                return text

    def _term(self, kind: Movements, text: str, stock: str) -> dict[str, Any]:
        possible = [*self._brought(kind, text), *self._moved(text, stock)]
        return _only(each for each in possible if kind.term(each) == text)

    def _brought(self, kind: Movements, text: str) -> Iterator[dict[str, Any]]:
        for brought, sentence in kind.brought.items():
            with suppress(ValueError):
                yield {"brought": brought, **self._read(sentence, text)}

    def _moved(self, text: str, stock: str) -> Iterator[dict[str, Any]]:
        found = _MOVED.fullmatch(text)
        if found is None:
            return
        for each in self._indicators:
            if each.moves == stock:
                yield movement(each, int(_number(found[1])))
                yield movement(each, None)

    def _made(self, kind: Made, text: str) -> dict[str, int | None]:
        with suppress(ValueError):
            exactly = int(_number(text))
            return {"least": exactly, "most": exactly}
        with suppress(ValueError):
            return self._read(kind.between, text)
        return {**self._read(kind.or_more, text), "most": None}


def _only(found: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the one there is.

    Raises:
        ValueError: there is none, or more than one.
    """
    [only] = found
    return only


def _number(text: str) -> Decimal:
    """Return the number that stands there in the language in force.

    Raises:
        ValueError: it is none.
    """
    thousands, decimals = _MARKS[language()]
    plain = text.replace(thousands, "").replace(decimals, ".").replace("−", "-")
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", plain):
        raise ValueError(text)
    return Decimal(plain)


def _quarter(text: str) -> str:
    found = re.search(r"(IV|I{1,3}|[1-4])/(\d{4})\Z", text)
    if found is None:
        raise ValueError(text)
    return str(Period(int(found[2]), _QUARTERS[found[1]]))
