"""The demonstration's sign-ins, shown on the sign-in page where a setting asks for them."""

from dataclasses import dataclass

from dashboard.i18n import N_
from dashboard.readings import illustration
from data_access.vocabulary import Role

_ROLES = {
    Role.VIEWER: N_("Leader"),
    Role.REVIEWER: N_("Provincial officer"),
    Role.REPORTER: N_("District clerk"),
    Role.ADMINISTRATOR: N_("Administrator"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One sign-in; ``role`` is a message to be translated."""

    role: str
    name: str
    username: str
    password: str


def sign_ins() -> tuple[Shown, ...]:
    """Return one sign-in for each role; none where the province is a real one."""
    if not illustration.is_the_province():
        return ()
    # A server for a real province never loads what makes an invented one.
    from dashboard.demo.people import FOR_EACH_ROLE, PASSWORD

    return tuple(
        Shown(_ROLES[each.role], each.display_name, each.username, PASSWORD)
        for each in FOR_EACH_ROLE
    )
