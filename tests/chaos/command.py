"""A clerk at the command line: ``tiendo submit``, believed only with its whole document."""

import json
from collections.abc import Mapping
from pathlib import Path

from tests.chaos.audit import Receipt
from tests.chaos.client import End, Outcome
from tests.chaos.nursery import Nursery, Program
from tests.chaos.uploads import Upload
from tests.chaos.world import CLERK

_PATIENCE = 120.0


class Commands:
    """Starts the command for uploads, and can kill those that are under way."""

    def __init__(self, nursery: Nursery, folder: Path) -> None:
        self._nursery = nursery
        self._folder = folder
        self._under_way: set[Program] = set()

    def hand_in(self, upload: Upload, environment: Mapping[str, str]) -> Outcome:
        """Hand the upload in, once."""
        at = self._folder / f"BC_{upload.unit}_{upload.period}_{upload.number}.xlsx"
        output, errors = at.with_suffix(".out"), at.with_suffix(".err")
        at.write_bytes(upload.body)
        words = ["submit", at.name, "--as", CLERK, "--json"]
        program = self._nursery.start(words, environment, self._folder, output, errors)
        self._under_way.add(program)
        ended = program.ended(_PATIENCE)
        self._under_way.discard(program)
        said = output.read_text("utf-8") if output.exists() else ""
        told = f"{said[:300]} {errors.read_text('utf-8')[-300:] if errors.exists() else ''}"
        for each in (at, output, errors):
            each.unlink(missing_ok=True)
        return _read(upload.number, said, told) if ended else Outcome(End.MUTE, told="it hangs")

    def kill(self) -> None:
        """Kill all that are under way."""
        for program in list(self._under_way):
            program.kill()


def _read(number: int, said: str, told: str) -> Outcome:
    """A command that was killed has said nothing; one that ended has said all."""
    if "Traceback" in told:
        return Outcome(End.MUTE, told=told)
    try:
        document = json.loads(said)
    except ValueError:
        return Outcome(End.BROKEN, told=told)
    if document["status"] == "refused":
        problem = document["problems"][0]
        return Outcome(End.REFUSED, rule=problem["rule"], told=told)
    receipt = Receipt(number, document["return"], document["revision"], document["sha256"])
    return Outcome(End.ACKNOWLEDGED, receipt, repeated=bool(document["repeated"]), told=told)
