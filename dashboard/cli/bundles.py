"""``tiendo receive``: what came by e-mail, many files at once."""

from pathlib import Path
from typing import Any

import click

from dashboard import handing_back
from dashboard.actions import bulk
from dashboard.cli.connection import acting
from dashboard.cli.output import documents, done, json_option, tell, written
from dashboard.cli.parameters import EXISTING, TARGET, as_option
from dashboard.domain.access import Person
from dashboard.doors import reading
from dashboard.i18n import _, format_count
from dashboard.readings import bundles
from dashboard.readings.bundles import Received, ReceivedBundle
from dashboard.views.receiving_sheet import LOOKS, said
from dashboard.views.replies import whose
from dashboard.web.bundles import packed
from data_access.vocabulary import Severity, UploadOutcome


@click.command(
    help=_(
        "Receive the returns in FILES, workbooks and .zip archives of them, as an officer does "
        "with the attachments of e-mails."
    )
)
@click.argument("named", type=EXISTING, nargs=-1, metavar="FILES…")
@as_option(required=True)
@click.option(
    "--bundle",
    type=int,
    metavar="NUMBER",
    help=_("Read on in a bundle received before, instead of FILES."),
)
@click.option(
    "--zip",
    "archive",
    type=TARGET,
    metavar="FILE",
    help=_("Write the refused files, marked up, and the list as one archive."),
)
@json_option(bundle=None)
def receive(
    named: tuple[Path, ...], username: str, bundle: int | None, archive: Path | None
) -> None:
    if bool(named) == (bundle is not None):
        raise click.UsageError(_("Give FILES, or --bundle, and not both."))
    person = acting(username)
    number = bundle
    if number is None:
        number = bulk.receive(person, ((each.name, each.read_bytes()) for each in named))
    else:
        bulk.try_again(person, number)
    while bulk.read_next(person, number):
        pass
    with reading(person):
        found = bundles.bundle(person, number)
        packed_up = None if archive is None else _packed(person, found)
    if archive is not None and packed_up is not None:
        written(archive, packed_up)
    _told(found)


def _packed(person: Person, found: ReceivedBundle) -> bytes:
    return b"".join(packed(handing_back.to_hand_back(person, found)))


def _told(found: ReceivedBundle) -> None:
    for each in found.files:
        if each.outcome is UploadOutcome.REFUSED:
            tell(_sentence(each))
    counts = {
        "stored": found.count(UploadOutcome.STORED),
        "repeated": found.count(UploadOutcome.REPEATED),
        "refused": found.count(UploadOutcome.REFUSED),
        "waiting": found.count(None),
    }
    done(
        {
            "status": "done",
            "bundle": found.id,
            "files": len(found.files),
            **counts,
            "left_out": list(found.left_out),
            "items": [_document(each) for each in found.files],
        },
        _("Bundle {number}: {files} files").format(
            number=found.id, files=format_count(len(found.files))
        ),
        *(
            f"{_(LOOKS[outcome].word)}: {format_count(found.count(outcome))}"
            for outcome in (UploadOutcome.STORED, UploadOutcome.REPEATED, UploadOutcome.REFUSED)
        ),
    )


def _sentence(file: Received) -> str:
    errors = [each for each in file.problems if each.severity is Severity.ERROR]
    return f"{file.file_name} ({whose(file)}): {said(file, errors)}"


def _document(file: Received) -> dict[str, Any]:
    return {
        "file": file.file_name,
        "unit": file.unit_code,
        "period": str(file.period) if file.period else None,
        "outcome": file.outcome.value if file.outcome else None,
        "return": file.return_id,
        "revision": file.revision,
        "upload": file.upload_id,
        "warnings": file.warnings,
        "again": file.again,
        "superseded": file.superseded,
        "problems": documents(file.problems),
    }
