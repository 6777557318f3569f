"""Settings that every service has; a service adds its own in its settings.py."""

from pathlib import Path
from typing import Literal

from pydantic import HttpUrl, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Read from the environment, prefix CANBAO_."""

    model_config = SettingsConfigDict(env_prefix="CANBAO_", extra="ignore", frozen=True)

    database_url: str
    """postgresql://user:password@host:port/database of this service alone."""
    vault_keys: SecretStr | None = None
    """JSON {"active", "keys": {id: base64}, "index_key", "identity_key"}; services that never open personal data get none.

    While a digest key is being changed, "index_keys" or "identity_keys" {"active", "keys": {id: base64}} stand instead.
    """
    storage_keys: SecretStr
    """JSON {"active", "keys": {id: base64}, "index_key"} of this service alone: seals free text, kept answers and the like."""
    jwks_file: Path
    jwt_issuer: str = "canbao"
    jwt_audience: str = "canbao"
    longest_token_seconds: float = 86_400.0
    """A token that holds longer than this from now on is refused."""
    installation_area: str = "44"
    """The area that this installation serves. What touches all of it (replays, audit, clock, feeds) is for offices whose area holds it."""
    clock: Literal["system", "movable"] = "system"
    clock_file: Path | None = None
    """Where a movable clock remembers its time over a restart; shared by all services of a suite."""
    amqp_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    pool_size: int = 6
    log_level: str = "INFO"
    otlp_endpoint: HttpUrl | None = None
    """Where spans go, by OTLP over HTTP: "http://collector:4318". None: nowhere, and none are made."""
    body_limit: int = 1024 * 1024
    """Bytes of a request body; routes that take files are given more by the service."""
    database_wait_seconds: float = 30.0
    """How long a starting service waits for its database."""
    drain_seconds: float = 0.0
    """How long readiness says 503 before the bus and the background work stop."""
