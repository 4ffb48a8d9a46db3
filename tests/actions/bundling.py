"""Files put together as units send them, received, and read to the end."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text

from dashboard.actions import bulk
from dashboard.clock import VIETNAM
from dashboard.readings import bundles
from data_access import engine
from data_access.vocabulary import UploadOutcome

STORED, REPEATED, REFUSED = UploadOutcome.STORED, UploadOutcome.REPEATED, UploadOutcome.REFUSED
FOUND = {"PARTY_MEMBER_ADMITTED": 4}


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return written.getvalue()


def read_all(officer, batch: int) -> list[bundles.Received]:
    while bulk.read_next(officer, batch):
        pass
    return list(bundles.bundle(officer, batch).files)


def received(officer, *files: tuple[str, bytes]) -> list[bundles.Received]:
    return read_all(officer, bulk.receive(officer, files))


def rules(file: bundles.Received) -> list[str]:
    return [each.rule for each in file.problems]


def revisions() -> int:
    with engine.reading(engine.SERVICE) as session:
        return session.scalar(text("select count(*) from return_revision"))


def of_units(codes: Iterable[str], data: bytes, first: str) -> list[bytes]:
    """The workbook of the unit ``first`` as that of each unit, whose codes are as long."""
    parts = unpacked(data)
    return [
        packed((name, part.replace(first.encode(), code.encode())) for name, part in parts)
        for code in codes
    ]


def unpacked(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=VIETNAM)


def saved(data: bytes, moment: str) -> bytes:
    """The workbook as Excel would have saved it at a moment."""
    said = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
    return packed(
        (name, said.sub(rb"\g<1>" + moment.encode(), part)) for name, part in unpacked(data)
    )
