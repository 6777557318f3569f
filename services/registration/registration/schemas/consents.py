"""Informed consents of applications."""

from datetime import date
from typing import Annotated

from pydantic import Field

from registration.domain.consent import SignedBy
from service_runtime.rest import Answer, Area, Body, Id


class UnitsBody(Body):
    """原参保单位所在地；本次参保单位为该申请的参保地。"""

    old_area: Area


class ConsentResponse(Answer):
    """一份知情同意书；单位由经办机构填写。"""

    consent_id: Id
    application_id: Id
    text_version: Annotated[str, Field(title="承诺文字版本", examples=["a1b2c3d4e5f6"])]
    signed_on: date
    signed_by: SignedBy
    old_area: Annotated[str | None, Field(title="原参保单位所在地", examples=["430100"])]
    new_area: Annotated[str | None, Field(title="本次参保单位所在地", examples=["440783115"])]
    withdrawn_on: Annotated[date | None, Field(title="撤回日期", examples=[None])]
