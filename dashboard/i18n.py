"""Words and figures in the reader's language: Vietnamese by default, English by choice.

Knows no Streamlit: the language stands in a context variable that whoever serves a person sets.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from math import floor
from pathlib import Path

from babel.dates import format_date as babel_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from dashboard.clock import VIETNAM
from data_access.vocabulary import Period

LANGUAGES = ("vi", "en")
DEFAULT = "vi"
CATALOGUES = Path(__file__).resolve().parent / "locale"
_LOCALES = {"vi": "vi_VN", "en": "en_GB"}
_ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}

_language: ContextVar[str | None] = ContextVar("language", default=None)
_when_unset: Callable[[], str | None] = lambda: None  # noqa: E731  # a place to put one


def language() -> str:
    """Return the language to speak here: "vi" or "en"."""
    return _language.get() or _known(_when_unset())


def set_language(name: str | None) -> None:
    """Speak ``name`` from here on in this context; anything unknown is Vietnamese."""
    _language.set(_known(name))


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Speak ``name`` inside, and what was spoken before afterwards."""
    before = _language.set(_known(name))
    try:
        yield
    finally:
        _language.reset(before)


def ask_when_unset(source: Callable[[], str | None]) -> None:
    """Ask ``source`` for the language where no ``set_language`` went before (a rerun's thread)."""
    global _when_unset
    _when_unset = source


def _known(name: str | None) -> str:
    return name if name in LANGUAGES else DEFAULT


def _(msgid: str) -> str:
    """Return ``msgid`` in the language in force."""
    return catalogue(language()).gettext(msgid) if msgid else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    return catalogue(language()).ngettext(singular, plural, number)


def N_(msgid: str) -> str:  # noqa: N802  # the name that extraction looks for
    """Mark a constant for the catalogue; whoever shows it calls ``_``."""
    return msgid


@cache
def catalogue(name: str) -> NullTranslations:
    """Return the translations of a language, compiled anew where the ``.po`` is younger."""
    folder = CATALOGUES / name / "LC_MESSAGES"
    source, compiled = folder / "dashboard.po", folder / "dashboard.mo"
    if compiled.exists() and not _younger(source, compiled):
        return GNUTranslations(BytesIO(compiled.read_bytes()))
    if not source.exists():
        return NullTranslations()
    content = _compile(source, name)
    _keep(compiled, content)
    return GNUTranslations(BytesIO(content))


def _younger(source: Path, compiled: Path) -> bool:
    return source.exists() and source.stat().st_mtime_ns > compiled.stat().st_mtime_ns


def _compile(source: Path, name: str) -> bytes:
    with source.open("rb") as opened:
        messages = read_po(opened, locale=name, domain="dashboard")
    written = BytesIO()
    write_mo(written, messages)
    return written.getvalue()


def _keep(compiled: Path, content: bytes) -> None:
    """Write the compiled catalogue for the next start; an installation may be read-only."""
    try:
        with tempfile.NamedTemporaryFile(dir=compiled.parent, delete=False) as temporary:
            temporary.write(content)
        Path(temporary.name).chmod(0o644)
        Path(temporary.name).replace(compiled)
    except OSError:
        return


def format_count(number: int | Fraction) -> str:
    """Return ``number`` with the language's thousands mark: "35.139"; a fraction rounded half-up
    to two decimals.
    """
    return _decimal(Fraction(number), language())


def format_exact(number: Decimal) -> str:
    """Return a number with all its decimals: "0,955", "1.608"."""
    return format_decimal(number, format="#,##0.##########", locale=_LOCALES[language()])


def signed(number: int | Fraction) -> str:
    """Return a difference as "+12", "−5" or "0", its sign as wide as a digit."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"{sign}{format_count(-number if number < 0 else number)}"


def format_percent(ratio: Fraction | float) -> str:
    """Return a plain ratio as a percentage: 1.2875 is "128,75%".

    Rounded half-up (away from zero) to two decimals, exactly; trailing zeros dropped. A float is
    taken for the decimal number it prints as.
    """
    exact = ratio if isinstance(ratio, Fraction) else Fraction(str(ratio))
    return f"{_decimal(exact * 100, language())}%"


@lru_cache(maxsize=20_000)
def _decimal(value: Fraction, name: str) -> str:
    hundredths = floor(abs(value) * 100 + Fraction(1, 2))
    signed = Decimal(-hundredths if value < 0 else hundredths).scaleb(-2)
    return format_decimal(signed, format="#,##0.##", locale=_LOCALES[name])


def format_date(day: date) -> str:
    """Return a day as "26/09/2026"; a moment's day is the one in Vietnam."""
    if isinstance(day, datetime):
        day = day.astimezone(VIETNAM).date()
    return babel_date(day, format="dd/MM/yyyy", locale=_LOCALES[language()])


def format_moment(moment: datetime) -> str:
    """Return a moment in Vietnam's time as "26/09/2026 16:40"."""
    local = moment.astimezone(VIETNAM)
    return f"{format_date(local)} {local:%H:%M}"


def roman_quarter(quarter: int) -> str:
    """Return "quý III"."""
    return _("quarter {number}").format(number=quarter, roman=_ROMAN[quarter])


def format_period(period: Period) -> str:
    """Return "quý III/2026"."""
    return _("quarter {number}/{year}").format(
        number=period.quarter, roman=_ROMAN[period.quarter], year=period.year
    )
