"""Roles that accounts hold on units: given, taken away, and read beside an account."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data_access.models import Account, AccountGrant
from data_access.vocabulary import Role


def give(session: Session, account_id: int, unit_id: int, role: Role, at: datetime) -> bool:
    """Give a role on a unit; False: the account has it already."""
    made = session.scalar(
        insert(AccountGrant)
        .values(account_id=account_id, unit_id=unit_id, role=role, granted_at=at)
        .on_conflict_do_nothing()
        .returning(AccountGrant.id)
    )
    return made is not None


def take(session: Session, account_id: int, unit_id: int, role: Role, at: datetime) -> bool:
    """Take a role on a unit away; False: the account does not have it."""
    taken = session.scalar(
        update(AccountGrant)
        .where(
            AccountGrant.account_id == account_id,
            AccountGrant.unit_id == unit_id,
            AccountGrant.role == role,
            AccountGrant.revoked_at.is_(None),
        )
        .values(revoked_at=at)
        .returning(AccountGrant.id)
    )
    return taken is not None


def of_account(session: Session, account_id: int) -> tuple[tuple[int, Role], ...]:
    """Return the current grants as (unit id, role), in the order they were given."""
    rows = session.execute(
        select(AccountGrant.unit_id, AccountGrant.role)
        .where(AccountGrant.account_id == account_id, AccountGrant.revoked_at.is_(None))
        .order_by(AccountGrant.id)
    )
    return tuple((unit_id, role) for unit_id, role in rows)


def units_ever(session: Session, account_id: int) -> frozenset[int]:
    """Return the ids of the units of all grants, revoked ones too."""
    rows = session.scalars(
        select(AccountGrant.unit_id).where(AccountGrant.account_id == account_id)
    )
    return frozenset(rows)


def beside_account() -> ScalarSelect[list[str]]:
    """Return the column of a query on accounts that holds the current grants of each; ``told``
    reads it.
    """
    said = func.concat(AccountGrant.unit_id, " ", AccountGrant.role)
    return (
        select(func.coalesce(func.array_agg(said), []))
        .where(AccountGrant.account_id == Account.id, AccountGrant.revoked_at.is_(None))
        .scalar_subquery()
    )


def told(column: Iterable[str]) -> tuple[tuple[int, Role], ...]:
    """Return the grants in such a column as (unit id, role); each stands there as "12 reporter"."""
    apart = (each.split(" ") for each in column)
    return tuple((int(unit), Role(role)) for unit, role in apart)
