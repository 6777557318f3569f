"""Settings that every service has; a service adds its own in its settings.py."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, HttpUrl, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from process_runtime.plain_addresses import plain_faults, trusting
from process_runtime.secret_files import SecretFiles
from service_runtime.key_faults import key_faults
from service_runtime.sessions import Limits


class ServiceSettings(BaseSettings):
    """Read from the environment, prefix CANBAO_; a secret X also from the file that CANBAO_X_FILE names."""

    model_config = SettingsConfigDict(env_prefix="CANBAO_", extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: str
    """postgresql://user:password@host:port/database of this service alone."""
    migration_url: str | None = None
    """The same database as the role that owns its tables. Set: migrations run as that role, and grant the role of `database_url` no more
    than it needs; audit rows it can then add and read, never change or delete. None: migrations run as the service's own role."""
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
    kept_answer_days: int = Field(default=90, ge=1)
    """How long a repeated Idempotency-Key gets its first answer."""
    inbox_days: int = Field(default=90, ge=30)
    """How long an event counts as seen in a service whose inbox guards no money."""
    discarded_letter_days: int = Field(default=180, ge=30)
    """How long discarded dead letters stay, with their reason."""
    audit_months: int = Field(default=6, ge=6)
    """Audit rows younger than this are never archived."""
    audit_seal_seconds: float = 5.0
    """How often new audit rows are sealed."""
    audit_checkpoint_seconds: float = 60.0
    """How often at most the newest seal is told to the log and to the checkpoint folder."""
    audit_checkpoint_folder: Path | None = None
    """Where `<service>.json` says number and digest of the newest seal: best where the database's administrator cannot write."""
    four_eyes: bool = True
    """Imports, ends of a period, levy checks, replays and discards are done when a second person asks for the same."""
    four_eyes_hours: float = 72.0
    """How long the first one's request waits for the second, in business time."""
    timed_jobs: bool = True
    """False: this replica leaves the work that comes by the calendar to others."""
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
    rate_limit_factor: float = 1.0
    """Multiplies the limits of `rate_limits.ALLOWANCES`: 0 switches them off."""
    trusted_proxies: str = ""
    """Networks with commas between, such as "172.16.0.0/12": from there X-Forwarded-For is believed, from the right. Nobody by default."""
    database_wait_seconds: float = 30.0
    """How long a starting service waits for its database."""
    slow_batch_seconds: float = 60.0
    """A batch of events that is in hand for longer is warned of: it may wait for a lock that is never given up."""
    drain_seconds: float = 5.0
    """How long readiness says 503 after SIGTERM while requests are still served; then the port closes. A second SIGTERM ends at once."""
    statement_seconds: float = Field(default=20.0, gt=0)
    """How long a statement may take; three seconds later the way to the server counts as dead. Migrations and audit commands: no limit."""
    lock_seconds: float = Field(default=10.0, gt=0)
    """How long a statement waits for a lock. Migrations wait half as long, and try again."""
    idle_transaction_seconds: float = Field(default=25.0, gt=0)
    """A process that stops in the midst of a transaction holds its locks no longer than this, and a relay its leadership."""
    network_seconds: float = Field(default=20.0, gt=0)
    """How long the other end of a database connection may acknowledge nothing."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given by name, the environment, the files of secrets."""
        return *sources, named["init_settings"], named["env_settings"], SecretFiles(settings_cls)

    @property
    def limits(self) -> Limits:
        """The limits of time of each session with the database."""
        return Limits(self.statement_seconds, self.lock_seconds, self.idle_transaction_seconds, network=self.network_seconds)

    @property
    def database_address(self) -> str:
        """`database_url`, certified by `ca_file` where it asks for verification."""
        return trusting(self.database_url, self.ca_file)

    @property
    def migration_address(self) -> str:
        """The same of `migration_url`, else that of the service's own role."""
        return trusting(self.migration_url or self.database_url, self.ca_file)

    @property
    def as_owner(self) -> Self:
        """The same for work on all rows by an operator's command, which also rewrites what the service itself may only add to."""
        return self.model_copy(update={"database_url": self.migration_url or self.database_url})

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
