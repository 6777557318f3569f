"""Settings of payment-bridge, read from the environment (prefix CANBAO_)."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from process_runtime.allowed_hosts import AllowedHosts
from process_runtime.national_signatures import NationalSignatures, read_national_keys
from process_runtime.signature_profiles import Checking, SignatureProfile, Signing, StandardWebhooks
from process_runtime.webhook_secrets import webhook_secret_faults
from service_runtime import ServiceSettings


class Settings(ServiceSettings):
    """Beside those of every service: where the tax office is, and how both sides sign."""

    port: int = 8002
    tax_office_url: str
    tax_out_secret: SecretStr
    """whsec_… with which this service signs."""
    tax_in_secret: SecretStr
    """whsec_… with which the tax office signs; several separated by blanks or commas while a secret is being changed."""
    tax_out_profile: SignatureProfile = SignatureProfile.STANDARD_WEBHOOKS
    """How this service signs,"""
    tax_in_profile: SignatureProfile = SignatureProfile.STANDARD_WEBHOOKS
    """and how the tax office does."""
    tax_national_keys: SecretStr | None = None
    """Of the national profile, where one of the two is it: JSON of app_id, user_id, ours and theirs (`NationalKeys`)."""
    tax_allowed_hosts: str = ""
    """Hosts and networks, separated by blanks or commas, that may be called; empty: the host of `tax_office_url`, at public addresses,
    or as it stands there if it is an address or localhost."""
    tax_timeout_seconds: float = 15.0
    tax_reconcile_seconds: float = 5.0
    """The ledger is read when no callback came for so long, and in any case every sixtieth time."""
    levy_poll_seconds: float = 0.5
    levy_batch_size: int = 2000
    levies_by_file: bool = False
    """Levies wait until an operator has a file of them made; no batch is sent."""
    file_profiles: Path | None = None
    """A folder of profiles of batch files (docs/file-profiles.md) that are added to those of the release."""
    bank_days: Annotated[int, Field(ge=0, le=30)] = 1
    """So many days after the tax office took money in it may be at the bank or the treasury; what comes later is a difference (LATE)."""
    tax_silent_seconds: float = 60.0
    """Health warns when calls to the tax office have had no answer for so long,"""
    levy_late_seconds: float = 60.0
    """when a batch or a recall has waited for its answer for so long,"""
    ledger_late_seconds: float = 60.0
    """when the ledger should have been read so long ago,"""
    tax_refused_seconds: float = 3600.0
    """when one of its endpoints has refused for so long,"""
    callback_late_seconds: float = 60.0
    """and when a stored callback has waited to be processed for so long. All of it is real time."""
    ledger_reread_seconds: float = 3600.0
    """How often the newest part of the ledger, two days of such rereadings, is read once more."""
    ledger_grace_seconds: float = 3600.0
    """Money that a callback told so long ago, of a day that is over, should be in the ledger."""
    callback_body_days: int = 90
    """So long after a callback was processed or discarded its body is kept, sealed; its id and digest are kept for ever."""
    sealing_seconds: float = 3600.0
    """How often bodies that are older are looked for, and texts of before that are not sealed yet."""

    def faults(self) -> list[str]:
        """Those of every service, and secrets of webhooks that are too short."""
        return [
            *super().faults(),
            *webhook_secret_faults("CANBAO_TAX_OUT_SECRET", [self.tax_out_secret.get_secret_value()]),
            *webhook_secret_faults("CANBAO_TAX_IN_SECRET", self.tax_in_secrets),
            *self._host_faults(),
            *self._profile_faults(),
        ]

    def _profile_faults(self) -> list[str]:
        if SignatureProfile.NATIONAL not in (self.tax_out_profile, self.tax_in_profile):
            return []
        try:
            self._national()
        except ValueError:
            name = "CANBAO_TAX_NATIONAL_KEYS"
            return [f"{name}：国家平台签名须有完整密钥 / {name}: the national profile needs app_id, ours and theirs, with keys of SM2"]
        return []

    def _national(self) -> NationalSignatures:
        return NationalSignatures(read_national_keys(self.tax_national_keys.get_secret_value() if self.tax_national_keys else ""))

    @property
    def signing(self) -> Signing:
        """How calls to the tax office are signed."""
        if self.tax_out_profile is SignatureProfile.NATIONAL:
            return self._national()
        return StandardWebhooks(self.tax_out_secret.get_secret_value())

    @property
    def checking(self) -> Checking:
        """How its callbacks are checked."""
        return self._national() if self.tax_in_profile is SignatureProfile.NATIONAL else StandardWebhooks(accept=self.tax_in_secrets)

    def _host_faults(self) -> list[str]:
        name, office = "CANBAO_TAX_ALLOWED_HOSTS", urlsplit(self.tax_office_url).hostname or ""
        try:
            allowed = AllowedHosts(self.allowed_hosts or [office])
        except ValueError:
            return [f"{name}：须为主机名、地址或网段 / {name}: must be names of hosts, addresses or networks"]
        return [] if allowed.takes_host(office) else [f"{name}：须包含税务接口的主机 / {name}: must have the host of CANBAO_TAX_OFFICE_URL"]

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """What the tax office's address may lead to, beside the public internet."""
        return tuple(self.tax_allowed_hosts.replace(",", " ").split())

    @property
    def tax_in_secrets(self) -> tuple[str, ...]:
        """The secrets that callbacks may be signed with."""
        return tuple(self.tax_in_secret.get_secret_value().replace(",", " ").split())
