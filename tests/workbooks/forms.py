"""Forms to build workbooks from, and ways to spoil a filled one."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

from openpyxl import Workbook, load_workbook
from stdnum.vn import mst

from dashboard.domain.returns import IndicatorView, ReturnContent, ReturnForm
from dashboard.errors import Problem
from dashboard.workbooks import intake, layout, return_template
from dashboard.workbooks.fill import fill
from data_access.vocabulary import Measure, Organisation, Period

reference = importlib.import_module("data_access.migrations.versions.0003_reference")
returns_life = importlib.import_module("data_access.migrations.versions.0004_returns_life")


@cache
def indicators() -> tuple[IndicatorView, ...]:
    """The indicators every province starts from, those that move a stock included."""
    stems = {f"{stem}_FOUNDED": f"{stem}_TOTAL" for stem, *_rest in returns_life.LEAVING}
    made = [
        replace(each, moves=stems.get(each.code), moves_by=1 if each.code in stems else None)
        for each in _first_indicators()
    ]
    flows = [each for each in made if each.measure is Measure.FLOW]
    stocks = [each for each in made if each.measure is Measure.STOCK]
    ordered = [*flows, *_leaving(len(made)), *stocks]
    return tuple(replace(each, display_order=n) for n, each in enumerate(ordered, start=1))


def _leaving(after: int) -> list[IndicatorView]:
    """What takes from the stocks: organisations dissolved, merged or moved away."""
    return [
        IndicatorView(
            id=after + 2 * at + place + 1,
            code=f"{stem}_{way}",
            name=f"{name} {words}",
            name_en=f"{english} {words_en}",
            short_name=f"{short} {word}",
            short_name_en=f"{short_en} {word_en}",
            organisation=Organisation(organisation),
            measure=Measure.FLOW,
            counted_in=returns_life.ORGANISATIONS[0],
            counted_in_en=returns_life.ORGANISATIONS[1],
            takes_target=False,
            main=False,
            listed=False,
            parent=None,
            display_order=0,
            moves=f"{stem}_TOTAL",
            moves_by=-1,
        )
        for at, (stem, organisation, name, english, short, short_en) in enumerate(
            returns_life.LEAVING
        )
        for place, (way, words, words_en, word, word_en) in enumerate(returns_life.WAYS)
    ]


def _first_indicators() -> list[IndicatorView]:
    made = []
    for order, row in enumerate(reference.INDICATORS, start=1):
        code, name, english, short, short_en, measure, count, flags = row
        stem = code.split("_")[0]
        marks, _, parent = flags.partition("<")
        counted_in = reference.ORGANISATIONS if count == "o" else reference.MEMBERS[stem]
        made.append(
            IndicatorView(
                id=order,
                code=code,
                name=name,
                name_en=english,
                short_name=short,
                short_name_en=short_en,
                organisation=Organisation(reference.ORGANISATION_OF.get(stem, stem.lower())),
                measure=Measure(measure),
                counted_in=counted_in[0],
                counted_in_en=counted_in[1],
                takes_target="t" in marks,
                main="m" in marks,
                listed="l" in marks,
                parent=parent or None,
                display_order=order,
            )
        )
    return made


FORM = ReturnForm(
    unit="H01",
    unit_name="Huyện Minh Sơn",
    province_name="Tỉnh Minh Họa",
    period=Period(2026, 3),
    due_on=date(2026, 9, 25),
    today=date(2026, 9, 20),
    indicators=indicators(),
    targets={"PARTY_ORG_FOUNDED": 8, "PARTY_MEMBER_ADMITTED": 80, "UNION_FOUNDED": 15},
    year_to_date={"PARTY_ORG_FOUNDED": 4, "PARTY_MEMBER_ADMITTED": 45, "UNION_FOUNDED": 9},
    last_quarter={"PARTY_ORG_TOTAL": 63, "PARTY_MEMBER_TOTAL": 1549, "UNION_MEMBER_TOTAL": 35139},
)

FIGURES = {
    "PARTY_ORG_FOUNDED": 1,
    "PARTY_MEMBER_ADMITTED": 12,
    "PARTY_OWNER_ADMITTED": 2,
    "UNION_FOUNDED": 1,
    "UNION_MEMBER_ADMITTED": 1608,
    "YOUTH_ORG_FOUNDED": 0,
    "YOUTH_MEMBER_ADMITTED": 0,
    "PARTY_ORG_TOTAL": 64,
    "PARTY_MEMBER_TOTAL": 1561,
}
FOUNDINGS = (
    {
        "organisation": "party",
        "name": "Chi bộ Công ty TNHH Đông Á",
        "enterprise": "Công ty TNHH Đông Á",
        "tax_code": "0123456787",
        "enterprise_type": "Công ty TNHH",
        "founded_on": "2026-08-05",
        "decision_number": "05-QĐ/HU",
        "members": 3,
    },
    {
        "organisation": "union",
        "name": "Công đoàn cơ sở Công ty CP Dệt lưới Minh Sơn",
        "enterprise": "Công ty CP Dệt lưới Minh Sơn",
        "tax_code": "0123456787-001",
        "enterprise_type": "Công ty cổ phần",
        "founded_on": "15/07/2026",
        "decision_number": "12/QĐ-LĐLĐ",
        "members": 240,
    },
)
REVIEWS = (
    {
        "enterprise": "Công ty CP Dệt lưới Minh Sơn",
        "tax_code": "0123456787-001",
        "enterprise_type": "Công ty cổ phần",
        "workers": 260,
        "party_members": 4,
        "has_party": False,
        "has_union": True,
        "has_youth": None,
    },
)
DIFFICULTIES = (
    {"difficulty": "Doanh nghiệp nhỏ, công nhân biến động", "proposal": "Hỗ trợ kinh phí"},
    "Chủ doanh nghiệp chưa quan tâm",
)
ENTRIES: Mapping[str, object] = {
    "figures": FIGURES,
    "foundings": FOUNDINGS,
    "reviews": REVIEWS,
    "difficulties": DIFFICULTIES,
}


@cache
def template() -> bytes:
    return return_template.build(FORM)


@cache
def filled() -> bytes:
    return fill(template(), ENTRIES)


def read(data: bytes, form: ReturnForm = FORM) -> tuple[ReturnContent | None, tuple[Problem, ...]]:
    """The content of the form's own workbook, and every problem of it."""
    book = intake.opened(data)
    assert intake.expected(intake.stamp(book), form.unit, form.period) == ()
    return intake.content(book, form)


