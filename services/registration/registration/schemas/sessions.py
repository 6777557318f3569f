"""Logging in: what a mini-program hands over, and what it gets."""

from typing import Annotated

from pydantic import Field

from enrolment_terms.documents import DocumentType
from registration.domain.login import RealNameLevel
from service_runtime.rest import Answer, Body, Id, Line, Moment

Ticket = Annotated[Line | None, Field(title="实名认证票据", max_length=512, examples=["kq3u0hV1"])]
Phone = Annotated[Line, Field(title="手机号", min_length=1, max_length=32, examples=["10000000001"])]

Known = Annotated[
    Line | None,
    Field(
        title="本设备上次登录的续期令牌",
        max_length=128,
        examples=["jK1x"],
        description="本设备曾以该手机号登录的，附上次登录的续期令牌（已到期的也可）：该设备的验证码单独计次，他人请求或试错均不影响。",
    ),
]


class WeChatLogin(Body):
    """微信登录：code 为 wx.login 所得；首次使用时另附实名认证票据。"""

    code: Annotated[Line, Field(title="微信登录凭证", min_length=1, max_length=256, examples=["0a3bXy"])]
    ticket: Ticket = None


class PhoneCodeRequest(Body):
    """请求短信验证码。"""

    phone: Phone
    refresh_token: Known = None


class PhoneLogin(Body):
    """手机号登录。"""

    phone: Phone
    code: Annotated[Line, Field(title="短信验证码", min_length=1, max_length=16, examples=["012345"])]
    ticket: Ticket = None
    refresh_token: Known = None


class KioskLogin(Body):
    """自助终端登录：读取身份证并核验后，由实名认证给出的票据。"""

    ticket: Annotated[Line, Field(title="实名认证票据", min_length=1, max_length=512, examples=["kq3u0hV1"])]


class RefreshRequest(Body):
    """续期登录。"""

    refresh_token: Annotated[Line, Field(title="续期令牌", min_length=1, max_length=128, examples=["jK1x"])]


class PhoneCodeResponse(Answer):
    """短信验证码的请求已受理；频繁请求的，此前发送的验证码仍然有效。"""

    wait_seconds: Annotated[int, Field(title="再次请求前须等待的秒数", examples=[60])]


class SessionResponse(Answer):
    """登录结果：访问令牌到期后用续期令牌续期，续期令牌每次更换。"""

    session_id: Annotated[Id, Field(title="登录编号")]
    subject: Annotated[str, Field(title="登录账号", examples=["wx:0001"])]
    access_token: Annotated[str, Field(title="访问令牌", examples=["eyJhbGciOiJFUzI1NiJ9…"])]
    token_type: Annotated[str, Field(title="令牌类型", examples=["Bearer"])]
    expires_in: Annotated[int, Field(title="访问令牌有效秒数", examples=[600])]
    refresh_token: Annotated[str, Field(title="续期令牌", examples=["jK1x"])]
    ends_at: Annotated[Moment, Field(title="登录到期时间")]
    level: Annotated[RealNameLevel | None, Field(title="实名等级", examples=["FACE"])]
    credential_active: bool


class KioskSessionResponse(Answer):
    """自助终端登录结果：到期自动退出，不能续期。"""

    subject: Annotated[str, Field(title="登录账号", examples=["kiosk:0001"])]
    access_token: Annotated[str, Field(title="访问令牌", examples=["eyJhbGciOiJFUzI1NiJ9…"])]
    token_type: Annotated[str, Field(title="令牌类型", examples=["Bearer"])]
    expires_in: Annotated[int, Field(title="访问令牌有效秒数", examples=[300])]
    level: Annotated[RealNameLevel, Field(title="实名等级", examples=["FACE"])]


class SessionItem(Answer):
    """一次有效的登录。"""

    session_id: Annotated[Id, Field(title="登录编号")]
    started_at: Annotated[Moment, Field(title="登录时间")]
    used_at: Annotated[Moment, Field(title="最近续期时间")]
    ends_at: Annotated[Moment, Field(title="登录到期时间")]


class EndedSessions(Answer):
    """已退出的登录数。"""

    ended: Annotated[int, Field(title="已退出的登录数", examples=[1])]


class CredentialActivation(Body):
    """窗口激活：哪一登录账号、凭哪一证件。"""

    subject: Annotated[Line, Field(title="登录账号", min_length=1, max_length=128, examples=["wx:0001"])]
    document_type: Annotated[DocumentType, Field(title="证件类型", examples=["FOREIGN_PR"])]
    document_number: Annotated[Line, Field(title="证件号码", min_length=1, max_length=64)]


class CredentialResponse(Answer):
    """登录账号的医保电子凭证状态。"""

    subject: Annotated[str, Field(title="登录账号", examples=["wx:0001"])]
    credential_active: bool
