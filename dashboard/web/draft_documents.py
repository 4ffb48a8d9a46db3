"""What the form on the page is told of drafts: how one reads, who saved it, what is newer."""

from datetime import datetime
from typing import Any

from dashboard import clock
from dashboard.i18n import format_moment
from dashboard.readings.drafts import Latest
from dashboard.readings.typed_live import Live
from dashboard.views import links
from dashboard.workbooks.typed_sheets import Spot
from data_access.drafts import DraftRecord
from data_access.vocabulary import Severity

MOST_TOLD = 500


def told(live: Live) -> dict[str, Any]:
    """Return how a draft reads; of many problems the errors first, and how ``many_more``."""
    found = live.problems
    if len(found) > MOST_TOLD:
        found = tuple(sorted(found, key=lambda each: each.problem.severity is not Severity.ERROR))
    return {
        "problems": [
            {
                "severity": each.problem.severity.value,
                "rule": each.problem.rule,
                "message": each.problem.message,
                "found": each.problem.found,
                **told_spot(each.spot),
            }
            for each in found[:MOST_TOLD]
        ],
        "many_more": len(found[MOST_TOLD:]),
        "year_to_date": live.year_to_date,
        "entered": live.entered,
    }


def told_of(draft: DraftRecord) -> dict[str, Any]:
    """Return who saved a draft and when, and which revision it knows of."""
    return {
        "version": draft.version,
        "based_on": draft.based_on,
        "by": draft.writer,
        "at": when(draft.updated_at),
    }


def told_latest(latest: Latest) -> dict[str, Any]:
    """Return a revision as a draft might be begun from it: nobody has saved one yet."""
    revision = latest.revision
    return {
        "version": 0,
        "based_on": revision.number,
        "revision": revision.number,
        "by": revision.submitter,
        "at": when(revision.submitted_at),
        "href": links.to_return(revision.return_id, revision.number),
        "content": latest.says.as_content(),
    }


def told_spot(spot: Spot | None) -> dict[str, Any]:
    """Return a place on the page; None is all of it."""
    if spot is None:
        return {"part": None, "row": None, "field": None}
    return {"part": spot.part, "row": spot.row, "field": spot.field}


def when(moment: datetime) -> str:
    """Return "16:40", with its day where that is not today."""
    local = moment.astimezone(clock.VIETNAM)
    return f"{local:%H:%M}" if local.date() == clock.today() else format_moment(moment)
