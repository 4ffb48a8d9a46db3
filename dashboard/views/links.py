"""Addresses inside the application: every view is a link, and every link names its view."""

from urllib.parse import urlencode

from dashboard.domain.progress import UnitProgress
from data_access.vocabulary import Period

OVERVIEW = "./"  # the default page answers at the root
UNIT = "don-vi"
INDICATOR = "chi-tieu"
RETURN = "ban-bao-cao"
SUBMIT = "nop-bao-cao"
REVIEW = "duyet-bao-cao"

SCRIPTS = {
    OVERVIEW: "overview.py",
    UNIT: "unit.py",
    INDICATOR: "indicator.py",
    RETURN: "return_detail.py",
    SUBMIT: "submit.py",
    REVIEW: "review.py",
}


def view(
    page: str,
    unit: str,
    period: Period,
    *,
    indicator: str | None = None,
    provisional: bool = False,
    source: str | None = None,
) -> str:
    """Return the relative address of one view; ``source`` is the unit whose returns are listed."""
    query = {
        "chi_tieu": indicator,
        "don_vi": unit,
        "nam": period.year,
        "quy": period.quarter,
        "so_bo": 1 if provisional else None,
        "nguon": source,
    }
    return f"{page}?{urlencode({key: value for key, value in query.items() if value is not None})}"


def to_unit(progress: UnitProgress, provisional: bool) -> str:
    return view(UNIT, progress.unit.code, progress.period, provisional=provisional)


def to_indicator(progress: UnitProgress, code: str, provisional: bool) -> str:
    return view(
        INDICATOR, progress.unit.code, progress.period, indicator=code, provisional=provisional
    )


def to_source(within: str, unit: str, period: Period, code: str, provisional: bool) -> str:
    """Return the address of the returns behind a unit's figure, shown within a larger unit."""
    return view(INDICATOR, within, period, indicator=code, provisional=provisional, source=unit)


def to_return(return_id: int, revision: int | None = None) -> str:
    query = {"return": return_id} | ({"revision": revision} if revision else {})
    return f"{RETURN}?{urlencode(query)}"


def to_review(return_id: int | None = None) -> str:
    """Return the address of the queue, or of one return opened in it."""
    return f"{REVIEW}?{urlencode({'return': return_id})}" if return_id else REVIEW


def template(unit: str, period: Period) -> str:
    """Return where the unit's form for the quarter is downloaded."""
    return f"/download/template?{urlencode({'unit': unit, 'period': str(period)})}"


def original(revision_id: int) -> str:
    """Return where the file behind a revision is downloaded."""
    return f"/download/file/{revision_id}"
