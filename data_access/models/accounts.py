"""The system's own users: accounts, what they are granted, where they are signed in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from data_access.models.base import Base, account_ref, code, identity, unit_ref
from data_access.vocabulary import Role, TokenScope


class Account(Base):
    """A person who signs in, or a program that acts."""

    __tablename__ = "account"
    __table_args__ = {"comment": "The only persons the system knows"}

    id: Mapped[identity]
    username: Mapped[code] = mapped_column(comment="lower case, as typed at sign-in")
    display_name: Mapped[str] = mapped_column(String(120), comment="shown beside what they did")
    password_hash: Mapped[str | None] = mapped_column(
        String(255), comment="Argon2id; null: cannot sign in with a password"
    )
    active: Mapped[bool] = mapped_column(comment="whether the account may sign in and act")
    language: Mapped[str] = mapped_column(String(2), server_default="vi", comment="vi or en")
    created_at: Mapped[datetime]


class AccountGrant(Base):
    """A role of an account on a unit and everything below it."""

    __tablename__ = "account_grant"
    __table_args__ = (
        Index(
            "uq_account_grant_current",
            "account_id",
            "unit_id",
            "role",
            unique=True,
            postgresql_where="revoked_at is null",
        ),
        {"comment": "Who may do what where; a revoked grant stays for the record"},
    )

    id: Mapped[identity]
    account_id: Mapped[account_ref]
    unit_id: Mapped[unit_ref]
    role: Mapped[Role] = mapped_column(comment="on the unit and its subtree")
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SignInSession(Base):
    """One signed-in browser; the cookie's token is stored only as its hash."""

    __tablename__ = "sign_in_session"
    __table_args__ = {"comment": "Signed-in browsers"}

    id: Mapped[identity]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, comment="SHA-256")
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), index=True
    )
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime] = mapped_column(comment="for the idle limit")
    expires_at: Mapped[datetime] = mapped_column(comment="the absolute limit")
    ended_at: Mapped[datetime | None] = mapped_column(comment="signed out, or ended for them")
    address: Mapped[str | None] = mapped_column(String(64), comment="network address at sign-in")
    browser: Mapped[str | None] = mapped_column(String(200), comment="as it named itself")


class ApiToken(Base):
    """What a program shows to act in an account's name; stored only as its hash."""

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("expires_at > created_at", name="expires_after_it_is_made"),
        {"comment": "Tokens of programs; a revoked one stays for the record"},
    )

    id: Mapped[identity]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, comment="SHA-256")
    account_id: Mapped[account_ref]
    name: Mapped[str] = mapped_column(String(120), comment="which program it is for")
    scope: Mapped[TokenScope] = mapped_column(comment="read, or submit returns as well")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(comment="from when it opens nothing")
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class IdempotencyKey(Base):
    """A key under which a program handed in a return, so that asking again hands in nothing."""

    __tablename__ = "idempotency_key"
    __table_args__ = {"comment": "Append-only. Keys of requests that stored a return"}

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_sha256: Mapped[bytes] = mapped_column(
        LargeBinary(32), comment="of the request's body: another body wants another key"
    )
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("return_revision.id", ondelete="RESTRICT"), index=True
    )
    kept_at: Mapped[datetime]


class RateWindow(Base):
    """A counter of attempts within a window of time, shared by all processes."""

    __tablename__ = "rate_window"
    __table_args__ = {"comment": "Throttling counters"}

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    hits: Mapped[int] = mapped_column(comment="attempts in the window")
    expires_at: Mapped[datetime] = mapped_column(index=True, comment="end of the window")
