"""XML parts of a workbook, walked within bounds: declarations refused, tags counted.

Expat does the parsing, and nothing is built: whoever watches for an element is called as the
parser meets it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from dashboard.workbooks.refusals import refused

MOST_TAGS = 800_000  # of all parts of a workbook together
MOST_DEPTH = 64

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF_8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})

Attributes = dict[str, str]
_Handlers = tuple[Callable[[str, Attributes], None], Callable[[str], None]]
Begin = Callable[[Attributes], None]
End = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is called for which elements; their names are the namespace, a space, the local name.

    ``text`` is given every run of characters, however the parser cuts it.
    """

    begins: Mapping[str, Begin] = field(default_factory=dict)
    ends: Mapping[str, End] = field(default_factory=dict)
    text: Callable[[str], None] | None = None


NOTHING = Watch()


class Walk:
    """Goes through the parts of one workbook; ``tags`` counts those met, before they are parsed."""

    def __init__(self) -> None:
        self.tags = 0

    def through(
        self, content: bytes, name: str, watch: Watch = NOTHING, sheet: str | None = None
    ) -> None:
        """Parse the part ``name`` and call who watches; ``sheet`` is its tab, if it has one.

        Raises:
            WorkbookRefused: it is not well formed, has declarations, is not in UTF-8, has more or
                deeper elements than a return can have, or its watcher made nothing of a number.
        """
        declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf")[:200])
        if b"\x00" in content[:4] or (declared and declared[1].lower() not in _UTF_8):
            raise refused("unsafe-xml", name)
        self.tags += content.count(b"<")
        if self.tags > MOST_TAGS:
            rule = "sheet-too-large" if sheet else "unpacks-too-large"
            raise refused(rule, None if sheet else name, sheet=sheet)
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
        parser.StartElementHandler, parser.EndElementHandler = _handlers(watch)
        parser.CharacterDataHandler = watch.text
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError) as error:
            raise refused("damaged-content", name) from error


def _handlers(watch: Watch) -> _Handlers:
    begun, ended = watch.begins.get, watch.ends.get
    depth = 0

    def begin(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise refused("unpacks-too-large")
        watcher = begun(name)
        if watcher is not None:
            watcher(attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        watcher = ended(name)
        if watcher is not None:
            watcher()

    return begin, end


def _refuse(*_declaration: object) -> None:
    raise refused("unsafe-xml")
