"""What stands as "label: value" in the upper rows of a sheet."""

from collections.abc import Iterator, Mapping

from dashboard.workbooks.cells import At
from dashboard.workbooks.layout import squeezed

UPPER_ROWS = 60


def label_values(written: Mapping[At, str], mark: str) -> Iterator[tuple[str, At, str]]:
    """Yield what stands as "label: value" in one cell, or in a cell and the next one filled.

    The label comes folded, with the cell of the value and the value as text.
    """
    for at, text in sorted(written.items()):
        for piece in text.split(mark):
            label, colon, value = piece.partition(":")
            if value.strip():
                yield squeezed(label), at, value.strip()
            elif colon or len(text) < 40:
                yield squeezed(label), at, ""
