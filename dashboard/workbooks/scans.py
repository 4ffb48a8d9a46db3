"""What is taken down while a part is parsed: a sheet's cells, the strings, the styles."""

import re

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import column_index_from_string

from dashboard.workbooks.cells import At, Look, Written, coordinate
from dashboard.workbooks.markup import Attributes, Watch
from dashboard.workbooks.number_formats import scales
from dashboard.workbooks.refusals import refused
from dashboard.workbooks.rich_text import Font, FontScan, Run, TextScan

MOST_COLUMNS = 60
MOST_MERGES = 2_000
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "

_PLACE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile(r"[1-9][0-9]{0,6}")
_COUNTED_COLUMNS = 26


class SheetScan:
    """The cells with content within bounds, the merged ranges ("A1:C3"), the last row, and which
    rows and columns are hidden, by hand or by a filter.

    ``last_row`` is the last one with content in columns A to Z, however far down. A cell that is
    written twice, or not in its own row, refuses the workbook: nobody could say what it holds.
    """

    def __init__(self, name: str, furthest: int) -> None:
        self.name = name
        self.written: dict[At, Written] = {}
        self.merges: list[str] = []
        self.last_row = 0
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._furthest = furthest
        self._row = 0
        self._ref, self._step = "", 0
        self._cell: Attributes = {}
        self._shared: dict[str, str] = {}
        self._formula_of: Attributes = {}
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._inline = False
        self._text = TextScan()
        self._gathered: list[str] | None = None

    @property
    def watch(self) -> Watch:
        begins = {
            "col": self._columns,
            "row": self._row_begins,
            "c": self._cell_begins,
            "v": self._value_begins,
            "f": self._formula_begins,
            "is": self._inline_begins,
            "mergeCell": self._merge,
            **self._text.begins(),
        }
        ends = {
            "c": self._cell_ends,
            "v": self._value_ends,
            "f": self._value_ends,
            **self._text.ends(),
        }
        return Watch(
            {MAIN + name: watcher for name, watcher in begins.items()},
            {MAIN + name: watcher for name, watcher in ends.items()},
            self._more,
        )

    def _row_begins(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        if number is None:
            self._row += 1
        elif _ROW.fullmatch(number):
            self._row = int(number)
        else:
            raise refused("damaged-content", number, sheet=self.name)
        self._ref, self._step = "", 0
        if _is_hidden(attributes, "ht") and self._row <= self._furthest:
            self.hidden_rows.add(self._row)

    def _columns(self, attributes: Attributes) -> None:
        if _is_hidden(attributes, "width"):
            first, last = int(attributes.get("min", "")), int(attributes.get("max", ""))
            self.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))

    def _cell_begins(self, attributes: Attributes) -> None:
        ref = attributes.get("r")
        if ref:
            self._ref, self._step = ref, 0
        else:
            self._step += 1
        self._cell = attributes

    def _value_begins(self, _attributes: Attributes) -> None:
        self._gathered = self._value = []

    def _formula_begins(self, attributes: Attributes) -> None:
        self._gathered = self._formula = []
        self._formula_of = attributes

    def _inline_begins(self, _attributes: Attributes) -> None:
        self._inline = True

    def _more(self, characters: str) -> None:
        if self._gathered is not None:
            self._gathered.append(characters)
        elif self._inline:
            self._text.more(characters)

    def _value_ends(self) -> None:
        self._gathered = None

    def _merge(self, attributes: Attributes) -> None:
        self.merges.append(attributes.get("ref", ""))
        if len(self.merges) > MOST_MERGES:
            raise refused("unpacks-too-large")

    def _cell_ends(self) -> None:
        if self._value is None and self._formula is None and not self._inline:
            return
        at = row, column = self._place()
        if column <= _COUNTED_COLUMNS:
            self.last_row = max(self.last_row, row)
        written = self._taken()
        if row > self._furthest or column > MOST_COLUMNS:
            return
        if at in self.written:
            raise refused("damaged-content", sheet=self.name, cell=coordinate(at))
        if written.text is not None or written.formula is not None:
            self.written[at] = written

    def _place(self) -> At:
        if not self._ref:
            return self._row, self._step
        found = _PLACE.fullmatch(self._ref)
        if found is None or int(found[2]) != self._row:
            raise refused("damaged-content", self._ref, sheet=self.name)
        return self._row, column_index_from_string(found[1]) + self._step

    def _taken(self) -> Written:
        kind = self._cell.get("t", "n")
        inline, runs = self._text.finished() if self._inline else (None, ())
        text = inline if kind == "inlineStr" else "".join(self._value or ()) or None
        written = Written(kind, self._cell.get("s", "0"), text, self._formula_text(), runs)
        self._value = self._formula = None
        self._inline = False
        return written

    def _formula_text(self) -> str | None:
        """Return the formula; one shared among cells as it stands in the first of them."""
        if self._formula is None:
            return None
        formula = "=" + "".join(self._formula)
        if self._formula_of.get("t") != "shared":
            return formula
        index = self._formula_of.get("si", "")
        if formula != "=":
            self._shared[index] = formula
        return self._shared.get(index, formula)


