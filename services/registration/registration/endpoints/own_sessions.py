"""/registration/v1/me/sessions: where a login is logged in, and how it ends that."""

from uuid import UUID

from registration.repository.login_rows import list_sessions
from registration.schemas.sessions import EndedSessions, SessionItem
from registration.use_cases.open_session import end_all_sessions, end_one_session
from service_runtime import PERSONAL_ROLES, Caller, NotFound, Read, Tx, allow, refusals, service_router
from service_runtime.rest import Page

router = service_router("/registration/v1/me/sessions", tags=["登录"])
_MINE = allow(*PERSONAL_ROLES)


@router.get("", operation_id="listMySessions", dependencies=[_MINE])
async def list_mine(read: Read, caller: Caller) -> Page[SessionItem]:
    """查询本账号的登录"""
    return Page(items=[SessionItem(**row) for row in await list_sessions(read.driver, caller.subject)])


@router.post("/{session_id}/end", operation_id="endMySession", dependencies=[_MINE], responses=refusals(NotFound))
async def end_one(session_id: UUID, tx: Tx, caller: Caller) -> EndedSessions:
    """退出一次登录

    续期随即停止；已签发的访问令牌最迟在其有效期满时失效。
    """
    await end_one_session(tx, caller.subject, session_id)
    return EndedSessions(ended=1)


@router.post("/end", operation_id="endMySessions", dependencies=[_MINE])
async def end_all(tx: Tx, caller: Caller) -> EndedSessions:
    """退出本账号的全部登录"""
    return EndedSessions(ended=await end_all_sessions(tx, caller.subject))
