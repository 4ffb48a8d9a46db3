"""Zip archives as no program writes them: whatever they say of themselves may be a lie."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

STORED, DEFLATED = 0, 8
METHODS = (STORED, 1, 6, DEFLATED, 9, 12, 14, 93, 95, 97, 99, 0xFFFF)
NAMES = (
    b"/etc/passwd", b"../../xl/workbook.xml", b"xl/../xl/workbook.xml", b"C:\\windows\\x",
    b"xl\\a.xml", b"\x00", b"xl/workbook.xml\x00.png", b"\xff\xfe\xfd", b"a" * 60_000, b"",
    b"XL/WORKBOOK.XML", b"xl/vbaProject.bin", b"xl/workbook.bin", b"mimetype", b"xl/worksheets/",
    b"aux", b"./xl/a.xml", b"EncryptedPackage", b"Index/Document.iwa",
    b"xl/externalLinks/externalLink1.xml", "xl/Đ.xml".encode(),
)  # fmt: skip


@dataclass(slots=True)
class Entry:
    """One part with what its two headers say; None: the truth."""

    name: bytes
    content: bytes
    method: int = DEFLATED
    packed: bytes | None = None
    local_name: bytes | None = None
    crc: int | None = None
    sizes: tuple[int, int] | None = None
    local_sizes: tuple[int, int] | None = None
    flags: int = 0
    extra: bytes = b""
    local_extra: bytes = b""
    offset: int | None = None
    stamp: tuple[int, int] = (0, 0x21)
    attributes: int = 0
    descriptor: bool = False
    listed: bool = True


@dataclass(slots=True)
class Archive:
    """The entries in order, and what the end of the archive says; None: the truth."""

    entries: list[Entry]
    comment: bytes = b""
    count: int | None = None
    directory: tuple[int, int] | None = None
    disk: int = 0
    before: bytes = b""
    between: bytes = b""
    endings: int = 1
    more: list[bytes] = field(default_factory=list)

    def packed(self) -> bytes:
        """Return the bytes, with all the lies."""
        written = bytearray(self.before)
        directory = bytearray()
        for entry in self.entries:
            offset = len(written)
            written += _local(entry) + self.between
            if entry.listed:
                directory += _central(entry, offset)
        for each in self.more:
            written += each
        start = len(written)
        count = sum(entry.listed for entry in self.entries)
        written += directory
        size, at = self.directory or (len(directory), start)
        number = (count if self.count is None else self.count) & 0xFFFF
        end = struct.pack(
            "<4s4H2LH", b"PK\x05\x06", self.disk, self.disk, number, number,
            size & 0xFFFFFFFF, at & 0xFFFFFFFF, len(self.comment) & 0xFFFF,
        ) + self.comment  # fmt: skip
        return bytes(written + end * self.endings)


def _body(entry: Entry) -> bytes:
    if entry.packed is not None:
        return entry.packed
    if entry.method != DEFLATED:
        return entry.content
    small = len(entry.content) < _SMALL
    return _deflated_once(entry.content) if small else _deflated(entry.content)


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


_SMALL = 2**20
_deflated_once = lru_cache(256)(_deflated)  # most parts of most files are those of a seed


def _told(entry: Entry, sizes: tuple[int, int] | None) -> tuple[int, int, int]:
    crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
    packed, whole = sizes or (len(_body(entry)), len(entry.content))
    return crc & 0xFFFFFFFF, packed & 0xFFFFFFFF, whole & 0xFFFFFFFF


def _local(entry: Entry) -> bytes:
    name = entry.name if entry.local_name is None else entry.local_name
    crc, packed, whole = _told(entry, entry.local_sizes)
    flags = entry.flags | (8 if entry.descriptor else 0)
    told = (0, 0, 0) if entry.descriptor else (crc, packed, whole)
    head = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, flags, entry.method, *entry.stamp, *told,
        len(name) & 0xFFFF, len(entry.local_extra) & 0xFFFF,
    )  # fmt: skip
    after = struct.pack("<4s3L", b"PK\x07\x08", crc, packed, whole) if entry.descriptor else b""
    return head + name + entry.local_extra + _body(entry) + after


def _central(entry: Entry, offset: int) -> bytes:
    crc, packed, whole = _told(entry, entry.sizes)
    flags = entry.flags | (8 if entry.descriptor else 0)
    return struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, flags, entry.method, *entry.stamp, crc, packed, whole,
        len(entry.name) & 0xFFFF, len(entry.extra) & 0xFFFF, 0, 0, 0, entry.attributes & 0xFFFFFFFF,
        (offset if entry.offset is None else entry.offset) & 0xFFFFFFFF,
    ) + entry.name + entry.extra  # fmt: skip


def of(parts: dict[str, bytes]) -> Archive:
    return Archive([Entry(name.encode(), content) for name, content in parts.items()])


def wrong_sum(chance: Random, archive: Archive) -> None:
    chance.choice(archive.entries).crc = chance.getrandbits(32)


def wrong_sizes(chance: Random, archive: Archive) -> None:
    entry = chance.choice(archive.entries)
    lie = (chance.choice((0, 1, 100, 2**31, 2**32 - 1)), chance.choice((0, 7, 2**31, 2**32 - 1)))
    if chance.random() < 0.5:
        entry.sizes = lie
    else:
        entry.local_sizes = lie


def other_method(chance: Random, archive: Archive) -> None:
    entry = chance.choice(archive.entries)
    entry.method = chance.choice(METHODS)
    if chance.random() < 0.5:
        entry.packed = bytes(chance.getrandbits(8) for _ in range(chance.randint(0, 200)))


def other_flags(chance: Random, archive: Archive) -> None:
    chance.choice(archive.entries).flags = chance.getrandbits(16)


def descriptors(chance: Random, archive: Archive) -> None:
    for entry in archive.entries:
        entry.descriptor = chance.random() < 0.7


def other_name(chance: Random, archive: Archive) -> None:
    entry = chance.choice(archive.entries)
    name = chance.choice(NAMES)
    match chance.randrange(3):
        case 0:
            entry.name = name
        case 1:
            entry.local_name = name
        case _:
            archive.entries.append(Entry(name, b"<a/>"))


def doubled(chance: Random, archive: Archive) -> None:
    entry = chance.choice(archive.entries)
    archive.entries.insert(
        chance.randrange(len(archive.entries)), Entry(entry.name, b"<other/>" * 3)
    )


def unlisted(chance: Random, archive: Archive) -> None:
    chance.choice(archive.entries).listed = False


def over_one_another(chance: Random, archive: Archive) -> None:
    """Let many entries be the same bytes, as the flattest bombs do."""
    first = archive.entries[0]
    packed = _body(first)
    for number in range(chance.choice((3, 50, 390, 2000))):
        archive.entries.append(
            Entry(f"xl/media/{number}.bin".encode(), first.content, packed=packed, offset=0)
        )


def extras(chance: Random, archive: Archive) -> None:
    """Add fields of other sizes than they say, those for huge files among them."""
    entry = chance.choice(archive.entries)
    kind = chance.choice((0x0001, 0x0001, 0x5455, 0x7075, 0x9901))
    body = bytes(chance.getrandbits(8) for _ in range(chance.choice((0, 1, 7, 8, 16, 28))))
    length = chance.choice((len(body), len(body) + 9, 0xFFFF))
    field_ = struct.pack("<2H", kind, length) + body
    entry.extra, entry.local_extra = (field_, b"") if chance.random() < 0.5 else (b"", field_)
    if chance.random() < 0.5:
        entry.sizes = (0xFFFFFFFF, 0xFFFFFFFF)


def strange_end(chance: Random, archive: Archive) -> None:
    match chance.randrange(6):
        case 0:
            archive.count = chance.choice((0, 1, 200, 0xFFFF))
        case 1:
            archive.directory = (chance.getrandbits(32), chance.getrandbits(32))
        case 2:
            archive.comment = b"PK\x05\x06" * chance.choice((1, 100, 16_000))
        case 3:
            archive.endings = chance.choice((0, 2, 3))
        case 4:
            archive.disk = chance.randint(1, 0xFFFF)
        case _:
            archive.before = b"PK" + b"\x00" * chance.choice((2, 500))


def strange_stamp(chance: Random, archive: Archive) -> None:
    entry = chance.choice(archive.entries)
    entry.stamp = (chance.getrandbits(16), chance.choice((0, 0xFFFF, chance.getrandbits(16))))
    entry.attributes = chance.choice((0xA1ED0000, 0x41ED0010, 0xFFFFFFFF))  # a link, a folder


def filling(chance: Random, archive: Archive) -> None:
    archive.between = bytes(chance.getrandbits(8) for _ in range(chance.choice((1, 4, 100))))


def bomb(chance: Random, archive: Archive) -> None:
    """Add a part that is nearly nothing packed and far too much unpacked."""
    piece = chance.choice((b"\x00", b"<a/>", b" ", b'<row r="1"/>', b"<c><v>1</v></c>"))
    size = chance.choice((2**20, 8 * 2**20, 25 * 2**20, 60 * 2**20))
    content = piece * (size // len(piece))
    name = chance.choice((b"xl/media/a.png", b"xl/a.xml", b"xl/sharedStrings.xml", b"a.rels"))
    entry = Entry(name, content)
    entry.packed = _body(entry)
    if chance.random() < 0.4:
        entry.sizes = (len(entry.packed), chance.choice((10, 1000)))
    entry.content = content if entry.sizes is None else content[:1000]
    archive.entries.append(entry)


def many(chance: Random, archive: Archive) -> None:
    for number in range(chance.choice((380, 401, 3000))):
        archive.entries.append(Entry(f"xl/worksheets/more{number}.xml".encode(), b"<a/>"))


def empty(chance: Random, archive: Archive) -> None:
    chance.choice(archive.entries).content = chance.choice((b"", b" ", b"\n\n"))


def stored(chance: Random, archive: Archive) -> None:
    for entry in archive.entries:
        entry.method = STORED if chance.random() < 0.8 else entry.method


def torn(chance: Random, archive: Archive) -> None:
    entry = chance.choice(archive.entries)
    body = _body(entry)
    at = chance.randrange(len(body) + 1)
    entry.packed = chance.choice((body[:at], body[at:], body[:at] + b"\xff" * 9 + body[at:]))


CHANGES: tuple[Callable[[Random, Archive], None], ...] = (
    wrong_sum, wrong_sizes, other_method, other_flags, descriptors, other_name, doubled, unlisted,
    over_one_another, extras, strange_end, strange_stamp, filling, bomb, many, empty, stored, torn,
)  # fmt: skip
