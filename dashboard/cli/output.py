"""What commands say: sentences, one JSON document, and refusals with their exit code."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from dashboard.actions.handed_in import as_document
from dashboard.errors import DashboardError, Problem, Refused
from dashboard.explain import problems_of
from dashboard.i18n import _
from dashboard.maintenance import Made
from data_access.errors import DatabaseUnavailable, DataError, NoEmbeddedServer
from data_access.vocabulary import Severity

REFUSED = 1
_JSON = "dashboard.cli.json"
_WHEN_REFUSED = "dashboard.cli.when_refused"

# What moves a terminal's cursor, rings or recolours it, or turns the order of letters around.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

Function = TypeVar("Function", bound=Callable[..., Any])


def json_option(**when_refused: object) -> Callable[[Function], Function]:
    """Give a command ``--json``; ``when_refused`` opens the document of a refusal."""

    def chosen(ctx: click.Context, _option: click.Parameter, wanted: bool) -> bool:
        ctx.meta[_JSON] = wanted
        ctx.meta[_WHEN_REFUSED] = when_refused
        return wanted

    return click.option(
        "--json",
        is_flag=True,
        expose_value=False,
        callback=chosen,
        is_eager=True,
        help=_("Print one JSON document."),
    )


def done(document: object, *sentences: str) -> None:
    """Print the document where JSON was asked for, else the sentences, as harmless text."""
    if click.get_current_context().meta.get(_JSON):
        click.echo(_as_json(document))
    else:
        for sentence in sentences:
            click.echo(_UNSEEN.sub("", sentence))


def tell(sentence: str) -> None:
    """Say something beside the result."""
    click.echo(_UNSEEN.sub("", sentence), err=True)


def _as_json(document: object) -> str:
    """Return the document, unseen characters written as JSON's escapes, so that none is lost."""
    written = json.dumps(document, ensure_ascii=False, indent=2)
    return _UNSEEN.sub(lambda unseen: f"\\u{ord(unseen[0]):04x}", written)


def written(path: Path, content: bytes) -> None:
    """Write a file whole, or leave what was there."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise click.FileError(str(path), error.strerror or str(error)) from error


@contextmanager
def refusals(ctx: click.Context) -> Iterator[None]:
    """Turn what the actions refuse into reasons and exit code 1."""
    try:
        with _words_in_utf_8():
            yield
    except (DashboardError, DataError) as refusal:
        problems = _reasons(refusal)
        if ctx.meta.get(_JSON):
            refused = {
                **ctx.meta[_WHEN_REFUSED],
                "status": "refused",
                "problems": documents(problems),
            }
            click.echo(_as_json(refused))
        report(problems)
        ctx.exit(REFUSED)


@contextmanager
def _words_in_utf_8() -> Iterator[None]:
    """Refuse a word that came in other letters: it holds what no record can."""
    try:
        yield
    except UnicodeEncodeError as error:
        said = error.object.encode("utf-8", "replace").decode()
        raise Refused("unseen-character", entry=said[:60]) from error


def _reasons(refusal: DashboardError | DataError) -> tuple[Problem, ...]:
    problems = problems_of(refusal)
    if isinstance(refusal, NoEmbeddedServer) or not isinstance(refusal, DatabaseUnavailable):
        return problems
    message = _(
        "The database cannot be started or reached: {reason}. Check TIENDO_DATABASE_URL, or that "
        "the folder TIENDO_DATA_DIR can be written, and try again."
    ).format(reason=str(refusal).splitlines()[0].rstrip(" .") if str(refusal) else "?")
    return (replace(problems[0], sentence=message),)


def report(problems: tuple[Problem, ...]) -> None:
    """Print each problem with its place."""
    for problem in problems:
        warning = problem.severity is Severity.WARNING
        head = _("Warning") if warning else _("Error")
        place = " ".join(part for part in (problem.sheet, problem.cell) if part)
        tell(f"{head}: {f'{place}: ' if place else ''}{problem.message}")


def backup_document(made: Made) -> dict[str, str | None]:
    """Return the part of a document that tells of the backup made first, or why none was."""
    return {"backup": str(made.path) if made.path else None, "no_backup": made.reason}


def documents(problems: tuple[Problem, ...]) -> list[dict[str, Any]]:
    """Return the problems as ``--json`` prints them."""
    return list(map(as_document, problems))
