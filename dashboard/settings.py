"""Every setting, read from the environment once.

Each is an environment variable ``TIENDO_<NAME>``; the field's description is its documentation.
"""

from datetime import date
from functools import cache
from ipaddress import ip_network
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    show_demo_sign_ins: bool = Field(
        default=False, description="Show the demonstration sign-ins on the sign-in page"
    )
    idle_hours: float = Field(
        default=12, gt=0, description="Hours without use after which a session ends"
    )
    session_days: float = Field(
        default=14, gt=0, description="Days after which a session ends in any case"
    )
    on_track_from: float = Field(
        default=0.95, gt=0, le=1, description="Share of the expected: on track"
    )
    slow_from: float = Field(
        default=0.75, gt=0, le=1, description="Share of the expected: slow, not risk"
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, proxies: str) -> str:
        for each in proxies.replace(",", " ").split():
            ip_network(each, strict=False)
        return proxies


@cache
def settings() -> Settings:
    return Settings()
