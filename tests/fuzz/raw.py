"""Bytes as a bad line, a bad disk or another program hands them in."""

import gzip
from collections.abc import Callable, Sequence
from random import Random


def _noise(chance: Random, length: int) -> bytes:
    return chance.getrandbits(8 * length).to_bytes(length, "big") if length else b""


def flip(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    spoilt = bytearray(data)
    for _time in range(chance.choice((1, 1, 2, 5, 50, 500))):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def flip_at_the_end(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    """Spoil the archive's own directory, where a byte changes much."""
    spoilt = bytearray(data)
    for _time in range(chance.randint(1, 6)):
        if spoilt:
            spoilt[-chance.randint(1, min(1200, len(spoilt)))] = chance.getrandbits(8)
    return bytes(spoilt)


def cut(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    one, other = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return chance.choice((data[:one], data[one:], data[:one] + data[other:], data[:-1], data[1:]))


def splice(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    one, two = chance.randrange(len(data) + 1), chance.randrange(len(other) + 1)
    return chance.choice((data[:one] + other[two:], data + other, data[:one] + other + data[one:]))


def repeat(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    one, other = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:other] + data[one:other] * chance.choice((1, 3, 40)) + data[other:]


def overwrite(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    at, length = chance.randrange(len(data) + 1), chance.choice((1, 16, 512, 4096))
    with_what = chance.choice((b"\x00" * length, b"\xff" * length, _noise(chance, length)))
    return data[:at] + with_what + data[at + length :]


def insert(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    at = chance.choice((0, len(data), chance.randrange(len(data) + 1)))
    return data[:at] + _noise(chance, chance.choice((1, 4, 300))) + data[at:]


def as_text(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    """What a transfer as text makes of it."""
    return chance.choice(
        (data.replace(b"\n", b"\r\n"), data.replace(b"\r\n", b"\n"), bytes(b & 0x7F for b in data),
         data.decode("latin-1").encode(), data.replace(b"\x00", b" "))
    )  # fmt: skip


def huge(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    return data + chance.choice((b"\x00", b"PK\x05\x06")) * chance.choice((2**20, 6 * 2**20))


HEADS = (
    b"", b" ", b"PK", b"PK\x03\x04", b"PK\x05\x06" + b"\x00" * 18, b"PK\x05\x06", b"%PDF-1.7\n",
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"<html><table><tr><td>1</table>", b"{}",
    b"[1]",
    b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
    b"TT;Ch\xe1\xbb\x89 ti\xc3\xaau;M\xc3\xa3\n1;2;3\n", b"Rar!\x1a\x07\x00", b"7z\xbc\xaf'\x1c",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08\x00", b"{\\rtf1", b"MZ\x90\x00",
    b"\x7fELF", b"ID;PWXL;N;E\n", b"SQLite format 3\x00", b"\x00" * 64,
    b"From: a@vidu.invalid\nSubject: Bao cao\n\n", b"\x78\x9f\x3e\x22", b".pfile", b"BM",
    b"L\0\0\0\x01\x14\x02\0", b'{"url":"https://vidu.invalid","doc_id":"x"}', b"\xff\xfe1\0;\0",
    b"0\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", b"RIFF\0\0\0\0WEBP", b"\x09\x08",
)  # fmt: skip
STREAMS = tuple(
    name.encode("utf-16-le")
    for name in ("EncryptedPackage", "DRMEncryptedDataSpace", "\tDRMContent", "WordDocument",
                 "__properties_version1.0", "PowerPoint Document", "Workbook")
)  # fmt: skip


def another_format(chance: Random, data: bytes, _others: Sequence[bytes]) -> bytes:
    head = chance.choice(HEADS)
    match chance.randrange(5):
        case 0:
            return head
        case 1:
            return head + _noise(chance, chance.choice((10, 3000)))
        case 2:
            return head + data
        case 3:
            return head + b"\x00" * 600 + chance.choice(STREAMS)
        case _:
            return gzip.compress(data, mtime=0)


CHANGES: tuple[Callable[[Random, bytes, Sequence[bytes]], bytes], ...] = (
    flip, flip, flip_at_the_end, flip_at_the_end, cut, splice, repeat, overwrite, insert, as_text,
    huge,
)  # fmt: skip
