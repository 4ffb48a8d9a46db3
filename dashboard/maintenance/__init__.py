"""What is done to the database as a whole: backed up, restored, brought to a newer schema."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Report = Callable[[str], None]
"""Is told what is being done now, as a sentence."""


@dataclass(frozen=True, slots=True)
class First:
    """How the backup is to be made that comes before a change: where, and whether at all."""

    target: Path | None = None
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Made:
    """The backup that was made before a change, or the reason why none was.

    ``reason``: ``schema-current``, ``nothing-to-lose`` or ``not-wanted``.
    """

    path: Path | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Upgraded:
    """Whether the schema was changed, and the backup that was made first."""

    changed: bool
    backup: Made
