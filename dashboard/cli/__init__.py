"""``tiendo``: everything a person does on a page, for administrators and automation.

Exit codes: 0 done, 1 refused (with reasons), 2 usage. Reasons go to standard error; with ``--json``
one JSON document, and nothing else, goes to standard output, also when the command is refused.

Each command's module is imported when the command runs. Texts are translated at import: a command
lives as long as its language.
"""

from importlib import import_module

import click

from dashboard.i18n import _

_COMMANDS = {
    "template": ("dashboard.cli.templates", _("Make an empty workbook to fill in")),
    "fill": ("dashboard.cli.templates", _("Write figures into a template as a clerk would")),
    "submit": ("dashboard.cli.returns", _("Hand in a quarterly return")),
    "receive": ("dashboard.cli.bundles", _("Receive returns sent by e-mail, many at once")),
    "accept": ("dashboard.cli.decisions", _("Accept a return")),
    "send-back": ("dashboard.cli.decisions", _("Send a return back with a reason")),
    "reopen": ("dashboard.cli.decisions", _("Ask for a correction of an accepted return")),
    "withdraw": ("dashboard.cli.decisions", _("Take a submitted return back")),
    "show": ("dashboard.cli.returns", _("Show all that a return holds")),
    "diff": ("dashboard.cli.decisions", _("Show how two revisions of a return differ")),
    "targets": ("dashboard.cli.imports", _("Bring in the year's targets")),
    "history": ("dashboard.cli.imports", _("Bring in figures of earlier years")),
    "period": ("dashboard.cli.periods", _("Due dates, extensions, closing of quarters")),
    "parameter": (
        "dashboard.cli.rule_parameters",
        _("Thresholds and tolerances of the rules, by province"),
    ),
    "completeness": ("dashboard.cli.periods", _("Show which returns came, and when")),
    "progress": ("dashboard.cli.progress", _("Show how far a unit has come")),
    "unit": ("dashboard.cli.units", _("Add, rename, close and list units")),
    "indicator": ("dashboard.cli.indicators", _("List, change and retire indicators")),
    "account": (
        "dashboard.cli.accounts",
        _("Add accounts, grant and take roles, reset passwords, close accounts"),
    ),
    "token": ("dashboard.cli.tokens", _("Make, list and revoke the access keys of programs")),
    "migrate": ("dashboard.cli.service", _("Bring the database to this version's schema")),
    "backup": ("dashboard.cli.backups", _("Write everything in the database into one file")),
    "restore": ("dashboard.cli.backups", _("Restore a backup")),
    "demo": ("dashboard.cli.service", _("Load the demonstration province")),
    "serve": ("dashboard.cli.service", _("Serve the application to browsers")),
}


class Commands(click.Group):
    """Knows its commands by name, imports them when asked, and turns refusals into sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's own
        return list(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's own
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(_COMMANDS[cmd_name][0])
        found = getattr(module, cmd_name.replace("-", "_"))
        return found if isinstance(found, click.Command) else None

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's own
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, words) for name, (_module, words) in _COMMANDS.items()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        from dashboard.cli.output import refusals

        with refusals(ctx):
            for word in args:
                word.encode()  # one in other letters would lose them where it is tidied
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        from dashboard.cli.output import refusals

        with refusals(ctx):
            return super().invoke(ctx)


@click.group(cls=Commands, help=_("Progress against the year's targets, from the command line."))
@click.help_option("--help", "-h", help=_("Show this help and leave."))
def main() -> None:
    """Say which command is meant; the commands do the rest."""
