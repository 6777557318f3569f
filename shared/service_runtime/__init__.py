"""What every service runs on: app builder, transactions, identity, vault, health, logs, clock."""

from process_runtime.problem_bodies import MOST_FAULTS
from service_runtime.application import build_app
from service_runtime.background import Job
from service_runtime.clock import Clock, MovableClock, SystemClock, clock_of
from service_runtime.database import Database
from service_runtime.dead_letter_routes import AlreadyDecided, DiscardOutcome, DiscardReason
from service_runtime.figures import FigureSource, gauge, gauges
from service_runtime.four_eyes import ActKind, by_two, need_second
from service_runtime.health import HealthCheck, HealthFigure
from service_runtime.idempotency import can_wait, idempotent
from service_runtime.identity import ALL_OF_IT, AT_KIOSK, PERSONAL_ROLES, ROLES, Caller, Principal, allow
from service_runtime.job_runs import Run
from service_runtime.logs import get_logger, redact
from service_runtime.looks import Looks
from service_runtime.rate_limits import limited
from service_runtime.refusals import (
    BadRequest,
    Conflict,
    Forbidden,
    MalformedJson,
    NotFound,
    Refusal,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    Unprocessable,
    YearNotOpen,
    refusals,
)
from service_runtime.routing import CurrentRuntime, Read, Tx, service_router
from service_runtime.runtime import Runtime
from service_runtime.safe import Safe, generate_storage_keys
from service_runtime.settings import ServiceSettings
from service_runtime.timed_jobs import Portion, TimedJob, areas_that_set, every_day, pooling_regions, the_installation
from service_runtime.transaction import ReadConnection, Transaction
from service_runtime.turns import in_turns
from service_runtime.vault import CannotOpen, Vault, generate_vault_keys

__all__ = [
    "ALL_OF_IT",
    "AT_KIOSK",
    "MOST_FAULTS",
    "PERSONAL_ROLES",
    "ROLES",
    "ActKind",
    "AlreadyDecided",
    "BadRequest",
    "Caller",
    "CannotOpen",
    "Clock",
    "Conflict",
    "CurrentRuntime",
    "Database",
    "DiscardOutcome",
    "DiscardReason",
    "FigureSource",
    "Forbidden",
    "HealthCheck",
    "HealthFigure",
    "Job",
    "Looks",
    "MalformedJson",
    "MovableClock",
    "NotFound",
    "Portion",
    "Principal",
    "Read",
    "ReadConnection",
    "Refusal",
    "Run",
    "Runtime",
    "Safe",
    "ServiceSettings",
    "SystemClock",
    "TimedJob",
    "TooLarge",
    "TooManyRequests",
    "Transaction",
    "Tx",
    "Unauthenticated",
    "Unavailable",
    "Unprocessable",
    "Vault",
    "YearNotOpen",
    "allow",
    "areas_that_set",
    "build_app",
    "by_two",
    "can_wait",
    "clock_of",
    "every_day",
    "gauge",
    "gauges",
    "generate_storage_keys",
    "generate_vault_keys",
    "get_logger",
    "idempotent",
    "in_turns",
    "limited",
    "need_second",
    "pooling_regions",
    "redact",
    "refusals",
    "service_router",
    "the_installation",
]
