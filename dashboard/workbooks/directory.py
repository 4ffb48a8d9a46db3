"""How many entries an archive lists, counted before anything makes a list of them."""

import struct

_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"
_END_64, _LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _LONGEST_COMMENT = 22, 2**16
_LOCATOR_SIZE, _END_64_SIZE = 20, 56


def entries(data: bytes) -> int:
    """Return at most how many entries whoever opens the archive finds; 0: it is none.

    The directory's own count is not believed: its entries are counted where they stand.
    """
    at = _end(data)
    if at < 0 or at + _END_SIZE > len(data):
        return 0
    size = struct.unpack_from("<I", data, at + 12)[0]
    locator = at - _LOCATOR_SIZE
    if locator >= _END_64_SIZE and data.startswith(_LOCATOR_64, locator):
        at = locator - _END_64_SIZE
        if data.startswith(_END_64, at):
            size = struct.unpack_from("<Q", data, at + 40)[0]
    return data.count(_ENTRY, max(0, at - size), at)


def _end(data: bytes) -> int:
    """Return where the archive's last record stands, found as the library finds it."""
    last = len(data) - _END_SIZE
    if data.startswith(_END, max(0, last)) and data.endswith(b"\0\0"):
        return last
    return data.rfind(_END, max(0, last - _LONGEST_COMMENT))
