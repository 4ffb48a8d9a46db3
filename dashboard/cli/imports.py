"""``tiendo targets import`` and ``tiendo history import``."""

from pathlib import Path

import click

from dashboard.actions import history as history_actions
from dashboard.actions import targets as target_actions
from dashboard.cli.connection import acting
from dashboard.cli.output import done, json_option
from dashboard.cli.parameters import EXISTING, as_option
from dashboard.i18n import _


@click.group(help=_("Bring in the year's targets."))
def targets() -> None:
    """Say what is to be done with targets."""


@targets.command("import", help=_("Bring in the targets of a filled-in sheet: all or nothing."))
@click.argument("file", type=EXISTING)
@as_option(required=True)
@json_option()
def import_targets(file: Path, username: str) -> None:
    imported = target_actions.import_sheet(acting(username), file.read_bytes(), file.name)
    done(
        {
            "status": "done",
            "year": imported.year,
            "registered": imported.registered,
            "assigned": imported.assigned,
            "decision_number": imported.decision_number,
            "decided_on": imported.decided_on.isoformat() if imported.decided_on else None,
            "problems": [],
        },
        _("Targets {year}: {registered} registered and {assigned} assigned were written.").format(
            year=imported.year, registered=imported.registered, assigned=imported.assigned
        ),
    )


@click.group(help=_("Bring in figures of earlier years."))
def history() -> None:
    """Say what is to be done with history."""


@history.command("import", help=_("Bring in the figures of a filled-in sheet: all or nothing."))
@click.argument("file", type=EXISTING)
@as_option(required=True)
@json_option()
def import_history(file: Path, username: str) -> None:
    imported = history_actions.import_sheet(acting(username), file.read_bytes(), file.name)
    done(
        {
            "status": "done",
            "figures": imported.figures,
            "targets": imported.targets,
            "years": list(imported.years),
            "problems": [],
        },
        _("History: {figures} figures and {targets} targets were written.").format(
            figures=imported.figures, targets=imported.targets
        ),
    )
