"""The words, icons and tones of what is drawn: one place for every status and every blank."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.domain.names import counted_in as counted_in
from dashboard.domain.names import indicator_name as indicator_name
from dashboard.domain.names import indicator_short as indicator_short
from dashboard.domain.names import unit_name as unit_name
from dashboard.domain.progress import IndicatorProgress, Status
from dashboard.i18n import N_, _, format_count
from data_access.vocabulary import Organisation, ReturnStatus

_MARKS = re.compile(r"([\\`*_\[\]<>$~])")


def unmarked(words: str) -> str:
    """Return words for a place that reads Markdown, so that they are shown as they are typed."""
    return _MARKS.sub(r"\\\1", words)


@dataclass(frozen=True, slots=True)
class Look:
    """How one state is shown: an icon of the sprite, a tone of the style sheet, and words.

    ``word``, ``short`` and ``cell`` are message ids: in a sentence, on a chip, in a narrow cell.
    """

    icon: str
    tone: str
    word: str
    short: str
    narrow: str = ""

    @property
    def cell(self) -> str:
        return self.narrow or self.short


LOOKS: dict[Status, Look] = {
    Status.EXCEEDED: Look("up", "good", N_("Exceeded"), N_("Exceeded")),
    Status.MET: Look("full", "good", N_("Met"), N_("Met")),
    Status.ON_TRACK: Look("diamond", "fair", N_("On track"), N_("On track")),
    Status.SLOW: Look("half", "slow", N_("Slow"), N_("Slow")),
    Status.AT_RISK: Look("down", "risk", N_("At risk of missing the target"), N_("At risk")),
    Status.MISSED: Look("cross", "risk", N_("Missed"), N_("Missed")),
    Status.TOO_EARLY: Look("dots", "calm", N_("Too early to tell"), N_("Too early"), N_("Unclear")),
    Status.NO_REPORT: Look("ring", "calm", N_("No report yet"), N_("Not reported")),
    Status.NO_TARGET: Look("dash", "none", N_("No target given"), N_("No target")),
}

RETURN_LOOKS: dict[ReturnStatus | None, Look] = {
    None: Look("ring", "calm", N_("Not handed in"), N_("Not handed in")),
    ReturnStatus.DRAFT: Look("dots", "calm", N_("Being written"), N_("Being written")),
    ReturnStatus.SUBMITTED: Look("clock", "wait", N_("Awaiting review"), N_("Awaiting review")),
    ReturnStatus.ACCEPTED: Look("full", "good", N_("Accepted"), N_("Accepted")),
    ReturnStatus.SENT_BACK: Look("back", "slow", N_("Sent back"), N_("Sent back")),
    ReturnStatus.REOPENED: Look("back", "slow", N_("Reopened"), N_("Reopened")),
    ReturnStatus.WITHDRAWN: Look("dash", "calm", N_("Withdrawn"), N_("Withdrawn")),
    ReturnStatus.SUPERSEDED: Look("dash", "calm", N_("Superseded"), N_("Superseded")),
}

ORGANISATIONS: dict[Organisation, str] = {
    Organisation.PARTY: N_("Party"),
    Organisation.UNION: N_("Trade union"),
    Organisation.YOUTH: N_("Youth"),
    Organisation.WOMEN: N_("Women"),
    Organisation.VETERANS: N_("Veterans"),
    Organisation.ENTERPRISE: N_("Enterprises"),
}

# in the order of need; what stands here wants attention
NEED = (Status.MISSED, Status.AT_RISK, Status.NO_REPORT, Status.SLOW)

BLANK = "–"


def stage_title(words: str) -> str:
    """Return the head, as HTML, over a part of a page that asks for something."""
    return str(Markup('<h2 class="td-stage">{}</h2>').format(words))


def figure(number: int | None) -> str:
    """Return a count, or the dash of a figure nobody has reported."""
    return BLANK if number is None else format_count(number)


def against(each: IndicatorProgress) -> str:
    """Return "103/80"; "–/2" where nothing is reported; without a target what was done all the
    same, a zero too."""
    if each.status is Status.NO_TARGET:
        return figure(each.actual)
    return f"{figure(each.actual)}/{figure(each.target)}"


def spoken(each: IndicatorProgress) -> str:
    """Return the status in words, the mark of provisional figures included."""
    word = _(LOOKS[each.status].word)
    return f"{word}, {_('provisional')}" if each.provisional else word


def peak(each: IndicatorProgress) -> int:
    """Return the largest figure of the year's quarters, at least 1: the height of a small chart."""
    return max([1, *(number for number in each.quarters if number is not None)])
