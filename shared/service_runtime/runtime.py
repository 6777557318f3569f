"""What endpoints, consumers and background work receive."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from event_bus import Membership, OutboxFigures
from policy_parameters import PolicyBook
from service_runtime.clock import Clock
from service_runtime.database import Database
from service_runtime.identity import TokenReader
from service_runtime.logs import get_logger
from service_runtime.outside import Outside
from service_runtime.rate_limits import RateLimits
from service_runtime.vault import Vault

_log = get_logger("service")


@dataclass
class Runtime:
    """One service at run time. `settings` is the service's own class."""

    name: str
    settings: Any
    database: Database
    clock: Clock
    policy: PolicyBook
    _vault: Vault | None = None
    _membership: Membership | None = None
    draining: bool = False
    tokens: TokenReader | None = None
    limits: RateLimits = field(default_factory=RateLimits)
    outbox: OutboxFigures = field(default_factory=OutboxFigures)
    outside: Outside | None = None
    """Asks others what a request must know before it goes on; None where the service asks nobody."""
    replay_asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a replay of dead letters waits to be carried out."""

    def drain(self) -> None:
        """Not ready from now on; what still comes is served. Twice is once."""
        if not self.draining:
            self.draining = True
            _log.info("service.draining", service=self.name)

    @property
    def vault(self) -> Vault:
        """Raises RuntimeError in a service that holds no keys."""
        if self._vault is None:
            raise RuntimeError(f"{self.name} holds no vault keys: set CANBAO_VAULT_KEYS, or do not open personal data here")
        return self._vault

    @property
    def membership(self) -> Membership:
        """The service's place on the bus, there once the service has started."""
        if self._membership is None:
            raise RuntimeError(f"{self.name} has not joined the bus yet")
        return self._membership

    def join(self, membership: Membership) -> None:
        """Called once at start-up."""
        self._membership = membership

    @property
    def joined(self) -> Membership | None:
        """The membership, None before the start."""
        return self._membership
