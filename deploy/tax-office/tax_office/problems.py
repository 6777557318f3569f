"""Refusals as RFC 9457 problem documents, never with the data that was refused."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from tax_office.database import UNREACHABLE


class Refusal(Exception):
    """A request that is not carried out. `msg` is for people, `code` for programs."""

    def __init__(self, status: int, code: str, msg: str, retry_after: int = 0) -> None:
        super().__init__(code)
        self.status, self.code, self.msg, self.retry_after = status, code, msg, retry_after


def not_signed() -> Refusal:
    return Refusal(401, "SIGNATURE_INVALID", "签名无效或已过期")


def malformed() -> Refusal:
    return Refusal(400, "MALFORMED_JSON", "报文不是有效的JSON")


def too_large() -> Refusal:
    return Refusal(413, "BODY_TOO_LARGE", "报文过大")


def fields_invalid() -> Refusal:
    return Refusal(422, "FIELDS_INVALID", "报文字段不符合约定")


def message_content_differs() -> Refusal:
    return Refusal(409, "MESSAGE_CONTENT_DIFFERS", "该报文编号已用于其他内容")


def message_not_received() -> Refusal:
    return Refusal(404, "MESSAGE_NOT_RECEIVED", "未收到该编号的报文")


def batch_content_differs() -> Refusal:
    return Refusal(409, "BATCH_CONTENT_DIFFERS", "该批次号已用于其他内容")


def bill_not_found() -> Refusal:
    return Refusal(404, "BILL_NOT_FOUND", "没有该应征数据")


def round_differs() -> Refusal:
    return Refusal(409, "ROUND_DIFFERS", "该扣费轮次已用于其他日期")


def told_to_answer(status: int, retry_after: int) -> Refusal:
    return Refusal(status, "TOLD_TO_ANSWER_SO", "模拟税务部门按要求如此答复", retry_after)


def not_ready() -> Refusal:
    return Refusal(503, "NOT_READY", "系统暂时不可用，请稍后重试")


def _answer(refusal: Refusal) -> JSONResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "code": refusal.code,
        "msg": refusal.msg,
    }
    headers = {"retry-after": str(refusal.retry_after)} if refusal.retry_after else {}
    if 300 <= refusal.status < 400:
        headers["location"] = "/tax-office/v1/elsewhere"
    return JSONResponse(body, refusal.status, headers, media_type="application/problem+json")


def answer_with_problems(app: FastAPI) -> None:
    """Every refusal, every malformed control request and every missing database becomes a problem document."""

    async def refused(_: Request, error: Exception) -> JSONResponse:
        return _answer(error if isinstance(error, Refusal) else not_ready())

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        return _answer(fields_invalid())

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    for unreachable in UNREACHABLE:
        app.add_exception_handler(unreachable, refused)
