"""What a workbook is refused for: one sentence for each rule, what is wrong and how to mend it.

The rules of numbers and dates are in ``domain.numbers``, those of content in ``domain.checks``.
"""

from dashboard.i18n import N_

SENTENCES = {
    "empty-file": N_("The file is empty. Choose the workbook again and upload it once more."),
    "file-too-large": N_(
        "The file is larger than 5 MB. Take pictures and foreign sheets out of it, delete the empty"
        " rows below the template's own, or fill in the template anew."
    ),
    "not-a-workbook": N_(
        "This file is not an Excel workbook (.xlsx). Fill in the template and upload that file."
    ),
    "other-spreadsheet": N_(
        "This spreadsheet is in another format. Open it, choose “Save as” and the type “Excel"
        " Workbook (.xlsx)”, and upload that file."
    ),
    "old-format": N_(
        "This is a workbook of the old Excel format (.xls). Open it, choose “Save as” and the"
        " type “Excel Workbook (.xlsx)”, and upload that file."
    ),
    "password-protected": N_(
        "The workbook is protected by a password and cannot be opened. Take the password off "
        "(File › Info › Protect Workbook), save it and upload it again."
    ),
    "rights-managed": N_(
        "The workbook is protected by rights management (a sensitivity label, IRM) and can be "
        "opened only by those it names; it has no password. Set the label to one without "
        "encryption, or File › Info › Protect Workbook › Restrict Access › Unrestricted Access, "
        "save it and upload it again."
    ),
    "mail-message": N_(
        "This is an e-mail message, not the return itself. Open the message, save the attached "
        "workbook (.xlsx) on your machine, and upload that file."
    ),
    "shortcut-file": N_(
        "This is a shortcut, which only says where the file lies, and holds no figures. Open the "
        "file itself, save it as “Excel Workbook (.xlsx)”, and upload that file."
    ),
    "archive-file": N_(
        "This is an archive of files. Unpack it on your machine and upload the workbook (.xlsx) "
        "that is in it."
    ),
    "truncated": N_(
        "The file is damaged or was not transferred whole. Open it in Excel, save it anew and"
        " upload it again."
    ),
    "macros": N_(
        "The workbook contains macros, which are not accepted. Save it as “Excel Workbook "
        "(.xlsx)” and upload that file."
    ),
    "unsafe-xml": N_(
        "The file contains declarations that no spreadsheet program writes, and is not "
        "opened. Copy the figures into a new template."
    ),
    "unpacks-too-large": N_(
        "The file unpacks to far more than a return can hold, and is not opened. Copy the "
        "figures into a new template."
    ),
    "sheet-too-large": N_(
        "This sheet has far more rows or cells than a return can have. Delete the empty rows below "
        "the template's own (select them down to the last one, right-click, Delete) and the empty "
        "columns beside it, save the workbook and upload it again."
    ),
    "too-many-parts": N_(
        "The workbook has too many sheets or parts. Keep only the template's own sheets, or "
        "copy the figures into a new template."
    ),
    "damaged-content": N_(
        "The workbook's content cannot be read. Open it in Excel, save it anew and upload it "
        "again, or copy the figures into a new template."
    ),
    "combining-marks": N_(
        "This text has more than 30 accents one upon another after a letter, which no language "
        "writes. Clear it and type it again."
    ),
    "file-name-unreadable": N_(
        "The name of this file has more than 30 accents one upon another after a letter. Rename "
        "the file, for instance to BC_D01_2026Q3.xlsx, and hand it in again."
    ),
    "reading-stopped": N_(
        "Reading this file took far more time or memory than a return needs, and was stopped. "
        "Copy the figures into a new template and hand that in."
    ),
    "text-too-long": N_(
        "This text is longer than 100,000 characters, which no cell of Excel holds. Clear it, or "
        "copy the figures into a new template."
    ),
    "archive-damaged": N_(
        "This archive, or this file in it, is damaged and cannot be unpacked. Unpack it on your "
        "machine, or ask for the file to be sent again."
    ),
    "archive-encrypted": N_(
        "This file is packed with a password and cannot be taken out. Unpack the archive on your "
        "machine and hand in the files themselves."
    ),
    "archive-in-archive": N_(
        "This is an archive within an archive, which is not unpacked. Unpack it on your machine "
        "and hand in the files that are in it."
    ),
    "archive-other": N_(
        "Archives of this kind are not unpacked, only .zip is. Unpack it on your machine and hand "
        "in the files that are in it."
    ),
    "headings-missing": N_(
        "The row of headings is missing from this sheet. Expected: {columns}. Copy the "
        "figures into a new template."
    ),
    "column-missing": N_(
        "The column “{column}” is missing: its heading was expected in this cell. Restore the"
        " heading, or copy the figures into a new template."
    ),
    "column-twice": N_(
        "The heading “{column}” stands twice. Take out the column that does not belong to the"
        " template."
    ),
    "code-missing": N_(
        "The row of “{indicator}” (code {code}) is missing from this sheet. Restore it from "
        "the template."
    ),
    "code-deleted": N_(
        "The code of “{indicator}” has been deleted. Type {code} into this cell again."
    ),
    "code-unknown": N_(
        "{code} is not an indicator code of this return. Restore the code from the template, "
        "or take the row out."
    ),
    "not-asked": N_(
        "“{indicator}” is not asked for in {period}. Clear this cell, or copy the figures into a "
        "new template."
    ),
    "code-twice": N_(
        "The indicator code {code} stands twice; the first time in cell {cell}. Keep one row "
        "for each indicator."
    ),
    "too-many-rows": N_("The list has more than {most} rows. Take out what does not belong to it."),
    "merged-cells": N_(
        "“{label}”: the cell is merged with others ({cells}). Unmerge them and fill in each "
        "row on its own."
    ),
    "error-value": N_("“{label}”: the cell shows the error {found}. Type the value itself."),
    "formula-without-value": N_(
        "“{label}”: the cell holds a formula without a computed value. Copy the cell and "
        "paste it as a value (Paste Special › Values), or type the value."
    ),
    "shown-otherwise": N_(
        "“{label}”: the cell holds {value}, but its format shows {shown}. Choose the format "
        "“General” and type the count again."
    ),
    "part-marked": N_(
        "“{label}”: “{part}” is raised, lowered or struck out, what is left is “{rest}”, and "
        "which of them counts is not certain. Type what is to count, and nothing else."
    ),
    "struck-out": N_(
        "“{label}”: all of “{found}” is raised, lowered or struck out. If it is to count, type it "
        "plainly; if not, clear the cell."
    ),
    "old-font": N_(
        "“{label}”: the text is typed for an old font (TCVN3, VNI…) and cannot be read with "
        "certainty. Type it again in Unicode, in a font such as Times New Roman."
    ),
    "kind-missing": N_("The kind of organisation is missing. Choose one of {choices}."),
    "kind-unknown": N_(
        "“{found}” is not a kind of organisation in this list. Choose one of {choices}."
    ),
    "enterprise-missing": N_(
        "The name of the enterprise is missing. Type it, or clear the whole row if it is not "
        "to count."
    ),
    "date-missing": N_(
        "The founding date is missing. Type day/month/year, for instance 05/09/2026."
    ),
    "yes-or-no": N_(
        "“{label}”: neither yes nor no. Type “Có” or “Không”, or leave the cell empty."
    ),
    "too-long": N_(
        "“{label}”: the text has {length} characters, at most {longest} fit. Shorten it."
    ),
    "tax-code-too-long": N_(
        "“{label}”: this is too long for a tax code. It has 10 digits, or 10 digits and 3 more "
        "for a dependent unit (0101234565-001)."
    ),
    "stamp-year": N_(
        "“{found}” is no year. Copy the figures into a new template; its stamp must stay as it is."
    ),
    "unit-unknown": N_(
        "“{unit}” is not a unit of this sheet. Restore the unit's code, or take the row out."
    ),
    "unit-twice": N_(
        "Unit {unit} stands twice; the first time in cell {cell}. Keep one row for each unit."
    ),
    "year-unclear": N_("“{found}” is no year. Type four digits, for instance 2023."),
    "year-not-past": N_(
        "{year} is not a year before {first}. Only earlier years come in as history; later ones "
        "come in as returns."
    ),
    "quarter-unclear": N_(
        "“{found}” is no quarter. Type 1, 2, 3 or 4, or leave the cell empty for the whole year."
    ),
    "history-twice": N_(
        "This figure stands twice; the first time in cell {cell}. Keep one of the two."
    ),
    "quarters-and-year": N_(
        "Quarters and the whole year are both given for {unit}, {indicator}, {year} (see cell "
        "{cell}). Keep the quarters, or the whole year."
    ),
    "target-contradicts": N_(
        "The target of {unit} for {indicator} in {year} is {found} here and {expected} in cell "
        "{cell}. Keep one of the two."
    ),
    "takes-no-target": N_("No target is given for “{indicator}”. Clear this cell."),
    "history-child-above-parent": N_(
        "“{child}” is {part}, more than the {whole} of “{parent}” that it is a part of ({unit}, "
        "{year}). Correct one of the two figures."
    ),
    "row-says-nothing": N_(
        "The row has neither a figure nor a target. Type one, or clear the whole row."
    ),
}
