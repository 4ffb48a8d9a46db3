"""Reading typed cells: every value comes back clean or leaves a problem that names its cell."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from dashboard.domain.checks.rules import RULES
from dashboard.domain.numbers import Reading, parse_count, parse_day, why_refused
from dashboard.domain.text import fold, tidy, tidy_tax_code
from dashboard.errors import Problem
from dashboard.i18n import _, format_count, format_exact
from dashboard.workbooks import layout
from dashboard.workbooks.cell_content import Content, content_of, is_struck_out
from dashboard.workbooks.grid import MOST_ROWS, At, Cell, Sheet, coordinate
from dashboard.workbooks.layout import Column
from dashboard.workbooks.sentences import SENTENCES
from dashboard.workbooks.tables import Table, located, texts
from data_access.vocabulary import Severity

FOUND_LENGTH = 60
_DASHES = "-–— "
NO_RULE = {
    Reading.AMBIGUOUS: "ambiguous-number",
    Reading.NEGATIVE: "negative",
    Reading.FRACTIONAL: "fractional",
    Reading.TOO_LARGE: "number-too-large",
    Reading.BROKEN: "number-broken",
    Reading.NOT_A_NUMBER: "not-a-number",
}


def shown(value: object) -> str:
    """Return what stood in a cell, as a short text."""
    if isinstance(value, datetime):
        value = f"{value:%d/%m/%Y}"
    text = tidy(str(value)) if value is not None else ""
    return text if len(text) <= FOUND_LENGTH else f"{text[: FOUND_LENGTH - 1]}…"


class Reader:
    """Reads one sheet; ``problems`` grows as it goes, ``failed`` holds the cells not understood.

    ``strict``: nobody can confirm a doubt, so that each is an error.
    """

    def __init__(self, sheet: Sheet, *, strict: bool = False) -> None:
        self.sheet = sheet
        self.problems: list[Problem] = []
        self.failed: set[At] = set()
        self._strict = strict

    def error(self, rule: str, at: At | None, found: object, /, **values: object) -> None:
        """Note an error at a cell (None: the sheet as a whole); ``values`` fill its sentence."""
        self.note(rule, at, found, _(SENTENCES[rule]).format(**values))

    def note(self, rule: str, at: At | None, found: object, message: str) -> None:
        """Note an error that has its sentence already."""
        cell = coordinate(at) if at else None
        said = None if found is None else shown(found)
        self.problems.append(Problem(Severity.ERROR, rule, message, self.sheet.name, cell, said))
        if at:
            self.failed.add(at)

    def doubt(
        self, rule: str, at: At | None, found: object, *, variant: str = "", **parameters: object
    ) -> None:
        """Note a warning at a cell (None: the sheet as a whole); ``parameters`` fill its sentence,
        of ``variant``.
        """
        self.problems.append(
            Problem(
                Severity.ERROR if self._strict else RULES[rule],
                rule,
                sheet=self.sheet.name,
                cell=coordinate(at) if at else None,
                found=None if found is None else shown(found),
                variant=variant,
                parameters=parameters,
            )
        )

    def value(
        self,
        at: At,
        label: str,
        is_plain: Callable[[object], bool] = lambda _value: True,
        *,
        kept: bool = False,
    ) -> object:
        """Return a cell's value, a formula's as it was last computed; None where it is empty.

        Parts that are raised, lowered or struck out are left out where the rest ``is_plain``;
        ``kept``: it may be kept as a text where it is nothing else.
        """
        cell = self._cell(at, label)
        if cell is None or (cell.look is None and not isinstance(cell.value, str)):
            return cell.value if cell else None
        content = content_of(cell)
        if content.old_font and kept:
            self.error("old-font", at, content.value, label=label)
        elif content.format is not None:
            self._shown_otherwise(at, label, content)
        elif content.is_gone:
            gone = shown(content.left_out or content.value)
            self.error("struck-out", at, gone, label=label, found=gone)
        elif content.left_out and (content.parted or not is_plain(content.value)):
            self._marked(at, label, content)
        else:
            self._left_out(at, label, content)
            return content.value
        return None

    def _shown_otherwise(self, at: At, label: str, content: Content) -> None:
        value = format_exact(Decimal(str(content.value)))
        self.error(
            "shown-otherwise", at, content.format, label=label, value=value, shown=content.format
        )

    def _marked(self, at: At, label: str, content: Content) -> None:
        part, rest = shown(content.left_out), shown(content.value)
        self.error("part-marked", at, f"{part} | {rest}", label=label, part=part, rest=rest)

    def _left_out(self, at: At, label: str, content: Content) -> None:
        if not content.left_out:
            return
        part, rest = shown(content.left_out), shown(content.value)
        if rest:
            self.doubt("part-left-out", at, part, label=label, part=part, rest=rest)
        else:
            self.doubt("part-left-out", at, part, variant="whole", label=label, part=part)

    def _cell(self, at: At, label: str) -> Cell | None:
        """Return what a cell shows; None where it is empty or not understood."""
        cell = self.sheet.get(at)
        if cell is None:
            self._under_a_merge(at, label)
            return None
        if cell.kind == "f":
            cell = self._computed(at, label)
        if cell is None:
            return None
        if cell.kind == "e":
            self.error("error-value", at, cell.value, label=label, found=shown(cell.value))
            return None
        return cell

    def _computed(self, at: At, label: str) -> Cell | None:
        cached = self.sheet.cached.get(at)
        if cached is not None:
            return cached
        self.error("formula-without-value", at, _formula_text(self.sheet.get(at)), label=label)
        return None

    def _under_a_merge(self, at: At, label: str) -> None:
        merged = self.sheet.covered.get(at)
        if merged is None:
            return
        self.error("merged-cells", at, merged, label=label, cells=merged)

    def count(self, at: At, label: str) -> int | None:
        """Return a count, or None where it is blank or not understood (then in ``failed``)."""
        value = self.value(at, label, lambda rest: parse_count(rest).value is not None)
        read = parse_count(value)
        if read.reading in (Reading.WHOLE, Reading.BLANK):
            return read.value
        if read.reading is Reading.BROKEN:
            value = _with_breaks(str(value))
        self.note(NO_RULE[read.reading], at, value, f"“{label}”: {why_refused(read)}")
        return None

    def day(self, at: At, label: str) -> date | None:
        if self._is_computed_zero(at):
            return None
        value = self.value(at, label, lambda rest: parse_day(rest).value is not None)
        read = parse_day(value)
        if read.reason:
            self.note("not-a-date", at, value, f"“{label}”: {read.reason}")
        return read.value

    def text(
        self, at: At, label: str, longest: int, *, prose: bool = False, needed: bool = False
    ) -> str | None:
        """Return tidied text of at most ``longest`` characters; a dash alone means none.

        ``prose``: raised and lowered signs belong to it ("m²"); ``needed``: it may not be all
        struck out.
        """
        text = "" if self._is_computed_zero(at) else self._words(at, label, prose, needed)
        if not text.strip(_DASHES):
            return None
        if len(text) <= longest:
            return text
        self.error("too-long", at, text, label=label, length=len(text), longest=longest)
        return None

    def _words(self, at: At, label: str, prose: bool, needed: bool) -> str:
        cell = self._cell(at, label)
        if cell is None:
            return ""
        content = content_of(cell, words=True, prose=prose)
        if content.old_font:
            self.error("old-font", at, content.value, label=label)
            return ""
        if content.is_gone and needed:
            gone = shown(content.left_out or content.value)
            self.error("struck-out", at, gone, label=label, found=gone)
            return ""
        if isinstance(content.value, datetime | date | time | timedelta) and not content.is_gone:
            day = _as_text(content.value)
            self.doubt("date-in-text", at, day, label=label, day=day)
        self._left_out(at, label, content)
        return "" if content.is_gone else _as_text(content.format or content.value)

    def tax_code(self, at: At, label: str) -> str | None:
        if self._is_computed_zero(at):
            return None
        value = self.value(at, label, lambda rest: tidy_tax_code(rest).valid, kept=True)
        read = tidy_tax_code(value if isinstance(value, int | float) else _as_text(value))
        if read.code is None or read.personal or len(read.code) <= layout.LENGTHS["tax_code"]:
            return read.code
        self.error("tax-code-too-long", at, value, label=label)
        return None

    def yes_no(self, at: At, label: str) -> bool | None:
        """Return whether the cell says yes; None where it says nothing."""
        value = self.value(at, label, _is_yes_or_no)
        if isinstance(value, bool):
            return value
        said = fold(_as_text(value))
        if not said.strip(_DASHES):
            return None
        if _is_yes_or_no(said):
            return said in layout.YES_WORDS
        self.error("yes-or-no", at, value, label=label)
        return None

    def displayed(self, at: At) -> object:
        """Return what a cell shows, whatever it is; None where that is nothing."""
        cell = self.sheet.get(at)
        if cell is not None and cell.kind == "f":
            cell = self.sheet.cached.get(at)
        return cell.value if cell else None

    def is_blank(self, at: At) -> bool:
        """Whether a cell says nothing: empty, a dash, a box not ticked, a formula that computed
        no text or the zero that a link to an empty cell shows.
        """
        cell = self.sheet.get(at)
        if cell is None:
            return True
        if cell.kind != "f":
            return _says_nothing(cell.value)
        computed = self.sheet.cached.get(at)
        return computed is not None and (_is_zero(computed.value) or _says_nothing(computed.value))

    def _is_computed_zero(self, at: At) -> bool:
        """Whether a formula shows zero, as one that links to an empty cell does."""
        cell, computed = self.sheet.get(at), self.sheet.cached.get(at)
        formula = cell is not None and cell.kind == "f"
        return formula and computed is not None and _is_zero(computed.value)


def _says_nothing(value: object) -> bool:
    return value is False or (isinstance(value, str) and not tidy(value).strip(_DASHES))


def _is_zero(value: object) -> bool:
    return value == 0 if isinstance(value, int | float) else value in (time(), timedelta())


def _is_yes_or_no(value: object) -> bool:
    said = fold(_as_text(value))
    return said in layout.YES_WORDS or said in layout.NO_WORDS


def _with_breaks(text: str) -> str:
    """Return the text with its line breaks and tabs to be seen."""
    return re.sub(r"\s+", _seen_break, text.strip())


def _seen_break(found: re.Match[str]) -> str:
    if len(found[0].splitlines()) > 1 or found[0].splitlines()[0] != found[0]:
        return "⏎"
    return "⇥" if "\t" in found[0] else " "


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return "" if value is None else tidy(str(value))


def _formula_text(cell: Cell | None) -> str:
    written = cell.value if cell else ""
    return str(getattr(written, "text", None) or written)


def table(reader: Reader, columns: tuple[Column, ...]) -> Table | None:
    """Return the sheet's table, or None with problems where headings are missing or doubled."""
    found = table_as_far_as_known(reader, columns)
    return None if found is None or found.missing or found.twice else found


