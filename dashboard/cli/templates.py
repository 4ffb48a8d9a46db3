"""``tiendo template`` and ``tiendo fill``: workbooks to fill in, and filling one in."""

import json
from pathlib import Path
from typing import Any

import click

from dashboard.actions import history as history_actions
from dashboard.actions import returns, targets
from dashboard.cli.connection import acting
from dashboard.cli.output import tell, written
from dashboard.cli.parameters import EXISTING, PERIOD, YEAR, as_option, output_option
from dashboard.i18n import _
from dashboard.workbooks.fill import fill_any
from data_access.vocabulary import Period


@click.group(help=_("Make an empty workbook to fill in."))
def template() -> None:
    """Say which workbook is meant."""


@template.command("return", help=_("The return of one unit for one quarter."))
@click.option("--unit", required=True, metavar="CODE", help=_("The unit's code."))
@click.option("--period", required=True, type=PERIOD, help=_("The quarter."))
@output_option()
@as_option()
def template_return(unit: str, period: Period, output: Path, username: str | None) -> None:
    _name, content = returns.template(acting(username), unit, period)
    _write(output, content)


@template.command("targets", help=_("The sheet of all units' registered and assigned targets."))
@click.option("--year", required=True, type=YEAR, help=_("The year of the targets."))
@click.option("--unit", metavar="CODE", help=_("Only this unit and those below it."))
@output_option()
@as_option()
def template_targets(year: int, unit: str | None, output: Path, username: str | None) -> None:
    _name, content = targets.template(acting(username), year, unit)
    _write(output, content)


@template.command("history", help=_("The sheet for figures of earlier years."))
@click.option("--unit", metavar="CODE", help=_("Only this unit and those below it."))
@output_option()
@as_option()
def template_history(unit: str | None, output: Path, username: str | None) -> None:
    _name, content = history_actions.template(acting(username), unit)
    _write(output, content)


@click.command(help=_("Write the figures of a JSON file into a template as a clerk would."))
@click.argument("workbook", type=EXISTING, metavar="TEMPLATE")
@click.argument("figures", type=EXISTING, metavar="FIGURES.json")
@output_option()
def fill(workbook: Path, figures: Path, output: Path) -> None:
    _write(output, fill_any(workbook.read_bytes(), _document(figures)))


def _document(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # not in UTF-8, no JSON, too deep or too long
        raise click.UsageError(
            _("{path} is not a JSON document: {reason}.").format(path=path, reason=error)
        ) from error
    if not isinstance(read, dict):
        raise click.UsageError(
            _('{path} must hold an object such as {{"figures": {{…}}}}.').format(path=path)
        )
    return read


def _write(output: Path, content: bytes) -> None:
    written(output, content)
    tell(_("Written: {path}").format(path=output))
