"""What a file is that is no .xlsx workbook: named as what it is, by what stands in it."""

import re
from collections.abc import Set as AbstractSet

from dashboard.errors import Problem, WorkbookRefused
from dashboard.i18n import N_, _
from dashboard.workbooks.refusals import refused
from dashboard.workbooks.sentences import SENTENCES
from data_access.vocabulary import Severity

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEEN = 4096  # characters of a text that are looked at

WORD = N_("a Word document")
SLIDES = N_("a presentation")
PDF = N_("a PDF document")
PICTURE = N_("a picture")
WEB_PAGE = N_("a web page")
TEXT = N_("a text file")
TABLE_OF_TEXT = N_("a table as text (CSV)")

# Names of streams in OLE documents, as they are written; the first that is there tells.
_STREAMS = (
    ("DRMEncrypted", "rights-managed"),
    ("\tDRMContent", "rights-managed"),
    ("EncryptedPackage", "password-protected"),
    ("__properties_version1.0", "mail-message"),
    ("__nameid_version1.0", "mail-message"),
    ("WordDocument", WORD),
    ("PowerPoint Document", SLIDES),
)
_BEGINNINGS = (
    (b"%PDF", PDF),
    (b"\x89PNG", PICTURE), (b"\xff\xd8\xff", PICTURE), (b"GIF8", PICTURE),
    (b"II*\0", PICTURE), (b"MM\0*", PICTURE), (b"\xd7\xcd\xc6\x9a", PICTURE),
    (b"{\\rtf", WORD),
    (b"\x09\x00\x04\x00", "old-format"), (b"\x09\x02\x06\x00", "old-format"),
    (b"\x09\x04\x06\x00", "old-format"), (b"\x09\x08", "old-format"),
    (b"\x78\x9f\x3e\x22", "mail-message"), (b"!BDN", "mail-message"),
    (b".pfile", "rights-managed"),
    (b"L\0\0\0\x01\x14\x02\0", "shortcut-file"), (b"[InternetShortcut]", "shortcut-file"),
    (b"Rar!\x1a\x07", "archive-file"), (b"7z\xbc\xaf\x27\x1c", "archive-file"),
    (b"\x1f\x8b", "archive-file"), (b"BZh", "archive-file"), (b"\xfd7zXZ\0", "archive-file"),
    (b"MSCF", "archive-file"),
)  # fmt: skip
_SEALED = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07"  # a message signed or encrypted as a whole
_HEIF = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"})
_HEADER = re.compile(
    r"^(?:received|return-path|delivered-to|from|to|subject|date|mime-version|message-id"
    r"|x-[\w-]+|reply-to|cc|dkim-signature|content-type|thread-topic|importance) ?:",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_HEADER = re.compile(r"\s*(?:[0-9]+\s*\n|>?From [^\n]*\n)?[A-Za-z][\w-]* ?:")
_EXCEL_XML = re.compile(r"office:spreadsheet|office:excel|progid=\"Excel", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKS = ";\t|,"


def other(data: bytes) -> WorkbookRefused:
    """Return the refusal of a file that is no package, by what it is."""
    if data.startswith(OLE):
        names = (kind for name, kind in _STREAMS if name.encode("utf-16-le") in data)
        return _refusal(next(names, "old-format"))
    known = (kind for beginning, kind in _BEGINNINGS if data.startswith(beginning))
    return _refusal(next(known, None) or _by_content(data))


def other_package(names: AbstractSet[str], mimetype: bytes | None) -> WorkbookRefused | None:
    """Return the refusal of a package by the names of its parts, small and with slashes; None where
    it may be a workbook.
    """
    if any(name.endswith("vbaproject.bin") for name in names):
        return refused("macros")
    if mimetype is not None:
        kinds = ((b"opendocument.text", WORD), (b"opendocument.presentation", SLIDES))
        return _refusal(next((kind for said, kind in kinds if said in mimetype), None)
                        or "other-spreadsheet")  # fmt: skip
    if names & {"xl/workbook.bin", "index/document.iwa", "index.zip"}:
        return refused("other-spreadsheet")
    if any(name.startswith("xl/") for name in names):
        return None
    if any(name.startswith("word/") for name in names):
        return _refusal(WORD)
    if any(name.startswith("ppt/") for name in names):
        return _refusal(SLIDES)
    return None if "[content_types].xml" in names else refused("archive-file")


def _refusal(kind: str | None) -> WorkbookRefused:
    """Return the refusal by a rule, or as no workbook but what the words say."""
    if kind is None:
        return refused("not-a-workbook")
    if kind in SENTENCES:
        return refused(kind)
    message = _(
        "This file is {kind}, not an Excel workbook (.xlsx). Fill in the template and upload that "
        "file."
    ).format(kind=_(kind))
    return WorkbookRefused((Problem(Severity.ERROR, "not-a-workbook", message),))


def _by_content(data: bytes) -> str | None:
    if data[4:8] == b"ftyp":
        return PICTURE if data[8:12] in _HEIF else None
    if data[8:12] == b"WEBP" or (data.startswith(b"BM") and data[6:10] == bytes(4)):
        return PICTURE
    if _SEALED in data[:64]:
        return "mail-message"
    text = _text(data[:_SEEN])
    if text is None:
        return None
    start = text.lstrip().lower()
    if start.startswith("<"):
        return "other-spreadsheet" if _EXCEL_XML.search(text) else _markup(start)
    if start.startswith("-----begin pgp message"):
        return "mail-message"
    if start.startswith("{") and '"doc_id"' in start:
        return "shortcut-file"
    if _FIRST_HEADER.match(text) and len(set(_headers(text))) > 1:
        return "mail-message"
    return TABLE_OF_TEXT if _is_table(text) else TEXT


def _headers(text: str) -> list[str]:
    return [found[0].lower() for found in _HEADER.finditer(text)]


def _text(beginning: bytes) -> str | None:
    """Return what the bytes say as a text; None where they are none."""
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return beginning.decode("utf-16", "replace")
    return None if _CONTROLS.search(beginning) else beginning.decode("utf-8-sig", "replace")


def _markup(start: str) -> str | None:
    if start.startswith("<svg"):
        return PICTURE
    return WEB_PAGE if start.startswith(("<html", "<!doctype html", "<head", "<table")) else None


def _is_table(text: str) -> bool:
    """Whether the first lines have marks between columns, each line as many."""
    lines = [line for line in text.splitlines() if line.strip()][:5]
    counts = ({line.count(mark) for line in lines} for mark in _MARKS)
    return len(lines) > 1 and any(len(each) == 1 and each != {0} for each in counts)