def _is_hidden(attributes: Attributes, size: str) -> bool:
    return attributes.get("hidden") in ("1", "true") or attributes.get(size) == "0"


class StringScan:
    """The strings that the sheets' cells share; ``rich`` are the runs of those that have fonts of
    their own, by the strings' numbers.
    """

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.rich: dict[int, tuple[Run, ...]] = {}
        self._text = TextScan()

    @property
    def watch(self) -> Watch:
        ends = {**self._text.ends(), "si": self._string_ends}
        return Watch(
            {MAIN + name: watcher for name, watcher in self._text.begins().items()},
            {MAIN + name: watcher for name, watcher in ends.items()},
            self._text.more,
        )

    def _string_ends(self) -> None:
        text, runs = self._text.finished()
        if runs:
            self.rich[len(self.strings)] = runs
        self.strings.append(text)


class StyleScan:
    """Which styles of cells show a number as a date, and which of those as a length of time; and
    which bear on what is meant in another way.
    """

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._used: list[int] = []
        self._fonts: list[Font] = []
        self._fonts_used: list[str] = []
        self._font = FontScan()
        self._in_formats = self._in_styles = self._in_fonts = False

    @property
    def watch(self) -> Watch:
        return Watch(
            {
                MAIN + "numFmts": self._formats_begin,
                MAIN + "numFmt": self._format,
                MAIN + "cellXfs": self._styles_begin,
                MAIN + "xf": self._style,
                MAIN + "fonts": self._fonts_begin,
                MAIN + "font": self._font.begin,
                MAIN + "name": self._font.name,
                MAIN + "strike": self._font.strike,
                MAIN + "vertAlign": self._font.position,
            },
            {
                MAIN + "numFmts": self._formats_end,
                MAIN + "cellXfs": self._styles_end,
                MAIN + "fonts": self._fonts_end,
                MAIN + "font": self._font_ends,
            },
        )

    def dates(self) -> frozenset[int]:
        return frozenset(n for n, code in enumerate(self._shown()) if is_date_format(code))

    def durations(self) -> frozenset[int]:
        return frozenset(n for n, code in enumerate(self._shown()) if is_timedelta_format(code))

    def looks(self) -> dict[int, Look]:
        """Return those of the styles whose font or format says more than the value does."""
        plain = Font()
        fonts = {str(n): font for n, font in enumerate(self._fonts) if not font.is_plain}
        looks = (
            Look(fonts.get(font, plain), code if code is not None and scales(code) else "")
            for font, code in zip(self._fonts_used, self._shown(), strict=True)
        )
        return {n: look for n, look in enumerate(looks) if look != Look()}

    def _shown(self) -> list[str | None]:
        return [self._codes.get(each, BUILTIN_FORMATS.get(each)) for each in self._used]

    def _formats_begin(self, _attributes: Attributes) -> None:
        self._in_formats = True

    def _formats_end(self) -> None:
        self._in_formats = False

    def _styles_begin(self, _attributes: Attributes) -> None:
        self._in_styles = True

    def _styles_end(self) -> None:
        self._in_styles = False

    def _fonts_begin(self, _attributes: Attributes) -> None:
        self._in_fonts = True

    def _fonts_end(self) -> None:
        self._in_fonts = False

    def _font_ends(self) -> None:
        if self._in_fonts:
            self._fonts.append(self._font.font)

    def _format(self, attributes: Attributes) -> None:
        if self._in_formats:
            self._codes[int(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")

    def _style(self, attributes: Attributes) -> None:
        if self._in_styles:
            self._used.append(int(attributes.get("numFmtId", "0")))
            self._fonts_used.append(attributes.get("fontId", "0"))
