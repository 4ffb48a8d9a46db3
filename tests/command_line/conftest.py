"""Commands as somebody types them, against a fresh database."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main

Tiendo = Callable[..., Result]


@pytest.fixture
def tiendo(database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Tiendo:
    """Run ``tiendo`` with these words in an empty folder; ``typed`` is its standard input."""
    monkeypatch.setenv("TIENDO_DATABASE_URL", database)
    monkeypatch.setenv("TIENDO_TODAY", "2026-09-20")
    monkeypatch.chdir(tmp_path)

    def run(*words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(main, words, input=typed, prog_name="tiendo")

    return run


@pytest.fixture
def done(tiendo: Tiendo) -> Callable[..., Any]:
    """Run a command that must succeed and return its JSON document."""

    def run(*words: str, typed: str | None = None) -> Any:
        result = tiendo(*words, "--json", typed=typed)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return run
