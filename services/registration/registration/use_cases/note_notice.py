"""Notices as they are noted in the transaction of the fact: sealed, to be sent later."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from enrolment_terms.identifiers import new_id
from registration.domain.login import LoginWay
from registration.domain.notice import Notice, Template
from service_runtime import Transaction

CONTENT = "notice.content"


class NoticeContent(msgspec.Struct, frozen=True):
    """What is sealed; `to` is None where the recipient's login tells the address."""

    values: dict[str, str]
    to: str | None = None


def notice_of(
    tx: Transaction,
    recipient: str,
    fact: str,
    template: Template,
    values: Mapping[str, str],
    *,
    way: LoginWay,
    to: str | None = None,
    life: timedelta = timedelta(days=3),
) -> Notice:
    """One notice, sealed for itself."""
    notice_id = new_id()
    content = msgspec.json.encode(NoticeContent(dict(values), to)).decode()
    return Notice(
        notice_id=notice_id,
        recipient=recipient,
        fact=fact,
        template=template,
        way=way,
        content=tx.safe.seal(content, CONTENT, notice_id),
        life=life,
    )
