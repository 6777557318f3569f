"""Settings that every service has; a service adds its own in its settings.py."""

from pathlib import Path
from typing import Literal, Self

from pydantic import HttpUrl, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from service_runtime.key_faults import key_faults
from service_runtime.plain_addresses import plain_faults, trusting
from service_runtime.secret_files import SecretFiles


class ServiceSettings(BaseSettings):
    """Read from the environment, prefix CANBAO_; a secret X also from the file that CANBAO_X_FILE names."""

    model_config = SettingsConfigDict(env_prefix="CANBAO_", extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: str
    """postgresql://user:password@host:port/database of this service alone."""
    vault_keys: SecretStr | None = None
    """JSON {"active", "keys": {id: base64}, "index_key", "identity_key"}; services that never open personal data get none."""
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
    event_key: SecretStr | None = None
    """Ed25519 private key of this service, PEM or JWK: signs its events. Needed with RabbitMQ."""
    publishers_file: Path | None = None
    """Public keys of all services: {"registration": [{"kid": …, "x": …}], …}. Needed with RabbitMQ."""
    ca_file: Path | None = None
    """Certificates of the authorities that broker, database and tax office may be certified by; None: those of the system."""
    allow_plain: bool = False
    """True lets http://, amqp:// and unencrypted PostgreSQL leave this machine."""
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

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given by name, the environment, the files of secrets."""
        return *sources, named["init_settings"], named["env_settings"], SecretFiles(settings_cls)

    @property
    def database_address(self) -> str:
        """`database_url`, certified by `ca_file` where it asks for verification."""
        return trusting(self.database_url, self.ca_file)

    def faults(self) -> list[str]:
        """Why a service does not start with these settings: a sentence each, without a value of a secret."""
        told = {name: getattr(self, name) for name in type(self).model_fields}
        addresses = {f"CANBAO_{name.upper()}": str(told[name]) for name in told if name.endswith(("_url", "_endpoint")) and told[name]}
        secrets = {name: value for name, value in told.items() if isinstance(value, SecretStr)}
        return key_faults(secrets) + ([] if self.allow_plain else plain_faults(addresses, "CANBAO_ALLOW_PLAIN"))

    @model_validator(mode="after")
    def _have_no_faults(self) -> Self:
        if faults := self.faults():
            raise ValueError("\n".join(faults))
        return self
