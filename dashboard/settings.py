"""Every setting, read from the environment once.

Each is an environment variable ``TIENDO_<NAME>``; the field's description is its documentation.
"""

from datetime import date
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.domain.limits import MEMBERS_PER_ORGANISATION, members_by_organisation


def _data_dir() -> Path:
    """The user's own data folder; where its path has a space (as on macOS), one beside home."""
    usual = user_data_path("tiendo", appauthor=False)
    return Path.home() / ".tiendo" if " " in str(usual) else usual


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="TIENDO_", frozen=True, env_ignore_empty=True)

    database_url: str | None = Field(
        default=None, description="Shared PostgreSQL server; without it an embedded one is started"
    )
    data_dir: Path = Field(
        default_factory=_data_dir,
        description="Folder of the embedded database",
    )
    postgres_bin: Path | None = Field(
        default=None,
        description="Folder of pg_dump, pg_restore and psql; without it those that come along",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on")
    port: int = Field(default=8501, ge=1, le=65535, description="Port the server listens on")
    today: date | None = Field(
        default=None, description="The day to take for today, for demonstrations and tests"
    )
    secure_cookie: bool = Field(
        default=False, description="Send the session cookie over HTTPS only; set it behind TLS"
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of reverse proxies whose X-Forwarded-* headers are believed",
    )
    allowed_hosts: str = Field(
        default="", description="Host names people open it under, comma-separated; empty: any"
    )
    public_url: str = Field(
        default="", description="Address people open it under, written into reminders; empty: none"
    )
    show_demo_sign_ins: bool = Field(
        default=False, description="Show the demonstration sign-ins on the sign-in page"
    )
    idle_hours: float = Field(
        default=12, gt=0, description="Hours without use after which a session ends"
    )
    session_days: float = Field(
        default=14, gt=0, description="Days after which a session ends in any case"
    )
    api_requests_per_minute: int = Field(
        default=600, gt=0, description="Requests a minute that one access key of a program may make"
    )
    on_track_from: float = Field(
        default=0.95, gt=0, le=1, description="Share of the expected: on track"
    )
    slow_from: float = Field(
        default=0.75, gt=0, le=1, description="Share of the expected: slow, not risk"
    )

    outlier_score: float = Field(
        default=3.5, gt=0, description="Modified z-score beyond which a figure is doubted"
    )
    outlier_quarters: int = Field(
        default=6, ge=3, le=12, description="Earlier quarters needed to doubt a figure by them"
    )
    outlier_share: float = Field(
        default=0.02, ge=0, description="A stock that changes by less than this share is fine"
    )
    least_difference: int = Field(
        default=10, ge=0, description="A figure nearer than this to what it is held against is fine"
    )
    stock_tolerance: int = Field(
        default=0, ge=0, description="How far a stock may be from last quarter's and its movements"
    )
    cross_check_share: float = Field(
        default=0.05, ge=0, description="Share of the units' sum a second source may be away from"
    )
    party_members: int = Field(
        default=3, ge=0, description="Party members wanted to found a Party organisation"
    )
    union_workers: int = Field(default=20, ge=0, description="Workers wanted to found a union")
    members_per_organisation: str = Field(
        default=MEMBERS_PER_ORGANISATION,
        description="Least and most members of an organisation on average, by kind",
    )

    @field_validator("members_per_organisation")
    @classmethod
    def _are_spans(cls, spans: str) -> str:
        members_by_organisation(spans)
        return spans

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        parts = urlsplit(address.strip())
        if address.strip() and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise ValueError("must begin with http:// or https://")
        return address.strip().rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, proxies: str) -> str:
        for each in proxies.replace(",", " ").split():
            ip_network(each, strict=False)
        return proxies


@cache
def settings() -> Settings:
    return Settings()
