"""The messages of docs/contracts/registers.yaml: what is asked, and whether an answer is one to it."""

import hashlib
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from registration.domain.registers import KEEPER, Question, Register, RegisterAnswer

_Reference = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:/\u4e00-\u9fff〔〕\[\]()（）-]+$")]
_PURPOSE = "S3 Art. 4"


class Subject(Struct, frozen=True):
    """Who is asked about."""

    document_type: str
    document_number: str
    name: str


class Asked(Struct, frozen=True, omit_defaults=True):
    """One question. `parent` is of whom it asks whether he is one. `purpose` is the clause that allows it."""

    question_id: UUID
    department: str
    register: str
    subject: Subject
    purpose: str
    parent: Subject | None = None


class Told(Struct, frozen=True, kw_only=True):
    """One answer. `subject_digest` says whom it is about."""

    question_id: UUID
    register: str
    subject_digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    held: bool
    as_of: date
    reference: _Reference | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    area: Annotated[str, Meta(pattern=r"^[0-9]{6}([0-9]{3}|[0-9]{6})?$")] | None = None
    parent_digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")] | None = None


class NotAnAnswer(Exception):
    """Not in the contract, about somebody else, to another question, or contradicting itself. Names what is wrong, quotes nothing."""


class OfAnotherPerson(NotAnAnswer):
    """An answer about somebody else than who was asked about."""


_told = msgspec.json.Decoder(Told)


def asked(question: Question, question_id: UUID) -> bytes:
    """The question as it is sent."""
    subject, parent = _people(question)
    return msgspec.json.encode(Asked(question_id, KEEPER[question.register], question.register, subject, _PURPOSE, parent))


def _people(question: Question) -> tuple[Subject, Subject | None]:
    """Whom it is about."""
    parent = question.parent
    named = Subject(parent.document.kind, parent.document.number, parent.name) if parent else None
    return Subject(question.document.kind, question.document.number, question.name), named


def subject_digest(subject: Subject) -> str:
    """SHA-256 of type, number and name with line feeds between."""
    return hashlib.sha256("\n".join((subject.document_type, subject.document_number, subject.name)).encode()).hexdigest()


def read_answer(body: bytes, question: Question, question_id: UUID) -> RegisterAnswer:
    """The answer to this question about this person. Raises NotAnAnswer."""
    try:
        told = _told.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NotAnAnswer(type(error).__name__) from None
    subject, parent = _people(question)
    if told.question_id != question_id or told.register != question.register:
        raise NotAnAnswer("to another question")
    if (told.subject_digest, told.parent_digest) != (subject_digest(subject), subject_digest(parent) if parent else None):
        raise OfAnotherPerson("about somebody else")
    answer = RegisterAnswer(
        answer_id=question_id,
        register=Register(told.register),
        held=told.held,
        as_of=told.as_of,
        reference=told.reference,
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        area=told.area,
    )
    if not answer.makes_sense:
        raise NotAnAnswer("contradicts itself")
    return answer