def with_figures(**figures: object) -> bytes:
    """The filled return with some figures typed otherwise."""
    return fill(template(), {**ENTRIES, "figures": {**FIGURES, **figures}})


def with_foundings(*rows: Mapping[str, object], **figures: object) -> bytes:
    """A return with these foundings only, the numbers as given."""
    founded = {"PARTY_ORG_FOUNDED": 0, "UNION_FOUNDED": 0, **figures}
    founded.setdefault("PARTY_ORG_TOTAL", 63 + int(founded["PARTY_ORG_FOUNDED"]))
    return fill(template(), {**ENTRIES, "figures": {**FIGURES, **founded}, "foundings": rows})


def tax_codes(count: int) -> list[str]:
    """Tax codes whose check digit is right, of a province code that none has."""
    bodies = (f"98{n:07d}" for n in range(1, 2 * count + 9))
    digits = ((body, mst.calc_check_digit(body)) for body in bodies)
    return [body + digit for body, digit in digits if len(digit) == 1][:count]


def founding(**changes: object) -> dict[str, object]:
    return {**FOUNDINGS[0], **changes}


def edited(data: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The workbook after ``change`` was made by hand."""
    book = load_workbook(BytesIO(data))
    change(book)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def noted(data: bytes, notes: Mapping[str, object]) -> bytes:
    """The workbook with these words in the column for notes, by the indicators' codes."""
    column = layout.FIGURES.column

    def write(book: Workbook) -> None:
        sheet = book[layout.FIGURES.tab]
        for row in range(1, sheet.max_row + 1):
            code = sheet.cell(row, column("code")).value
            if code in notes:
                sheet.cell(row, column("note")).value = notes[code]

    return edited(data, write)


def other_form(**changes: object) -> ReturnForm:
    return replace(FORM, **changes)
