"""Settings of the dedup service: those that every service has, the platform of other regions, and no key of any kind."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from process_runtime.allowed_hosts import AllowedHosts
from process_runtime.webhook_secrets import webhook_secret_faults
from service_runtime import ServiceSettings


class Settings(ServiceSettings):
    """Read from the environment, prefix CANBAO_. The service is given no vault keys: it matches people by token."""

    side_file_folder: Path | None = None
    """Where the side file of the sweep lies, on a disk of this host; None: in a temporary folder, made anew with each process."""
    other_regions_url: str | None = None
    """Address of the platform of other regions (docs/contracts/other-regions.yaml). None: nobody is told, notices wait."""
    other_regions_out_secret: SecretStr | None = None
    """whsec_… with which this service signs its notices."""
    other_regions_in_secret: SecretStr | None = None
    """whsec_… with which the platform signs its messages; several separated by blanks or commas while a secret is being changed.
    None: no message is taken."""
    other_regions_allowed_hosts: str = ""
    """Hosts and networks, separated by blanks or commas, that may be called; empty: the host of `other_regions_url`, at public addresses,
    or as it stands there if it is an address or localhost."""
    other_regions_seconds: float = Field(default=10.0, gt=0)
    """How long a call may take."""

    def faults(self) -> list[str]:
        """Those of every service, a platform without secrets or with short ones, hosts that leave it out."""
        secrets = {"CANBAO_OTHER_REGIONS_OUT_SECRET": self._out_secrets, "CANBAO_OTHER_REGIONS_IN_SECRET": self.region_in_secrets}
        asked = {name: told for name, told in secrets.items() if told or self.other_regions_url}
        short = [fault for name, told in asked.items() for fault in webhook_secret_faults(name, told)]
        return [*super().faults(), *short, *self._host_faults()]

    @property
    def region_in_secrets(self) -> tuple[str, ...]:
        """The secrets that messages may be signed with."""
        return _several(self.other_regions_in_secret.get_secret_value() if self.other_regions_in_secret else "")

    @property
    def allowed_region_hosts(self) -> tuple[str, ...]:
        """What the platform's address may lead to, beside the public internet."""
        return _several(self.other_regions_allowed_hosts)

    @property
    def _out_secrets(self) -> tuple[str, ...]:
        return (self.other_regions_out_secret.get_secret_value(),) if self.other_regions_out_secret else ()

    def _host_faults(self) -> list[str]:
        name = "CANBAO_OTHER_REGIONS_ALLOWED_HOSTS"
        if self.other_regions_url is None:
            return []
        host = urlsplit(self.other_regions_url).hostname or ""
        try:
            allowed = AllowedHosts(self.allowed_region_hosts or [host])
        except ValueError:
            return [f"{name}：须为主机名、地址或网段 / {name}: must be names of hosts, addresses or networks"]
        told = f"{name}：须包含外地平台的主机 / {name}: must have the host of CANBAO_OTHER_REGIONS_URL"
        return [] if allowed.takes_host(host) else [told]


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())
