"""Workbooks as other programs pack them: a filled one with its parts edited, added and renamed."""

import io
import zipfile
from collections.abc import Callable, Mapping

STYLES = "xl/styles.xml"
SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return written.getvalue()


def with_parts(data: bytes, more: Mapping[str, bytes]) -> bytes:
    return packed(parts_of(data) | dict(more))


def renamed(data: bytes, name: Callable[[str], str]) -> bytes:
    return packed({name(each): content for each, content in parts_of(data).items()})


def replaced(data: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with ``old``, which must be there, as ``new`` in a part."""
    parts = parts_of(data)
    assert old.encode() in parts[part], old
    return packed(parts | {part: parts[part].replace(old.encode(), new.encode(), 1)})
