"""The access keys of programs, as drawn: those in force, those that are over, one just made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from dashboard.actions.tokens import Made
from dashboard.domain.access import Person, Right
from dashboard.i18n import N_, _, format_date, format_moment
from dashboard.views import links
from dashboard.views.look import Look
from dashboard.views.templates import drawn
from data_access.tokens import TokenRecord
from data_access.vocabulary import TokenScope

SOON = 14  # days before a key's end from which it is pointed out
SCOPES = {
    TokenScope.READ: N_("Reads only"),
    TokenScope.SUBMIT: N_("Reads and hands in returns"),
}

_IN_FORCE = Look("full", "good", N_("In force"), N_("In force"))
_SOON_OVER = Look("clock", "slow", N_("Soon over"), N_("Soon over"))
_OVER = Look("dash", "calm", N_("Expired"), N_("Expired"))
_REVOKED = Look("cross", "calm", N_("Revoked"), N_("Revoked"))
_CLOSED = Look("dash", "calm", N_("Account closed"), N_("Account closed"))


@dataclass(frozen=True, slots=True)
class Row:
    """One key as a row; ``last`` is the day of ``used``, where there is no room for the hour;
    ``revoke`` None: there is nothing to revoke.
    """

    each: TokenRecord
    scope: str
    look: Look
    until: str
    used: str
    last: str
    own: bool
    revoke: str | None


def sheet(found: Sequence[TokenRecord], person: Person, now: datetime) -> Markup:
    """Return the page's head and its lists; the first is of the keys that open something."""
    rows = [_row(each, person, now) for each in found]
    in_force = [row for row in rows if row.revoke]
    return drawn(
        "tokens.html",
        in_force=in_force,
        over=[row for row in rows if not row.revoke],
        several=bool(person.units_with(Right.MANAGE_ACCOUNTS)),
        answer=_answer(len(in_force)),
    )


def _answer(count: int) -> str:
    if not count:
        return _("No access key is in force.")
    return _("Access keys in force: {count}").format(count=count)


def _row(each: TokenRecord, person: Person, now: datetime) -> Row:
    look = _look(each, now)
    opens = look in (_IN_FORCE, _SOON_OVER)
    return Row(
        each=each,
        scope=_(SCOPES[each.scope]),
        look=look,
        until=_until(each),
        used=format_moment(each.last_used_at) if each.last_used_at else _("never used"),
        last=_last(each),
        own=each.account_id == person.account_id,
        revoke=links.to_tokens(each.id) if opens else None,
    )


def _look(each: TokenRecord, now: datetime) -> Look:
    if each.revoked_at is not None:
        return _REVOKED
    if each.expires_at <= now:
        return _OVER
    if not each.active:
        return _CLOSED
    return _SOON_OVER if (each.expires_at - now).days < SOON else _IN_FORCE


def _until(each: TokenRecord) -> str:
    if each.revoked_at is not None:
        return _("revoked on {day}").format(day=format_date(each.revoked_at))
    return _("until {day}").format(day=format_date(each.expires_at))


def _last(each: TokenRecord) -> str:
    if each.last_used_at is None:
        return _("never used")
    return _("used on {day}").format(day=format_date(each.last_used_at))


def fresh(made: Made) -> Markup:
    """Return the card of a key just made, which is the only place that ever shows it."""
    return drawn("token_made.html", made=made, scope=_(SCOPES[made.scope]))
