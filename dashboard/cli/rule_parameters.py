"""``tiendo parameter``: thresholds, tolerances and eligibility numbers of the rules."""

from datetime import date
from typing import Any

import click

from dashboard import clock
from dashboard.actions import parameters as actions
from dashboard.actions.parameters import Change
from dashboard.cli.connection import acting
from dashboard.cli.output import done, json_option
from dashboard.cli.parameters import DAY, as_option
from dashboard.i18n import N_, _, format_date, format_moment
from dashboard.parameters import as_number, shown
from dashboard.readings import parameters as readings
from dashboard.readings.parameters import ProvinceParameters
from data_access.moment import BEGINNING
from data_access.parameters import ParameterRecord

_MEANS = {
    "on_track_from": N_("share of the expected from which a target is on track"),
    "slow_from": N_("share of the expected from which it is slow; below, at risk"),
    "outlier_score": N_("modified z-score beyond which a figure is doubted"),
    "outlier_quarters": N_("earlier quarters needed to doubt a figure by them"),
    "outlier_share": N_("a stock that changes by less than this share is not doubted"),
    "least_difference": N_("a smaller difference is not doubted"),
    "stock_tolerance": N_("how far a stock may be from last quarter's and its movements"),
    "cross_check_share": N_("how far a second source may be from the units' sum"),
    "party_members": N_("Party members wanted to found a Party organisation"),
    "union_workers": N_("workers wanted to found a union"),
    "members_per_organisation": N_("least and most members of an organisation on average"),
}


@click.group(help=_("Thresholds, tolerances and eligibility numbers of the rules."))
def parameter() -> None:
    """Say what is to be done with the parameters."""


@parameter.command("list", help=_("List what is in force in a province, and what was before."))
@click.option(
    "--unit", metavar="CODE", help=_("A unit of the province; by default the account's first.")
)
@as_option()
@json_option()
def list_parameters(unit: str | None, username: str | None) -> None:
    found = readings.of_province(acting(username), unit)
    done(_document(found), *_lines(found))


@parameter.command("set", help=_("Let a parameter have another value from a day on."))
@click.argument("name")
@click.argument("value")
@click.option(
    "--unit",
    metavar="CODE",
    help=_("A unit of the province; by default every province that the account administers."),
)
@click.option("--from", "day", type=DAY, help=_("First day on which it holds; by default today."))
@as_option()
@json_option()
def set_parameter(
    name: str, value: str, unit: str | None, day: date | None, username: str | None
) -> None:
    changes = actions.change(acting(username), {name: value}, day, unit)
    (known, text), *_others = changes[0].values.items()
    done(
        {
            "name": known,
            "value": as_number(text),
            "effective_on": changes[0].effective_on.isoformat(),
            "provinces": [
                {"province": each.province.code, "before": as_number(each.before[known])}
                for each in changes
            ],
        },
        *(_changed(each, known) for each in changes),
    )


def _changed(change: Change, name: str) -> str:
    return _("{province}: {name} is {value} from {day} on, instead of {before}").format(
        province=change.province.name,
        name=name,
        value=shown(change.values[name]),
        day=format_date(change.effective_on),
        before=shown(change.before[name]),
    )


def _document(found: ProvinceParameters) -> dict[str, Any]:
    return {
        "province": found.province.code,
        "as_of": found.today.isoformat(),
        "parameters": [
            {"name": name, "value": as_number(value), **_recorded(found.records.get(name))}
            for name, value in found.in_force.items()
        ],
        "history": [
            {"name": each.name, "value": as_number(each.value), **_recorded(each)}
            for each in found.history
        ],
    }


def _recorded(each: ParameterRecord | None) -> dict[str, str | None]:
    """Return since when a value holds and who recorded it when; null: since ever, the settings."""
    if each is None:
        return dict.fromkeys(("effective_on", "recorded_at", "recorded_by"))
    since = None if each.effective_on == BEGINNING else each.effective_on.isoformat()
    return {
        "effective_on": since,
        "recorded_at": clock.told(each.recorded_at),
        "recorded_by": each.recorder,
    }


def _lines(found: ProvinceParameters) -> list[str]:
    return [
        _("{province}: in force on {day}").format(
            province=found.province.name, day=format_date(found.today)
        ),
        *(f"  {name}\t{shown(value)}\t{_(_MEANS[name])}" for name, value in found.in_force.items()),
        _("All that was recorded, the newest first"),
        *(f"  {_line(each)}" for each in found.history),
    ]


def _line(each: ParameterRecord) -> str:
    since = (
        _("from the beginning")
        if each.effective_on == BEGINNING
        else _("from {day} on").format(day=format_date(each.effective_on))
    )
    recorder = each.recorder or _("first value, from the settings")
    moment = format_moment(each.recorded_at)
    return f"{each.name}\t{shown(each.value)}\t{since}\t{recorder}, {moment}"
