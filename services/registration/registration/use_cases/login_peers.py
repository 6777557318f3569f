"""Whom logins stand on: WeChat, the sign-on, the ways of telling people something, and the key that signs our tokens."""

from dataclasses import dataclass
from datetime import timedelta

import httpx

from registration.domain.login import RealNameLevel
from registration.gateways.notifications import Notifications
from registration.gateways.sign_on import SignOn
from registration.gateways.text_messages import TextMessages
from registration.gateways.wechat import WeChat
from registration.settings import Settings
from service_runtime.json_calls import JsonCalls, Peer
from service_runtime.token_signer import TokenSigner


@dataclass(frozen=True)
class LoginTerms:
    """How long what holds, and how sure the sign-on must be. `area` is that of the whole installation.

    `phone_unused`: after so long without a login a telephone may be somebody else's.
    """

    access: timedelta
    session: timedelta
    kiosk: timedelta
    phone_unused: timedelta
    least_level: RealNameLevel
    area: str


@dataclass(frozen=True)
class LoginPeers:
    """None where this installation has none."""

    terms: LoginTerms
    notifications: Notifications
    wechat: WeChat | None
    sign_on: SignOn | None
    signer: TokenSigner | None
    has_texts: bool
    calls: tuple[JsonCalls, ...]

    async def close(self) -> None:
        """Closes all connections."""
        for calls in self.calls:
            await calls.close()


def login_peers(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> LoginPeers:
    """As the settings name them; `transport` replaces the network."""
    made: list[JsonCalls] = []

    def calls(url: str) -> JsonCalls:
        made.append(JsonCalls(Peer(url, settings.login_peer_seconds, settings.ca_file, transport)))
        return made[-1]

    wechat = sign_on = texts = signer = None
    if settings.wechat_appid and settings.wechat_secret:
        wechat = WeChat(calls(settings.wechat_url), settings.wechat_appid, settings.wechat_secret.get_secret_value())
    if settings.sign_on_url and settings.sign_on_secret:
        sign_on = SignOn(calls(settings.sign_on_url), settings.sign_on_secret.get_secret_value())
    if settings.sms_url and settings.sms_secret:
        texts = TextMessages(calls(settings.sms_url), settings.sms_secret.get_secret_value())
    if settings.login_key:
        key = settings.login_key.get_secret_value()
        signer = TokenSigner.from_pem(key, issuer=settings.jwt_issuer, audience=settings.jwt_audience)
    terms = LoginTerms(
        access=timedelta(seconds=settings.access_token_seconds),
        session=timedelta(days=settings.session_days),
        kiosk=timedelta(seconds=settings.kiosk_session_seconds),
        phone_unused=timedelta(days=settings.phone_unused_days),
        least_level=RealNameLevel(settings.least_real_name_level),
        area=settings.installation_area.ljust(6, "0"),
    )
    return LoginPeers(
        terms=terms,
        notifications=Notifications(wechat, texts, settings.wechat_templates),
        wechat=wechat,
        sign_on=sign_on,
        signer=signer,
        has_texts=texts is not None,
        calls=tuple(made),
    )