def table_as_far_as_known(reader: Reader, columns: tuple[Column, ...]) -> Table | None:
    """Return the sheet's table, or None with a problem where it has no row of headings.

    A heading that is missing or doubled is a problem; its column is none of the table's.
    """
    written = texts(reader.sheet)
    found = located(written, columns)
    if found is None:
        titles = ", ".join(f"“{column.title}”" for column in columns if column.required)
        reader.error("headings-missing", None, None, columns=titles)
        return None
    for rule, places in (("column-missing", found.missing), ("column-twice", found.twice)):
        for column, at in places:
            reader.error(rule, at, written.get(at, ""), column=column.title)
    doubtful = {column.field for column, _at in found.twice}
    known = {field: at for field, at in found.columns.items() if field not in doubtful}
    return replace(found, columns=known)


def rows(
    reader: Reader, found: Table, ignored: Callable[[int], bool], most: int = MOST_ROWS
) -> Iterator[int]:
    """Yield the rows of a list that say something; blank ones and the running number do not."""
    used = {column for field, column in found.columns.items() if field != "number"}
    last = max((at[0] for at in reader.sheet.cells if at[1] in used), default=0)
    if max(last, reader.sheet.last_row) > found.head + most:
        reader.error("too-many-rows", (found.head + most + 1, 1), None, most=format_count(most))
        return
    for row in range(found.head + 1, last + 1):
        if all(reader.is_blank((row, column)) for column in used) or ignored(row):
            continue
        cells = [cell for column in sorted(used) if (cell := reader.sheet.get((row, column)))]
        if all(map(is_struck_out, cells)):
            reader.doubt("row-struck-out", (row, min(used)), cells[0].value, row=row)
            continue
        yield row
