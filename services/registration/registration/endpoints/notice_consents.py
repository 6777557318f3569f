"""/registration/v1/me/notice-consents: what somebody agrees to be told in WeChat."""

from fastapi import APIRouter

from registration.domain.notice import SUBSCRIBED
from registration.gateways.notice_templates import TEMPLATES
from registration.repository.notice_consents import agree, consents_of
from registration.schemas.notices import ConsentResponse, ConsentsRequest
from registration.use_cases.login_peers import LoginPeers
from service_runtime import PERSONAL_ROLES, Caller, NotFound, Read, ReadConnection, Tx, allow, refusals, service_router
from service_runtime.rest import Page


def notice_consents(peers: LoginPeers) -> APIRouter:
    """Two routes."""
    router = service_router("/registration/v1/me/notice-consents", tags=["我的"])

    @router.get("", operation_id="listMyNoticeConsents", dependencies=[allow(*PERSONAL_ROLES)])
    async def list_mine(read: Read, caller: Caller) -> Page[ConsentResponse]:
        """查询可订阅的通知

        template_id 用于 wx.requestSubscribeMessage；may_ask 为否的，本人已拒绝，不再询问。
        """
        return await _shown(peers, read, caller.subject)

    @router.post("", operation_id="agreeToNotices", dependencies=[allow(*PERSONAL_ROLES)], responses=refusals(NotFound))
    async def answer(body: ConsentsRequest, tx: Tx, caller: Caller) -> Page[ConsentResponse]:
        """登记本人对通知的同意或拒绝

        每同意一次可收到一条；拒绝的，此前的同意一并作废。
        """
        for one in body.answers:
            if not await agree(tx.driver, caller.subject, one.template, int(one.accepted)):
                raise NotFound()
        return await _shown(peers, tx, caller.subject)

    return router


async def _shown(peers: LoginPeers, read: ReadConnection, subject: str) -> Page[ConsentResponse]:
    held = await consents_of(read.driver, subject)
    told = []
    for template in SUBSCRIBED:
        row = held.get(template)
        refused = bool(row and row["refused_at"])
        told.append(
            ConsentResponse(
                template=template,
                template_id=peers.notifications.template_id(template),
                text=TEMPLATES[template].text,
                times=row["times"] if row else 0,
                may_ask=not refused,
            )
        )
    return Page[ConsentResponse](items=told)
