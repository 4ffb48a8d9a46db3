"""Rows of a sheet that hold nothing: left out while its part is unpacked, however many there are.

Borders drawn down a whole column make a million of them, which take a hundred megabytes and say
nothing. They are passed over as bytes, in runs, before anything is parsed.
"""

import re

from dashboard.workbooks.refusals import refused

_ROW = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)row ")
_EMPTY = (b"</%brow>", b"<%bc ", b"</%bc>")
_NUMBERED = re.compile(rb"<[^<>]*?\sr\s*=\s*[\"'][1-9]")
_RUN = 2**20  # what is longer without a row is no run of rows


class WithoutEmptyRows:
    """A part fed piece by piece; ``size`` is how much of it is kept.

    Whatever is no run of empty rows stays byte for byte. Rows that do not say their numbers are
    counted by whoever reads them, so that none before them may be left out.
    """

    def __init__(self, name: str) -> None:
        self.size = 0
        self._name = name
        self._kept: list[bytes] = []
        self._rest = b""
        self._mark = b""  # how a row begins in this part
        self._tags: tuple[bytes, ...] = ()
        self._left_out = False

    def feed(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            WorkbookRefused: rows without a number come after some that were left out.
        """
        self._rest += piece
        if not self._mark:
            found = _ROW.search(self._rest)
            if found is None:
                self._keep_where_long()
                return
            prefix, self._mark = found[1], b"<" + found[1] + b"row "
            self._tags = (self._mark, *(each % prefix for each in _EMPTY))
            self._keep(found.start())
        cut = self._rest.rfind(self._mark)
        if cut <= 0:
            self._keep_where_long()
        elif self._is_empty(cut):
            self._rest = self._rest[cut:]
            self._left_out = True
        else:
            self._keep(cut)

    def _is_empty(self, end: int) -> bool:
        """Whether there is nothing up to ``end`` but rows and cells without anything in them."""
        tags = sum(self._rest.count(tag, 0, end) for tag in self._tags)
        return self._rest.count(b"<", 0, end) == tags

    def content(self) -> bytes:
        """Return what is kept, once all was fed."""
        self._keep(len(self._rest))
        return b"".join(self._kept)

    def _keep_where_long(self) -> None:
        if len(self._rest) > _RUN:
            self._keep(len(self._rest))

    def _keep(self, end: int) -> None:
        kept, self._rest = self._rest[:end], self._rest[end:]
        if self._left_out and kept.startswith(self._mark) and not _NUMBERED.match(kept):
            raise refused("unpacks-too-large", self._name)
        self._kept.append(kept)
        self.size += len(kept)
