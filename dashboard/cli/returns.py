"""``tiendo submit`` and ``show``."""

from pathlib import Path

import click

from dashboard.actions import returns
from dashboard.cli import return_text
from dashboard.cli.connection import acting
from dashboard.cli.output import documents, done, json_option, report
from dashboard.cli.parameters import EXISTING, PERIOD, as_option
from dashboard.clock import told
from dashboard.i18n import _, format_moment, format_period
from dashboard.readings.whole_return import whole
from dashboard.web.api import return_documents
from data_access.vocabulary import Period


@click.command(help=_("Hand in the return that the workbook FILE holds."))
@click.argument("file", type=EXISTING)
@as_option(required=True)
@click.option("--unit", metavar="CODE", help=_("Refuse the file if it is not this unit's."))
@click.option("--period", type=PERIOD, help=_("Refuse the file if it is not for this quarter."))
@click.option("--reason", metavar="TEXT", help=_("Why an earlier revision is corrected."))
@click.option("--explanation", metavar="TEXT", help=_("A word on the warnings."))
@json_option(**{"return": None, "revision": None})
def submit(
    file: Path,
    username: str,
    unit: str | None,
    period: Period | None,
    reason: str | None,
    explanation: str | None,
) -> None:
    submission = returns.submit(
        acting(username),
        file.read_bytes(),
        file.name,
        unit_code=unit,
        period=period,
        reason=reason,
        explanation=explanation,
    )
    report(submission.problems)
    sentence = (
        _("This file was handed in before: return {number}, revision {revision}.")
        if submission.repeated
        else _("Handed in: return {number}, revision {revision}.")
    )
    done(
        {
            "return": submission.return_id,
            "revision": submission.revision,
            "status": submission.status.value,
            "problems": documents(submission.problems),
            "repeated": submission.repeated,
            "unit": submission.unit.code,
            "period": str(submission.period),
            "submitted_at": told(submission.submitted_at),
            "sha256": submission.sha256,
        },
        sentence.format(number=submission.return_id, revision=submission.revision),
        f"{submission.unit.name}, {format_period(submission.period)}, "
        f"{format_moment(submission.submitted_at)}",
    )


@click.command(
    help=_("Show all that a revision of the return with this number holds, and what became of it.")
)
@click.argument("number", type=int, metavar="RETURN")
@click.option("--revision", type=int, help=_("The revision's number; the newest by default."))
@as_option()
@json_option()
def show(number: int, revision: int | None, username: str | None) -> None:
    found = whole(acting(username), number, revision)
    done(return_documents.detailed(found), *return_text.lines(found))
