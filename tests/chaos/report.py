"""What is told at the end: a line for each kind of blow, the faults, and the last line."""

from collections import defaultdict
from dataclasses import dataclass, field

from tests.chaos.acts import Result

_HEADS = ("blow", "points", "uploads", "acknowl.", "refused", "no answer", "stored untold", "again")
_MOST_TOLD = 20


@dataclass(slots=True)
class Books:
    """Results of the points; faults are counted once, however often an audit saw them."""

    results: list[Result] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    half: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    receipts: int = 0
    savings: int = 0
    seconds: float = 0.0

    def enter(self, result: Result) -> None:
        self.results.append(result)
        for found in result.found:
            self.lost.update(found.lost)
            self.half.update(found.half)
            self.doubled.update(found.doubled)

    @property
    def sound(self) -> bool:
        return not (self.lost or self.half or self.doubled or self.complaints)

    def table(self) -> str:
        by_blow: dict[str, list[Result]] = defaultdict(list)
        for result in self.results:
            by_blow[result.point.kind].append(result)
        rows = [(blow, *_sums(found)) for blow, found in by_blow.items()]
        rows.append(("all", *_sums(self.results)))
        audits = sum(len(result.found) for result in self.results)
        lines = [
            _line(_HEADS).rstrip(),
            *map(_line, rows),
            f"{self.receipts} receipts in all, each looked for in each of {audits} audits; "
            f"{self.savings} savings of a draft acknowledged",
        ]
        for what, faults in (
            ("lost", sorted(self.lost)),
            ("half stored", sorted(self.half)),
            ("stored twice", sorted(self.doubled)),
            ("complaint", self.complaints),
        ):
            lines += [f"{what}: {fault}" for fault in faults[:_MOST_TOLD]]
        return "\n".join(lines)

    def kept(self, seed: int) -> list[str]:
        """Return what is kept of the run, as a document to be read."""
        return [
            f"`make chaos N={len(self.results)} SEED={seed}`, {self.seconds / 60:.0f} minutes",
            "",
            "```",
            *self.table().splitlines(),
            self.last_line(),
            "```",
        ]

    def last_line(self) -> str:
        uploads = sum(result.uploads for result in self.results)
        acknowledged = sum(result.acknowledged for result in self.results)
        return (
            f"chaos: {uploads} uploads, {acknowledged} acknowledged, {len(self.lost)} lost, "
            f"{len(self.half)} half stored"
        )


def _sums(found: list[Result]) -> tuple[int, ...]:
    return (
        len(found),
        sum(each.uploads for each in found),
        sum(each.acknowledged for each in found),
        sum(each.refused for each in found),
        sum(each.unanswered for each in found),
        sum(each.kept_unseen for each in found),
        sum(each.again for each in found),
    )


def _line(cells: tuple[object, ...]) -> str:
    first, *rest = map(str, cells)
    return f"{first:<36}" + "".join(
        f"{cell:>{max(8, len(head)) + 2}}" for cell, head in zip(rest, _HEADS[1:], strict=True)
    )
