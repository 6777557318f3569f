"""/registration/v1/sessions: how people log in; nobody is logged in yet, so nobody is told whether anybody is known."""

from fastapi import APIRouter, Request

from registration.domain.login import CODE_LIMITS, LoginWay, VerifiedIdentity, phone_of
from registration.errors import CodeRefused, LoginAway, LoginNotOffered, NoPhoneNumber, SessionOver, TicketRefused
from registration.schemas.sessions import (
    KioskLogin,
    KioskSessionResponse,
    PhoneCodeRequest,
    PhoneCodeResponse,
    PhoneLogin,
    RefreshRequest,
    SessionResponse,
    WeChatLogin,
)
from registration.use_cases.login_peers import LoginPeers
from registration.use_cases.open_kiosk_session import open_kiosk_session
from registration.use_cases.open_session import OpenedSession, go_on_with_session, open_session
from registration.use_cases.prove_login import ask_sign_on, ask_wechat, check_phone_code, require_signer, send_phone_code
from row_sets import values_of
from service_runtime import Caller, CurrentRuntime, Forbidden, Runtime, Tx, allow, limited, refusals, service_router
from service_runtime.rate_limits import limited_address

_PREFIX = "/registration/v1"
_TAGS = ["登录"]
_OFTEN = limited_address("login")


def sessions_routers(peers: LoginPeers) -> list[APIRouter]:
    """Those by which a session begins and goes on."""
    return [_by_wechat(peers), _by_phone(peers), _at_kiosk(peers), _going_on(peers)]


def _by_wechat(peers: LoginPeers) -> APIRouter:
    """Its transaction begins when the others have answered: who waits for WeChat holds no connection."""
    router = APIRouter(prefix=_PREFIX, tags=list(_TAGS))

    @router.post(
        "/sessions/wechat",
        status_code=201,
        operation_id="loginByWechat",
        dependencies=[_OFTEN],
        responses=refusals(CodeRefused, TicketRefused, LoginAway, LoginNotOffered),
    )
    async def by_wechat(body: WeChatLogin, runtime: CurrentRuntime) -> SessionResponse:
        """微信登录

        首次使用须附实名认证票据，登录即与本人绑定；未实名的登录可由经办窗口登记绑定。
        """
        require_signer(peers.signer)
        openid = await ask_wechat(peers.wechat, body.code)
        return await _opened(peers, runtime, LoginWay.WECHAT, openid, await ask_sign_on(peers.sign_on, body.ticket))

    return router


def _by_phone(peers: LoginPeers) -> APIRouter:
    """A try is committed before anybody hears what became of it."""
    router = APIRouter(prefix=_PREFIX, tags=list(_TAGS))

    @router.post(
        "/sessions/phone/codes",
        status_code=202,
        operation_id="sendPhoneCode",
        dependencies=[limited_address("text")],
        responses=refusals(NoPhoneNumber, LoginNotOffered),
    )
    async def send_code(body: PhoneCodeRequest, runtime: CurrentRuntime) -> PhoneCodeResponse:
        """请求短信验证码

        无论该号码是否使用过本系统，答复相同。登录过的设备附上次登录的续期令牌，另有单独的验证码次数，不受他人请求影响。
        """
        phone = _phone(peers, body.phone)
        async with runtime.database.transaction() as tx:
            await send_phone_code(tx, phone, body.refresh_token)
        return PhoneCodeResponse(wait_seconds=int(CODE_LIMITS.between.total_seconds()))

    @router.post(
        "/sessions/phone",
        status_code=201,
        operation_id="loginByPhone",
        dependencies=[limited_address("code")],
        responses=refusals(CodeRefused, NoPhoneNumber, TicketRefused, LoginAway, LoginNotOffered),
    )
    async def by_phone(body: PhoneLogin, request: Request, runtime: CurrentRuntime) -> SessionResponse:
        """手机号登录"""
        phone = _phone(peers, body.phone)
        async with runtime.database.transaction() as tx:
            is_right = await check_phone_code(tx, phone, body.code, body.refresh_token)
        if not is_right:
            runtime.limits.wrong_code(request.scope)
            raise CodeRefused()
        return await _opened(peers, runtime, LoginWay.PHONE, phone, await ask_sign_on(peers.sign_on, body.ticket))

    return router


def _at_kiosk(peers: LoginPeers) -> APIRouter:
    """The device is signed in; nobody who stands at it signs in somebody else. As with WeChat, no connection waits for the sign-on."""
    router = APIRouter(prefix=_PREFIX, tags=list(_TAGS))

    @router.post(
        "/sessions/kiosk",
        status_code=201,
        operation_id="loginAtKiosk",
        dependencies=[allow("kiosk"), limited("login")],
        responses=refusals(TicketRefused, LoginAway, LoginNotOffered),
    )
    async def at_kiosk(body: KioskLogin, runtime: CurrentRuntime, caller: Caller) -> KioskSessionResponse:
        """自助终端登录

        由终端设备调用：读取身份证并核验本人后登录，只用于该次办理，到期自动退出；按自助终端渠道办理，免激活医保电子凭证。
        """
        if caller.roles != {"kiosk"}:
            raise Forbidden()
        signer = require_signer(peers.signer)
        identity = await ask_sign_on(peers.sign_on, body.ticket)
        async with runtime.database.transaction() as tx:
            opened = open_kiosk_session(tx, identity, caller.subject, peers.terms, signer)
        seconds = int(peers.terms.kiosk.total_seconds())
        return KioskSessionResponse(**values_of(opened), token_type="Bearer", expires_in=seconds)  # noqa: S106

    return router


def _phone(peers: LoginPeers, typed: str) -> str:
    require_signer(peers.signer)
    if not peers.has_texts:
        raise LoginNotOffered()
    phone = phone_of(typed)
    if phone is None:
        raise NoPhoneNumber()
    return phone


async def _opened(peers: LoginPeers, runtime: Runtime, way: LoginWay, address: str, identity: VerifiedIdentity | None) -> SessionResponse:
    async with runtime.database.transaction() as tx:
        opened = await open_session(tx, way, address, identity, peers.terms, require_signer(peers.signer))
    return _response(opened, peers)


def _going_on(peers: LoginPeers) -> APIRouter:
    router = service_router(_PREFIX, tags=_TAGS)

    @router.post(
        "/sessions/refresh",
        operation_id="refreshSession",
        dependencies=[_OFTEN],
        responses=refusals(SessionOver, LoginNotOffered),
    )
    async def refresh(body: RefreshRequest, tx: Tx, runtime: CurrentRuntime) -> SessionResponse:
        """续期登录

        未收到答复的，用同一 Idempotency-Key 重发；用过的续期令牌再次出现的，视为被他人复制，该登录随即失效。
        """
        signer = require_signer(peers.signer)
        return _response(await go_on_with_session(tx, body.refresh_token, runtime.database, peers.terms, signer), peers)

    return router


def _response(opened: OpenedSession, peers: LoginPeers) -> SessionResponse:
    return SessionResponse(**values_of(opened), token_type="Bearer", expires_in=int(peers.terms.access.total_seconds()))  # noqa: S106
