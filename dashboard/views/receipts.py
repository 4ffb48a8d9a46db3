"""Returns received and missing, and what was accepted last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.domain.progress import UnitView
from dashboard.domain.timeliness import ReturnState
from dashboard.i18n import N_, _
from dashboard.readings.sources import Accepted
from dashboard.views import links, look, sentences
from dashboard.views.look import Look
from dashboard.views.templates import drawn
from data_access.vocabulary import Period, ReturnStatus


@dataclass(frozen=True, slots=True)
class Member:
    unit: UnitView
    href: str
    remark: str


@dataclass(frozen=True, slots=True)
class Group:
    """Units whose returns stand alike, under one word."""

    look: Look
    word: str
    members: tuple[Member, ...]

    @property
    def common(self) -> str:
        """The remark of all members, said once; nothing where they differ."""
        remarks = {member.remark for member in self.members}
        return remarks.pop() if len(self.members) > 1 and len(remarks) == 1 else ""


def _accepted_on_time(each: ReturnState) -> bool:
    return each.present is ReturnStatus.ACCEPTED and not each.days_late


def _accepted_late(each: ReturnState) -> bool:
    return each.present is ReturnStatus.ACCEPTED and bool(each.days_late)


def _is(*statuses: ReturnStatus | None) -> Callable[[ReturnState], bool]:
    return lambda each: each.present in statuses


def _is_missing(each: ReturnState) -> bool:
    return each.present is None and each.asked


def _is_history(each: ReturnState) -> bool:
    return each.present is None and each.history


_LATE = Look("half", "slow", N_("Late"), N_("Late"))
_HISTORY = Look("dash", "none", N_("History"), N_("History"))
_NOT_ASKED = Look("dash", "none", N_("Not asked for"), N_("Not asked for"))
_GROUPS: tuple[tuple[Look, str, Callable[[ReturnState], bool]], ...] = (
    (look.RETURN_LOOKS[None], N_("Not handed in"), _is_missing),
    (
        look.RETURN_LOOKS[ReturnStatus.SENT_BACK],
        N_("Sent back"),
        _is(ReturnStatus.SENT_BACK, ReturnStatus.REOPENED),
    ),
    (
        look.RETURN_LOOKS[ReturnStatus.SUBMITTED],
        N_("Awaiting review"),
        _is(ReturnStatus.SUBMITTED),
    ),
    (_LATE, N_("Late"), _accepted_late),
    (look.RETURN_LOOKS[ReturnStatus.ACCEPTED], N_("On time"), _accepted_on_time),
    (_HISTORY, N_("History"), _is_history),
)


def receipts(found: Sequence[ReturnState], period: Period) -> Markup:
    """Return the units grouped by where their return stands, the missing first."""
    groups = [
        Group(face, _(word), tuple(_member(each) for each in found if belongs(each)))
        for face, word, belongs in _GROUPS
    ]
    return drawn(
        "receipts.html",
        period=period,
        due=min((each.due_on for each in found if each.asked), default=None),
        groups=[group for group in groups if group.members],
    )


def _member(receipt: ReturnState) -> Member:
    in_time = receipt.history or (receipt.present is not None and not receipt.days_late)
    remark = "" if in_time else sentences.timeliness(receipt)
    return Member(receipt.unit, address(receipt), remark)


def face(receipt: ReturnState) -> Look:
    """Return the icon, tone and word of where the return stands."""
    if receipt.present is not None or receipt.asked:
        return look.RETURN_LOOKS[receipt.present]
    return _HISTORY if receipt.history else _NOT_ASKED


def address(receipt: ReturnState) -> str:
    """Return where a receipt leads: its return, or the unit where there is none."""
    if receipt.return_id is not None:
        return links.to_return(receipt.return_id)
    return links.view(links.UNIT, receipt.unit.code, receipt.period)


def recent(found: Sequence[Accepted]) -> Markup:
    """Return what was accepted last: which unit, who accepted, when."""
    return drawn("recent.html", recent=found)
