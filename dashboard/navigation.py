"""The register of pages, and which of them a person is offered."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.domain.access import Person, Right
from dashboard.i18n import N_

PAGES = Path(__file__).resolve().parent.parent / "pages"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its script in ``pages/``, its path in the URL, and the right that opens it.

    ``menu`` is its word in the menu, where ``title`` is too long for one that fits a tablet held
    upright; ``in_menu`` False: opened from other pages only; ``under`` is then the path of the page
    whose word in the menu is marked meanwhile. No icons: one of them costs the browser a font of
    375 kB at the first visit.
    """

    file: str
    url_path: str
    title: str
    right: Right | None = None
    in_menu: bool = True
    menu: str = ""
    under: str = ""


REGISTER = (
    Entry("overview.py", "tong-quan", N_("Overview")),
    Entry("unit.py", "don-vi", N_("Unit")),
    Entry("indicator.py", "chi-tieu", N_("Indicator")),
    Entry(
        "completeness.py",
        "tinh-hinh-nop",
        N_("Returns received"),
        Right.SEE_RETURN,
    ),
    Entry("calendar.py", "lich-bao-cao", N_("Calendar"), menu=N_("Due dates")),
    Entry(
        "submit.py",
        "nop-bao-cao",
        N_("Submit return"),
        Right.SUBMIT_RETURN,
        menu=N_("Hand in"),
    ),
    Entry(
        "form.py",
        "nhap-bao-cao",
        N_("Type the return in"),
        Right.SUBMIT_RETURN,
        in_menu=False,
        under="nop-bao-cao",
    ),
    Entry(
        "review.py",
        "duyet-bao-cao",
        N_("Review returns"),
        Right.REVIEW_RETURN,
        menu=N_("Reviewing"),
    ),
    Entry(
        "receive.py",
        "nhan-bao-cao",
        N_("Receive returns"),
        Right.RECEIVE_RETURNS,
        menu=N_("Receiving"),
    ),
    Entry(
        "return_detail.py",
        "ban-bao-cao",
        N_("Return"),
        Right.SEE_RETURN,
        in_menu=False,
    ),
    Entry(
        "tokens.py",
        "khoa-truy-cap",
        N_("API access keys"),
        Right.HAVE_TOKENS,
        in_menu=False,
    ),
    Entry("rules.py", "quy-tac", N_("Rules of the checks"), in_menu=False),
)


def entries_for(person: Person) -> tuple[Entry, ...]:
    """Return the pages that one of the person's roles opens somewhere."""
    return tuple(
        entry for entry in REGISTER if entry.right is None or person.units_with(entry.right)
    )
