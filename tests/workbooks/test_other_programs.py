"""A filled template saved again by another spreadsheet program still reads."""

import shutil
import subprocess
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dashboard.workbooks import history_sheet, intake, targets_sheet
from dashboard.workbooks.fill import fill_any
from tests.workbooks.forms import FORM, edited, filled, indicators

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
UNITS = (("MH", "Tỉnh Minh Họa"), ("H01", "Huyện Minh Sơn"))


def resaved(data, folder):
    """The workbook as LibreOffice saves it."""
    source, saved = folder / "in.xlsx", folder / "saved"
    source.write_bytes(data)
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", saved, source],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (saved / "in.xlsx").read_bytes()


@needs_libreoffice
def test_a_return_saved_by_libreoffice_says_the_same(tmp_path):
    before = intake.content(intake.opened(filled()), FORM)
    book = intake.opened(resaved(filled(), tmp_path))
    assert intake.expected(intake.stamp(book), "H01", FORM.period) == ()
    assert intake.content(book, FORM) == before


@needs_libreoffice
def test_a_formula_computed_by_libreoffice_is_taken(tmp_path):
    def calculated(book):
        book.worksheets[0]["G13"] = "=6+6"

    book = intake.opened(resaved(edited(filled(), calculated), tmp_path))
    content, problems = intake.content(book, FORM)
    assert problems == ()
    assert content.figures["PARTY_MEMBER_ADMITTED"] == 12


@needs_libreoffice
def test_targets_and_history_saved_by_libreoffice_say_the_same(tmp_path):
    template = targets_sheet.build(2026, "Tỉnh", UNITS, indicators(), {}, {}, False)
    entries = {"assigned": {"H01": {"UNION_FOUNDED": 15, "PARTY_ORG_FOUNDED": None}}}
    data = fill_any(template, entries)
    (tmp_path / "targets").mkdir()
    again = resaved(data, tmp_path / "targets")
    assert targets_sheet.read(again, UNITS, indicators()) == targets_sheet.read(
        data, UNITS, indicators()
    )
    template = history_sheet.build("Tỉnh", UNITS, indicators(), False)
    row = {"unit": "H01", "year": 2012, "indicator": "UNION_FOUNDED", "actual": 12, "target": 9}
    data = fill_any(template, {"rows": [row]})
    (tmp_path / "history").mkdir()
    again = resaved(data, tmp_path / "history")
    assert history_sheet.read(again, UNITS, indicators()) == history_sheet.read(
        data, UNITS, indicators()
    )


def test_a_workbook_without_anything_that_programs_drop_says_the_same():
    """As Google Sheets and WPS may save it: no validation, names, protection or styles."""
    source = load_workbook(BytesIO(filled()))

    def stripped(book):
        for sheet in book.worksheets:
            original = source[sheet.title]
            sheet.data_validations.dataValidation = []
            sheet.protection.sheet = False
            for ref in [str(each) for each in original.merged_cells.ranges]:
                sheet.unmerge_cells(ref)
            for row in sheet.iter_rows():
                for cell in row:
                    cell.style = "Normal"
        book.defined_names.clear()

    before = intake.content(intake.opened(filled()), FORM)
    assert intake.content(intake.opened(edited(filled(), stripped)), FORM) == before
