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
_GAP = r"[ \-\u00a0\u2000-\u200b\u2010-\u2015\u202f\u2212\u3000]{0,2}"
"""What people write between the digits of one number."""
_OURS = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"  # UUID
    r"|(?=(?:[0-9]*[a-f]){3})(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})"  # digests, tokens, ids of requests
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]?(?:[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)?"  # a moment
    r")(?![0-9A-Za-z])"
)
"""What looks like a number of a person and is none: left as it is, also within a longer text."""
_LONG = re.compile(rf"[0-9](?:{_GAP}[0-9]){{10,}}(?:{_GAP}[Xx](?![A-Za-z]))?")
_PHONE = re.compile(r"(?:0{0,2}86)?1[3-9][0-9]{9}")
_LETTERED = re.compile(
    r"[HM][0-9]{8}(?:[0-9]{2})?(?![0-9])|[A-Z][0-9]{7,9}(?![0-9])|(?<![0-9A-Za-z])[A-Za-z]{1,2}[0-9]{7,9}(?![0-9A-Za-z])"
)
"""Permits, passports, birth certificates."""
_FEW = re.compile(
    "[0-9]{7}|[0-9].{0,2}[0-9].{0,2}[0-9].{0,2}[0-9].{0,2}[0-9].{0,2}[0-9].{0,2}[0-9].{0,2}[0-9].{0,2}[0-9].{0,2}[0-9].{0,2}[0-9]"
)
"""Seven digits together, or eleven with gaps: without them there is nothing to look for."""
_CHINESE = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af·•‧・･．]+")
_DETAIL_LINES = re.compile(r"(?im)^\s*(?:DETAIL|CONTEXT|\[SQL|\[parameters).*$")


def redact_message(text: str) -> str:
    """Also without Chinese words: messages of code and libraries are English, a Chinese word in one is somebody's name or address."""
    return _CHINESE.sub(HIDDEN, redact(text))


def redact(text: str) -> str:
    """The text without document numbers, card numbers and phone numbers: digits of any script, after letters too, with gaps between."""
    read = half_width(text)  # places stay: what is found there is hidden here
    if not _FEW.search(read):
        return text
    kept, at = [], 0
    for ours in _OURS.finditer(read):
        kept += [_without_numbers(text[at : ours.start()], read[at : ours.start()]), text[ours.start() : ours.end()]]
        at = ours.end()
    return "".join([*kept, _without_numbers(text[at:], read[at:])])


def _without_numbers(text: str, read: str) -> str:
    found = [match.span() for match in _LONG.finditer(read) if _is_personal(match[0])]
    found += [match.span() for match in _LETTERED.finditer(read)]
    for start, end in sorted(found, reverse=True):
        text = text[:start] + HIDDEN + text[end:]
    return text


def _is_personal(number: str) -> bool:
    """An ID or card has 15 digits or more; a phone number has 11, and what may stand before it."""
    digits = re.sub("[^0-9]", "", number)
    return len(digits) >= 15 or _PHONE.fullmatch(digits) is not None


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
