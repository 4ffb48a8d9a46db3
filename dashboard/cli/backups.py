"""``tiendo backup`` and ``restore``."""

from pathlib import Path

import click

from dashboard.cli import connection
from dashboard.cli.output import backup_document, done, json_option, tell
from dashboard.cli.parameters import EXISTING, first, first_options, output_option
from dashboard.clock import told
from dashboard.i18n import _, format_count, format_moment, format_period
from dashboard.maintenance import Made
from dashboard.maintenance.archive import Manifest
from data_access.vocabulary import Period


@click.command(help=_("Write everything in the database into one file; others may go on working."))
@output_option()
@click.option("--force", is_flag=True, help=_("Overwrite the file where it is there already."))
@json_option()
def backup(output: Path, force: bool) -> None:
    from dashboard.maintenance.backing_up import back_up

    connection.choose()
    connection.is_current()
    manifest = back_up(output, tell, overwrite=force)
    size = output.stat().st_size
    figures = manifest.figures
    done(
        {
            "status": "done",
            "file": str(output),
            "bytes": size,
            **_document(manifest),
            "figures": figures
            and {
                "period": figures.period,
                "provinces": len(figures.provinces),
            },
        },
        _("{file}: {rows} rows of {tables} tables as of {moment}, {megabytes} MB.").format(
            file=output,
            rows=format_count(manifest.rows),
            tables=len(manifest.tables),
            moment=format_moment(manifest.taken_at),
            megabytes=format_count(max(1, round(size / 1e6))),
        ),
    )


@click.command(help=_("Restore a backup into an empty database, and prove that it is the same."))
@click.argument("file", type=EXISTING)
@click.option(
    "--replace",
    is_flag=True,
    help=_("Let the restored copy take the place of what the database holds, once it is proven."),
)
@first_options
@json_option()
def restore(file: Path, replace: bool, backup: Path | None, no_backup: bool) -> None:
    from dashboard.maintenance import restoring

    how = first(backup, no_backup=no_backup)
    connection.choose()
    connection.is_current()
    restored = restoring.restore(file, how, tell, replace=replace)
    manifest, made = restored.manifest, restored.backup
    done(
        {
            "status": "done",
            "file": str(file),
            **_document(manifest),
            "migrated_to": restored.migrated_to,
            "figures": "same" if restored.figures_compared else "not-compared",
            "replaced": made is not None,
            **backup_document(made or Made(reason="nothing-to-lose")),
        },
        *_sentences(manifest, restored.migrated_to, compared=restored.figures_compared),
        *(
            [_("A backup was made first: {file}").format(file=made.path)]
            if made and made.path
            else []
        ),
    )


def _document(manifest: Manifest) -> dict[str, object]:
    return {
        "taken_at": told(manifest.taken_at),
        "revision": manifest.revision,
        "sha256": manifest.sha256,
        "tables": len(manifest.tables),
        "rows": manifest.rows,
    }


def _sentences(manifest: Manifest, migrated_to: str | None, *, compared: bool) -> list[str]:
    sentences = [
        _(
            "Restored as of {moment}: {rows} rows of {tables} tables, counted and checksummed, "
            "are the same."
        ).format(
            moment=format_moment(manifest.taken_at),
            rows=format_count(manifest.rows),
            tables=len(manifest.tables),
        )
    ]
    if migrated_to:
        sentences.append(
            _("The backup was of schema {old}; it was brought up to {new}.").format(
                old=manifest.revision, new=migrated_to
            )
        )
    if compared and manifest.figures:
        sentences.append(
            _("The progress of every province up to {period} is the same.").format(
                period=format_period(Period.parse(manifest.figures.period))
            )
        )
    else:
        sentences.append(
            _(
                "The provinces' progress was not compared: the backup is of another version of the "
                "program."
            )
        )
    return sentences
