"""Words on single places of a return: which place is meant, and how it is named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.domain import spots
from dashboard.domain.returns import IndicatorView, ReturnContent
from dashboard.i18n import _
from dashboard.readings.spots import Said
from dashboard.views.look import indicator_name

MOST = 100


@dataclass(frozen=True, slots=True)
class Remarked:
    """A remark with its place in words; ``spot`` None: it belongs to no figure and no row."""

    spot: str | None
    label: str
    sheet: str
    cell: str
    message: str


def remarked(said: Said | None) -> tuple[Remarked, ...]:
    """Return the remarks on a revision as they are shown."""
    return tuple(_remarked(each, said) for each in said.remarks) if said else ()


def _remarked(remark: Mapping[str, str], said: Said) -> Remarked:
    spot = said.spots.at(remark["sheet"], remark["cell"])
    name = label(spot, said.content, said.indicators) if spot else ""
    return Remarked(spot, name, remark["sheet"], remark["cell"], remark["message"])


def by_spot(found: Iterable[Remarked]) -> dict[str, tuple[str, ...]]:
    """Return the messages on each figure or row."""
    said: dict[str, tuple[str, ...]] = {}
    for each in found:
        if each.spot:
            said[each.spot] = (*said.get(each.spot, ()), each.message)
    return said


def label(spot: str, content: ReturnContent, indicators: Sequence[IndicatorView]) -> str:
    """Return what a spot is called; nothing where the return has no such spot."""
    code = spots.figure_of(spot)
    if code is not None:
        return next((indicator_name(each) for each in indicators if each.code == code), "")
    found = spots.row_of(spot)
    if found is None:
        return ""
    sheet, number = found
    titles = _titles(content, sheet)
    if number > len(titles):
        return ""
    return _("Biểu {sheet}, row {number}: {title}").format(
        sheet=sheet, number=number, title=_shortened(titles[number - 1])
    )


def asked(
    text: str | None, content: ReturnContent, indicators: Sequence[IndicatorView]
) -> tuple[str, ...] | None:
    """Return the spots that an address marks; None: nothing is being marked."""
    if not text:
        return None
    wanted = dict.fromkeys(text.split(",")[:MOST])
    return tuple(each for each in wanted if label(each, content, indicators))


def toggled(marked: Sequence[str], spot: str) -> tuple[str, ...]:
    """Return the marked spots with one more, or one less where it was marked."""
    if spot in marked:
        return tuple(each for each in marked if each != spot)
    return (*marked, spot)


def _titles(content: ReturnContent, sheet: int) -> list[str]:
    if sheet == spots.FOUNDINGS:
        return [row.enterprise for row in content.foundings]
    if sheet == spots.REVIEWS:
        return [row.enterprise for row in content.reviews]
    return [row.difficulty or row.proposal or "" for row in content.difficulties]


def _shortened(title: str) -> str:
    return title if len(title) <= 60 else f"{title[:59].rstrip()}…"
