"""Addresses inside the application: every view is a link, and every link names its view."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from dashboard.domain.progress import UnitProgress
from data_access.vocabulary import Period

OVERVIEW = "./"  # the default page answers at the root
UNIT = "don-vi"
INDICATOR = "chi-tieu"
RETURN = "ban-bao-cao"
SUBMIT = "nop-bao-cao"
FORM = "nhap-bao-cao"
REVIEW = "duyet-bao-cao"
RECEIVE = "nhan-bao-cao"
CALENDAR = "lich-bao-cao"
COMPLETENESS = "tinh-hinh-nop"
TOKENS = "khoa-truy-cap"
RULES = "quy-tac"

SCRIPTS = {
    OVERVIEW: "overview.py",
    UNIT: "unit.py",
    INDICATOR: "indicator.py",
    RETURN: "return_detail.py",
    SUBMIT: "submit.py",
    FORM: "form.py",
    REVIEW: "review.py",
    RECEIVE: "receive.py",
    CALENDAR: "calendar.py",
    COMPLETENESS: "completeness.py",
    TOKENS: "tokens.py",
    RULES: "rules.py",
}


def number(text: str | None) -> int | None:
    """Return a number as an address gives it: of a return, a year, a page; None: none is given."""
    known = text is not None and text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) if text is not None and known else None


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


def query(address: str) -> dict[str, str]:
    """Return what an address asks for, for a page that goes on to it by itself."""
    return dict(parse_qsl(urlsplit(address).query))


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


def to_difference(return_id: int, old: int, new: int) -> str:
    """Return the address of a return on which two of its revisions stand side by side."""
    return f"{RETURN}?{urlencode({'return': return_id, 'tu': old, 'den': new})}"


def to_review(
    return_id: int | None = None, against: int | None = None, spots: Sequence[str] | None = None
) -> str:
    """Return the address of the queue, or of one return opened in it.

    ``against`` is the revision it is compared with; ``spots`` are the places marked for remarks
    (none yet: an empty sequence; None: nothing is being marked).
    """
    if return_id is None:
        return REVIEW
    query: dict[str, int | str] = {"return": return_id}
    if against is not None:
        query["so_voi"] = against
    if spots is not None:
        query["nhan_xet"] = ",".join(spots) or "0"
    return f"{REVIEW}?{urlencode(query, safe=',')}"


def to_form(unit: str, period: Period, *, review: bool = False) -> str:
    """Return the address of the form on the page, or of the last look before it is handed in."""
    return view(FORM, unit, period) + ("&buoc=nop" if review else "")


def draft(unit: str, period: Period) -> str:
    """Return where the unit's form is downloaded with the draft typed in."""
    return f"/download/draft?{urlencode({'unit': unit, 'period': str(period)})}"


def to_tokens(revoke: int | None = None) -> str:
    """Return the address of the access keys, or of the question whether one is to be revoked."""
    return f"{TOKENS}?{urlencode({'thu_hoi': revoke})}" if revoke else TOKENS


def template(unit: str, period: Period) -> str:
    """Return where the unit's form for the quarter is downloaded."""
    return f"/download/template?{urlencode({'unit': unit, 'period': str(period)})}"


def original(revision_id: int) -> str:
    """Return where the file behind a revision is downloaded."""
    return f"/download/file/{revision_id}"


def original_upload(upload_id: int) -> str:
    """Return where a file that the person handed in is downloaded as it came."""
    return f"/download/upload/{upload_id}"


def to_bundle(batch_id: int, end: str | None = None, page: int = 1) -> str:
    """Return the address of a bundle received, of its files with one ``end`` where it is given."""
    query: dict[str, object] = {"goi": batch_id}
    if end:
        query["ket_qua"] = end
    if page > 1:
        query["trang"] = page
    return f"{RECEIVE}?{urlencode(query)}"


def marked_bundle(batch_id: int) -> str:
    """Return where a bundle's refused files are downloaded, marked, as one archive."""
    return f"/download/bundle/{batch_id}/marked.zip"


def bundle_list(batch_id: int) -> str:
    """Return where the list of a bundle's files is downloaded as a workbook."""
    return f"/download/bundle/{batch_id}/list.xlsx"


def rule(code: str) -> str:
    """Return the address of what the guide says about a rule; without one, of all of them."""
    return f"{RULES}?{urlencode({'ma': code})}" if code else RULES


def marked_upload(upload_id: int) -> str:
    """Return where a refused file is downloaded with its wrong cells marked."""
    return f"/download/marked/upload/{upload_id}"


def marked_revision(revision_id: int) -> str:
    """Return where a revision's file is downloaded with the reviewer's words in it."""
    return f"/download/marked/revision/{revision_id}"


def calendar(query: Mapping[str, object]) -> str:
    """Return the address of a view of the calendar."""
    return f"{CALENDAR}?{urlencode(query)}"


def calendar_file(unit: str | None = None, province: str | None = None) -> str:
    """Return where due dates are downloaded for other calendars: a unit's own, or those of the
    calendar, of one province where there are several to choose from."""
    query = {"unit": unit} if unit else {"province": province} if province else {}
    return f"/download/calendar.ics{'?' if query else ''}{urlencode(query)}"


def completeness_file(unit: str, first_year: int, last_year: int) -> str:
    """Return where the table of who handed in when is downloaded as a workbook."""
    query = urlencode({"unit": unit, "from": first_year, "to": last_year})
    return f"/download/completeness.xlsx?{query}"
