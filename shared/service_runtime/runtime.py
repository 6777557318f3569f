"""What endpoints, consumers and background work receive."""

from dataclasses import dataclass, field
from typing import Any

from event_bus import Membership
from policy_parameters import PolicyBook
from service_runtime.clock import Clock
from service_runtime.database import Database
from service_runtime.identity import TokenReader
from service_runtime.rate_limits import RateLimits
from service_runtime.vault import Vault


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
