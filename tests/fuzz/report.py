"""What came of the files: counted, and told in one line."""

from collections import Counter
from dataclasses import dataclass, field

from tests.fuzz.path import Came
from tests.fuzz.workers import LONGEST, MOST_MEMORY, Tried

_SHOWN = 45


@dataclass(slots=True)
class Books:
    """The counts of a run."""

    files: int = 0
    came: Counter[Came] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    largest: int = 0

    def enter(self, tried: Tried) -> None:
        self.files += 1
        self.rules.update(tried.verdict.rules)
        self.slowest = max(self.slowest, tried.seconds)
        self.largest = max(self.largest, tried.memory)
        faults = _faults(tried)
        self.wrong.update(faults.keys())
        if not {"crashes", "hangs"} & faults.keys():
            self.came[tried.verdict.came] += 1

    def complaint(self, tried: Tried) -> str:
        """Return what is wrong with a file's end, "" where nothing is."""
        faults = _faults(tried)
        said = "\n".join(f"  {name}: {words}" for name, words in faults.items())
        return f"{tried.number} ({tried.how})\n{said}" if faults else ""

    @property
    def sound(self) -> bool:
        return not self.wrong

    def table(self) -> str:
        lines = [f"{count:7}  {rule}" for rule, count in self.rules.most_common(_SHOWN)]
        worst = (
            f"the slowest took {self.slowest:.2f} s of the processor (bound {LONGEST:.0f} s), the "
            f"largest {self.largest / 2**20:.0f} MB of memory (bound {MOST_MEMORY / 2**20:.0f} MB)"
        )
        return "\n".join(["files by what they were refused or warned for:", *lines, worst])

    def last_line(self) -> str:
        came = (
            f"{self.came[Came.REFUSED]} refusals",
            f"{self.came[Came.STORED]} accepted",
            f"{self.came[Came.REPEATED]} handed in before",
        )
        wrong = [
            f"{self.wrong[name]} {name}"
            for name in ("crashes", "hangs", "partial writes", "over memory", "without a sentence")
        ]
        return f"fuzz: {self.files} files, {', '.join([*came, *wrong])}"


def _faults(tried: Tried) -> dict[str, str]:
    verdict = tried.verdict
    faults: dict[str, str] = {}
    if tried.hung or tried.seconds > LONGEST:
        faults["hangs"] = verdict.crash or f"{tried.seconds:.1f} s"
    elif verdict.crash:
        faults["crashes"] = verdict.crash
    if verdict.partial:
        faults["partial writes"] = verdict.partial
    if tried.memory > MOST_MEMORY:
        faults["over memory"] = f"{tried.memory / 2**20:.0f} MB"
    if verdict.mute:
        faults["without a sentence"] = verdict.mute
    return faults
