"""One rule of the checks explained, and the list of all of them."""

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from dashboard.domain.checks import RULES
from dashboard.guide import CODES, Explained
from dashboard.views.templates import drawn


def rule_page(code: str, rules: dict[str, Explained]) -> Markup:
    """Return the whole page; ``code`` may be none of ``rules``. The list is of what a return says,
    not of all that a file or a command may be refused for.
    """
    shown = rules.get(code)
    return drawn(
        "rule.html",
        rule=shown,
        body=html(each for each in shown.lines if not each.startswith(CODES)) if shown else "",
        rules=[(each, inline(each.when)) for each in rules.values() if each.code in RULES],
        when=inline(shown.when) if shown else "",
        cure=inline(shown.cure) if shown else "",
    )


def html(lines: Iterable[str]) -> Markup:
    """Return the guide's Markdown as HTML: paragraphs, lists, and what stands within a line."""
    return Markup().join(_blocks(lines))


def _blocks(lines: Iterable[str]) -> Iterator[Markup]:
    listed: list[Markup] = []
    for line in (*lines, ""):
        if line.startswith("- "):
            listed.append(Markup("<li>{}</li>").format(inline(line[2:])))
            continue
        if listed:
            yield Markup("<ul class='points'>{}</ul>").format(Markup().join(listed))
            listed = []
        if line.strip():
            yield Markup("<p>{}</p>").format(inline(line))


def inline(text: str) -> Markup:
    """Return one line with its bold, slanted and code words; of links the words are kept."""
    said = str(escape(text))
    said = re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", said)
    said = re.sub(r"`([^`]+)`", r"<code>\1</code>", said)
    said = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", said)
    return Markup(re.sub(r"\*([^*]+)\*", r"<i>\1</i>", said))  # escaped above
