"""The guide's page of rules, as the application shows it: what is checked, why, what to do."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent
PLACES = (_HERE / "guide" / "quy-tac.md", _HERE.parent / "docs" / "quy-tac.md")
"""Where an installed package has the page, and where a checkout has it."""

CODES = "Mã `"
"""How the line of a section begins that says which rules it explains."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule: ``severity``, ``when`` it speaks and its ``cure`` as in the guide's table.

    ``title`` and ``lines`` are its own section, in Markdown; None and empty where the table says
    it all.
    """

    code: str
    severity: str
    when: str
    cure: str
    title: str | None = None
    lines: tuple[str, ...] = ()


@cache
def rules() -> dict[str, Explained]:
    """Return every rule of the guide by its code, in the guide's order."""
    page = next((place for place in PLACES if place.is_file()), None)
    return parsed(page.read_text("utf-8")) if page else {}


def parsed(page: str) -> dict[str, Explained]:
    """Return what the page of rules says of each, by its code."""
    sections = {
        code: (title, lines) for title, lines in _sections(page) for code in _codes_of(lines)
    }
    found = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if line.startswith("| `") and len(cells) == 4:
            code = cells[0].strip("`")
            title, lines = sections.get(code, (None, ()))
            cure = re.sub(r"; xem \[[^]]*\]\([^)]*\)", "", cells[3])
            found[code] = Explained(code, cells[1], cells[2], cure, title, lines)
    return found


def _sections(page: str) -> list[tuple[str, tuple[str, ...]]]:
    parts = re.split(r"^###? ", page, flags=re.MULTILINE)[1:]
    return [(lines[0], tuple(lines[1:])) for lines in map(str.splitlines, parts)]


def _codes_of(lines: tuple[str, ...]) -> list[str]:
    """Return the codes that a section says it explains."""
    said = next((line for line in lines if line.startswith(CODES)), "")
    return re.findall(r"`([a-z-]+)`", said)
