"""Who logs in: asked of WeChat, of the sign-on, or by a code on his telephone. Nothing is held open while others are asked."""

import secrets

from registration.domain.login import CODE_LIMITS, LoginWay, VerifiedIdentity
from registration.domain.notice import Template
from registration.errors import CodeRefused, LoginAway, LoginNotOffered, TicketRefused
from registration.gateways.json_calls import PeerAway
from registration.gateways.sign_on import SignOn, TicketInvalid
from registration.gateways.wechat import CodeInvalid, WeChat
from registration.repository.notice_rows import note_notices
from registration.repository.phone_code_rows import keep_code, try_code
from registration.use_cases.note_notice import notice_of
from registration.use_cases.open_session import address_index
from service_runtime import Transaction
from service_runtime.token_signer import TokenSigner

_CODE = "login.code"


async def ask_wechat(wechat: WeChat | None, code: str) -> str:
    """The openid of the code. Raises LoginNotOffered, CodeRefused, LoginAway."""
    if wechat is None:
        raise LoginNotOffered()
    try:
        return await wechat.openid_of(code)
    except CodeInvalid:
        raise CodeRefused() from None
    except PeerAway:
        raise LoginAway() from None


async def ask_sign_on(sign_on: SignOn | None, ticket: str | None) -> VerifiedIdentity | None:
    """What the sign-on has verified; None without a ticket. Raises LoginNotOffered, TicketRefused, LoginAway."""
    if ticket is None:
        return None
    if sign_on is None:
        raise LoginNotOffered()
    try:
        return await sign_on.identity_of(ticket)
    except TicketInvalid:
        raise TicketRefused() from None
    except PeerAway:
        raise LoginAway() from None


def require_signer(signer: TokenSigner | None) -> TokenSigner:
    """Raises LoginNotOffered."""
    if signer is None:
        raise LoginNotOffered()
    return signer


async def send_phone_code(tx: Transaction, phone: str) -> None:
    """A fresh code for this telephone, unless it had one a moment ago or enough today. Nothing tells which."""
    index, code = address_index(tx, LoginWay.PHONE, phone), f"{secrets.randbelow(10**6):06d}"
    if await keep_code(tx.driver, index, tx.safe.digest(f"{index}:{code}", _CODE), CODE_LIMITS):
        values = {"code": code, "minutes": str(int(CODE_LIMITS.life.total_seconds() // 60))}
        fact = f"code:{secrets.token_hex(8)}"
        new = notice_of(tx, index, fact, Template.LOGIN_CODE, values, way=LoginWay.PHONE, to=phone, life=CODE_LIMITS.life)
        await note_notices(tx.driver, [new])


async def check_phone_code(tx: Transaction, phone: str, code: str) -> bool:
    """True for the right code, once; a wrong one is counted when this is committed."""
    index = address_index(tx, LoginWay.PHONE, phone)
    return await try_code(tx.driver, index, tx.safe.digest(f"{index}:{code}", _CODE))
