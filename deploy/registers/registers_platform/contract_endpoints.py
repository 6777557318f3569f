"""The published contract (docs/contracts/registers.yaml): one signed question, one answer."""

import asyncio
import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from process_runtime.webhook_signatures import is_signed
from registers_platform.behaviour import How
from registers_platform.platform import Platform
from registers_platform.records import Record, Subject

router = APIRouter()
_MOST_BYTES = 64 * 1024


class Question(msgspec.Struct):
    """One question."""

    question_id: UUID
    department: str
    register: str
    subject: Subject
    purpose: str
    parent: Subject | None = None


_question = msgspec.json.Decoder(Question)
_NOBODY = hashlib.sha256(b"somebody else").hexdigest()


@router.post("/registers/v1/{department}/{register}")
async def ask(department: str, register: str, request: Request) -> Response:
    """Whether the register holds a record on the person."""
    platform: Platform = request.app.state.platform
    how = platform.how(department)
    if how in _BROKEN:
        return await _broken(how, platform)
    body = await request.body()
    if len(body) > _MOST_BYTES or not is_signed(body, request.headers, [platform.secret]):
        return _problem(401, "SIGNATURE_INVALID")
    try:
        question = _question.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _problem(422, "FIELDS_INVALID")
    if (question.department, question.register) != (department, register):
        return _problem(422, "FIELDS_INVALID")
    platform.asked.append(register)
    answer = _answer(question, platform.records.find(register, question.subject, question.parent), platform.records.day())
    answer |= _odd(how, answer, platform.records.day())
    content = msgspec.json.encode({name: told for name, told in answer.items() if told is not None})
    return Response(content[:-9] if how == "HALF" else content, media_type="application/json")


def _answer(question: Question, record: Record | None, today: date) -> dict[str, Any]:
    told: dict[str, Any] = {
        "question_id": question.question_id,
        "register": question.register,
        "subject_digest": question.subject.digest,
        "held": record is not None,
        "as_of": today,
        "parent_digest": question.parent.digest if question.parent else None,
    }
    return told if record is None else told | {name: getattr(record, name) for name in ("reference", "valid_from", "valid_to", "area")}


def _odd(how: How, answer: dict[str, Any], today: date) -> dict[str, Any]:
    match how:
        case "OTHER_PERSON":
            return {"subject_digest": _NOBODY, "held": True, "reference": "R-1"}
        case "OTHER_PARENT":
            return {"parent_digest": _NOBODY, "held": True, "reference": "R-1"}
        case "OTHER_QUESTION":
            return {"question_id": "00000000-0000-0000-0000-000000000000"}
        case "STALE":
            return {"as_of": today - timedelta(days=400)}
        case "TOMORROW":
            return {"as_of": today + timedelta(days=1)}
        case "CONTRADICTS":
            return {"held": not answer["held"]}
    return {}


_BROKEN = {"DOWN", "BUSY", "SLOW", "NO_JSON", "ENDLESS", "REDIRECT"}


async def _broken(how: How, platform: Platform) -> Response:
    match how:
        case "SLOW":
            await asyncio.sleep(platform.behaviour.slow_ms / 1000)
        case "NO_JSON":
            return Response(b"<html></html>", media_type="text/html")
        case "ENDLESS":
            return Response(b" " * 200_000, media_type="application/json")
        case "REDIRECT":
            return Response(b"", 307, {"location": "/registers/v1/elsewhere"})
    return _problem(503 if how == "BUSY" else 502, "NOT_READY")


def _problem(status: int, code: str) -> Response:
    return Response(msgspec.json.encode({"status": status, "code": code}), status, media_type="application/problem+json")
