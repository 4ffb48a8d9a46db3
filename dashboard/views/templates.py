"""HTML made on the server from the templates of the folder beside, which escape every text."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard.i18n import (
    _,
    format_count,
    format_date,
    format_moment,
    format_percent,
    format_period,
    roman_quarter,
)
from dashboard.views import links, look

FOLDER = Path(__file__).resolve().parent / "templates"


Kept = TypeVar("Kept")


@cache
def environment() -> Environment:
    """Return the one environment; what is not marked as HTML is escaped."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"_": _, "links": links, "look": look}
    made.filters |= {
        "count": format_count,
        "percent": format_percent,
        "day": format_date,
        "moment": format_moment,
        "period": format_period,
        "roman": roman_quarter,
        "figure": look.figure,
        "against": look.against,
        "spoken": look.spoken,
        "name": look.indicator_name,
        "short": look.indicator_short,
        "unit": look.unit_name,
        "peak": look.peak,
        "lines": lines,
    }
    return made


def lines(text: str) -> Markup:
    """Return a text to be drawn with its line ends, blank lines included."""
    return Markup("&#10;").join(text.split("\n"))


def drawn(template: str, **values: object) -> Markup:
    """Return the template's HTML, its lines closed up."""
    text = environment().get_template(template).render(values)
    return Markup("\n".join(line for line in map(str.strip, text.splitlines()) if line))


@dataclass(frozen=True, slots=True, eq=False)
class Same(Generic[Kept]):
    """A value that is compared by being the very same one: readings keep what they assembled, so
    what was drawn from it can be kept too, without looking through it."""

    value: Kept

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)
