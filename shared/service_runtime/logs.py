"""Structured logs to stderr without personal data: redacted by key name, by pattern, and in exception texts."""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any

import structlog
from pydantic import ValidationError

from enrolment_terms.writing import half_width
from event_bus.work import in_hand

HIDDEN = "***"
_SECRET_KEYS = frozenset(
    {
        "name", "full_name", "person_name", "applicant", "holder", "account", "account_holder", "document", "doc_number", "id_number",
        "certno", "psn_name", "phone", "mobile", "tel", "address", "authorization", "token", "password", "secret", "vault_keys", "body",
    }
)  # fmt: skip
_PATTERNS = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[0-9]{17}[0-9Xx]"  # resident ID
    r"|[0-9]{15,19}"  # card, old resident ID
    r"|1[3-9][0-9]{9}"  # phone
    r"|[HM][0-9]{8}(?:[0-9]{2})?|[A-Z]{1,2}[0-9]{7,9}"  # permits, passports, birth certificates
    r"|(?<!-)[0-9]{4}(?:[ -][0-9]{4}){2,3}(?:[ -][0-9]{1,3})?(?!-)"  # card in groups
    r")(?![0-9A-Za-z])"
)
_CHINESE = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af·•‧・･．]+")
_DETAIL_LINES = re.compile(r"(?im)^\s*(?:DETAIL|CONTEXT|\[SQL|\[parameters).*$")


def redact_message(text: str) -> str:
    """Also without Chinese words: messages of code and libraries are English, a Chinese word in one is somebody's name or address."""
    return _CHINESE.sub(HIDDEN, redact(text))


def redact(text: str) -> str:
    """The text without document numbers, card numbers and phone numbers, whatever digits they are written in."""
    read = half_width(text)  # places stay: what is found there is hidden here
    for found in reversed(list(_PATTERNS.finditer(read))):
        text = text[: found.start()] + HIDDEN + text[found.end() :]
    return text


def redact_value(value: object) -> object:
    """The same for nested values; values under personal key names are hidden whatever they are."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: HIDDEN if str(key).lower() in _SECRET_KEYS else redact_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value(item) for item in value]
    if isinstance(value, BaseException):
        return describe(value)
    return value if isinstance(value, int | float | bool | type(None)) and not _is_long_number(value) else redact(str(value))


def describe(error: BaseException) -> str:
    """Class and text of an error without the values it may quote: no input of a validation, no row of a constraint."""
    kind = type(error).__name__
    if isinstance(error, ValidationError):
        return f"{kind}: {error.error_count()} faults"
    if hasattr(error, "sqlstate"):
        return f"{kind} {error.sqlstate} {getattr(error, 'constraint_name', None) or getattr(error, 'table_name', None) or ''}".rstrip()
    return f"{kind}: {redact_message(_DETAIL_LINES.sub('', str(error)).strip())[:500]}"


def _is_long_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**10


def _redacting(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if key in {"timestamp", "level", "logger", "request_id", "trace_id", "exception"}:
            continue
        if key == "event" and isinstance(value, str):
            event[key] = redact_message(value)
        else:
            event[key] = HIDDEN if key.lower() in _SECRET_KEYS else redact_value(value)
    return event


def _exception_without_values(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"] = describe(error)
        event["frames"] = _frames(error.__traceback__)
    return event


def _frames(trace: TracebackType | None) -> list[str]:
    """Where it happened, without source lines: those could quote values."""
    return [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-12:]]


def _with_ids(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Every line that is written meanwhile carries the ids of the request or the batch in hand."""
    if work := in_hand.get():
        event["trace_id"] = work.trace_id
        if work.request_id:
            event["request_id"] = work.request_id
    return event


_BEFORE: list[Any] = [
    _with_ids,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _exception_without_values,
    _redacting,
]


def configure_logs(level: str = "INFO") -> None:
    """JSON lines on stderr for structlog and for all libraries; called once per process, again to change the level."""
    structlog.configure(
        processors=[*_BEFORE, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_StderrFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(_Stderr())
    renderers: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_BEFORE, processors=renderers))
    root = logging.getLogger()
    root.handlers[:] = [held for held in root.handlers if not isinstance(getattr(held, "stream", None), _Stderr)] + [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = name != "uvicorn.access"
    for noisy in ("alembic", "aio_pika", "aiormq", "httpx", "httpcore", "asyncio", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class _Stderr:
    """The present sys.stderr, also after somebody has replaced it."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class _StderrFactory:
    def __call__(self, *_: Any) -> structlog.PrintLogger:
        return structlog.PrintLogger(sys.stderr)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger whose lines carry the component's name. `get_logger("relay").info("batch.published", events=12)`."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(component=name)
    return logger
