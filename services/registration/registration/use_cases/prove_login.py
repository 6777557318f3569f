"""Who logs in: asked of WeChat, of the sign-on, or by a code on his telephone. Nothing is held open while others are asked."""

import secrets

from registration.domain.login import CODE_LIMITS, LoginWay, VerifiedIdentity
from registration.domain.notice import Template
from registration.errors import CodeRefused, LoginAway, LoginNotOffered, TicketRefused
from registration.gateways.sign_on import SignOn, TicketInvalid
from registration.gateways.wechat import CodeInvalid, WeChat
from registration.repository.login_rows import is_known_device
from registration.repository.notice_rows import note_notices
from registration.repository.phone_code_rows import keep_code, try_code
from registration.use_cases.note_notice import notice_of
from registration.use_cases.open_session import ADDRESS, REFRESH, address_index
from service_runtime import Transaction
from service_runtime.json_calls import PeerAway
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


async def send_phone_code(tx: Transaction, phone: str, word: str | None = None) -> None:
    """A fresh code for this telephone, unless it had one a moment ago or enough today. Nothing tells which.

    `word`: by which a session of this telephone went on. A device that has it has codes of its own, which no stranger uses up.
    """
    index, code = address_index(tx, LoginWay.PHONE, phone), f"{secrets.randbelow(10**6):06d}"
    lane, a_day = index, CODE_LIMITS.a_day
    if await _is_known(tx, index, word):
        lane, a_day = known_lane(tx, index), CODE_LIMITS.a_day_of_known
    if await keep_code(tx.driver, lane, tx.safe.digest(f"{lane}:{code}", _CODE), CODE_LIMITS, a_day):
        values = {"code": code, "minutes": str(int(CODE_LIMITS.life.total_seconds() // 60))}
        fact = f"code:{secrets.token_hex(8)}"
        new = notice_of(tx, index, fact, Template.LOGIN_CODE, values, way=LoginWay.PHONE, to=phone, life=CODE_LIMITS.life)
        await note_notices(tx.driver, [new])


async def check_phone_code(tx: Transaction, phone: str, code: str, word: str | None = None) -> bool:
    """True for the right code, once; a wrong one is counted when this is committed. Without the word nobody tries a known device's code."""
    index = address_index(tx, LoginWay.PHONE, phone)
    lanes = (known_lane(tx, index), index) if await _is_known(tx, index, word) else (index,)
    for lane in lanes:
        if await try_code(tx.driver, lane, tx.safe.digest(f"{lane}:{code}", _CODE)):
            return True
    return False


def known_lane(tx: Transaction, index: str) -> str:
    """Under which the codes of known devices of a telephone are kept."""
    return tx.safe.digest(f"{index}:known", ADDRESS)


async def _is_known(tx: Transaction, index: str, word: str | None) -> bool:
    return word is not None and await is_known_device(tx.driver, index, tx.safe.digest(word, REFRESH))
