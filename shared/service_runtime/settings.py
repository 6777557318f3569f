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
    """JSON {"active", "keys": {id: base64}, "index_key", "identity_key"}; services that never open personal data get none."""
    jwks_file: Path
    jwt_issuer: str = "canbao"
    jwt_audience: str = "canbao"
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
