"""Settings of the registration service: those every service has, uploads, logins, items of an installation, registers of others."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from process_runtime.webhook_secrets import webhook_secret_faults
from service_runtime.upload_settings import UploadSettings


class Settings(UploadSettings):
    """Environment CANBAO_…; `vault_keys` must be set: this service seals what people hand in."""

    login_key: SecretStr | None = None
    """EC private key (P-256) as PEM that signs the tokens of logins; its public half stands in `jwks_file`. None: nobody logs in here."""
    access_token_seconds: int = Field(default=600, ge=60, le=3600)
    """How long such a token holds; a session that was ended goes on for so long at most."""
    session_days: int = Field(default=30, ge=1, le=365)
    """How long a session can be gone on with."""
    phone_unused_days: int = Field(default=90, ge=30, le=90)
    """A telephone by which nobody has logged in for so long begins a login anew: networks give a number out again after 90 days."""
    kiosk_session_seconds: int = Field(default=300, ge=60, le=900)
    """How long somebody stays signed in at a kiosk: then he ends by himself, whoever stands there next."""
    least_real_name_level: Literal["NAME", "FACE", "COUNTER"] = "FACE"
    """How sure the sign-on must be before a login is bound to a person."""
    wechat_url: str = "https://api.weixin.qq.com"
    wechat_appid: str | None = None
    wechat_secret: SecretStr | None = None
    """Of the mini-program. None: nobody logs in by WeChat, and no subscription messages are sent."""
    wechat_templates: dict[str, str] = Field(default_factory=dict)
    """WeChat's template ids by our names of templates, as JSON; what has none is not sent."""
    sign_on_url: str | None = None
    sign_on_secret: SecretStr | None = None
    """The real-name sign-on. None: logins are bound at counters only."""
    sms_url: str | None = None
    sms_secret: SecretStr | None = None
    """The gateway for text messages. None: nobody logs in by telephone."""
    login_peer_seconds: float = Field(default=5.0, gt=0)
    """How long WeChat, the sign-on and the gateway for text messages may take to answer."""
    notice_seconds: float = Field(default=1.0, gt=0)
    """How often notices that are to be sent are looked for."""
    items_folder: Path | None = None
    """A folder of service items (docs/items.md) that are added to those of the release, or merged over them."""
    registers_url: str | None = None
    """Address of the registers of other departments. None: nobody is asked, and papers are asked for."""
    registers_secret: SecretStr | None = None
    """whsec_… with which questions are signed."""
    registers_seconds: float = 3.0
    """An application waits no longer for what registers answer."""

    def faults(self) -> list[str]:
        """Those of uploads, and registers without a secret or with one that is too short."""
        secret = self.registers_secret.get_secret_value() if self.registers_secret else ""
        return [*super().faults(), *(webhook_secret_faults("CANBAO_REGISTERS_SECRET", [secret]) if self.registers_url else [])]
