"""One rule of the checks explained, and the list of all of them."""

import re
from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup, escape

from dashboard.domain.checks import RULES
from dashboard.guide import CODES, Explained
from dashboard.i18n import language
from dashboard.views.templates import drawn
from data_access.vocabulary import Severity


def rule_page(code: str, rules: dict[str, Explained], limits: Mapping[str, str]) -> Markup:
    """Return the whole page; ``code`` may be none of ``rules``. The list is of what a return says,
    not of all that a file or a command may be refused for.

    ``limits`` are the thresholds in force, by the name of their setting.
    """
    shown = rules.get(code)
    return drawn(
        "rule.html",
        rule=shown,
        blocks=RULES.get(code, Severity.ERROR) is Severity.ERROR,
        body=html(each for each in shown.lines if not each.startswith(CODES)) if shown else "",
        errors=_listed(rules, Severity.ERROR),
        warnings=_listed(rules, Severity.WARNING),
        when=inline(shown.when) if shown else "",
        cure=inline(shown.cure) if shown else "",
        limits=[each for each in limits.items() if shown and _speaks_of(shown, each[0])],
        foreign=language() != "vi",
    )


def _listed(rules: dict[str, Explained], severity: Severity) -> list[tuple[Explained, Markup]]:
    return [
        (each, inline(each.when)) for each in rules.values() if RULES.get(each.code) is severity
    ]


def _speaks_of(rule: Explained, setting: str) -> bool:
    return any(f"`{setting}`" in line for line in rule.lines)


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
