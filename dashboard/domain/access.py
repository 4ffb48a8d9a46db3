"""Who may do what: roles, rights, and the unit a role is granted on."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from data_access.vocabulary import Channel, Role


class Right(StrEnum):
    """One kind of reading or doing."""

    SEE_PROGRESS = "see_progress"
    SEE_RETURN = "see_return"
    SUBMIT_RETURN = "submit_return"
    RECEIVE_RETURNS = "receive_returns"
    REVIEW_RETURN = "review_return"
    SET_TARGETS = "set_targets"
    IMPORT_HISTORY = "import_history"
    MANAGE_UNITS = "manage_units"
    MANAGE_ACCOUNTS = "manage_accounts"
    HAVE_TOKENS = "have_tokens"


_EVERYONE = frozenset({Right.SEE_PROGRESS, Right.SEE_RETURN})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: _EVERYONE,
    Role.REPORTER: _EVERYONE | {Right.SUBMIT_RETURN, Right.HAVE_TOKENS},
    Role.REVIEWER: _EVERYONE | {Right.RECEIVE_RETURNS, Right.REVIEW_RETURN, Right.SET_TARGETS},
    Role.ADMINISTRATOR: frozenset(Right),
}


OPERATOR = "tiendo"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on the unit with this id and on everything below it."""

    unit_id: int
    role: Role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts: an account with its grants, and the door they came through."""

    account_id: int
    username: str
    name: str
    grants: tuple[Grant, ...]
    channel: Channel
    language: str = "vi"

    @property
    def reach(self) -> frozenset[int]:
        """The ids of the units on which any role is held (their subtrees too)."""
        return frozenset(grant.unit_id for grant in self.grants)

    def units_with(self, right: Right) -> frozenset[int]:
        """Return the ids of the units on which a role gives ``right`` (their subtrees too)."""
        return frozenset(grant.unit_id for grant in self.grants if right in RIGHTS[grant.role])

    def may(self, right: Right, unit_and_above: Collection[int]) -> bool:
        """Whether ``right`` reaches the unit whose own id and ancestors' ids are given."""
        return not self.units_with(right).isdisjoint(unit_and_above)

    @property
    def is_operator(self) -> bool:
        """Whether it is whoever runs commands on the server itself: no browser comes that way."""
        return self.username == OPERATOR and self.channel is Channel.COMMAND_LINE
