"""Commands run in this process, on the database that the settings name."""

import json
from typing import Any

from click.testing import CliRunner, Result

from dashboard.cli import main

TODAY = "2026-09-20"


def run(*words: str, typed: str | None = None) -> Result:
    """Run ``tiendo`` with these words; ``typed`` is its standard input."""
    return CliRunner().invoke(main, words, input=typed, prog_name="tiendo")


def succeeding(*words: str, typed: str | None = None) -> Any:
    """Run a command that must succeed and return its JSON document."""
    result = run(*words, "--json", typed=typed)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)
