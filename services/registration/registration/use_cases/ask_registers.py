"""Ask registers of other departments, and keep what they answer. No transaction waits for them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from enrolment_terms.writing import normal_name
from registration.domain.registers import Named, Question, Register, RegisterAnswer
from registration.gateways.registers import Registers
from registration.repository.register_rows import AnswerRow, keep_answers
from row_sets import Record
from service_runtime import ReadConnection, Runtime, Safe, Transaction

_PURPOSE = "register.record"


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """What lies sealed of an answer."""

    reference: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """What a use case wants to know before it goes on; `asked_by` is the login of whoever files."""

    questions: tuple[Question, ...]
    asked_by: str


_record = msgspec.json.Decoder(HeldRecord)


async def ask_registers(runtime: Runtime, registers: Registers, asked: Questions) -> None:
    """All at once, then those that hang on another's answer; what is answered is kept. Raises only what our own database does."""
    first = [question for question in asked.questions if not question.only_if]
    given = await _ask(registers, first)
    held = {question for question, answer in given if answer.held}
    given += await _ask(registers, [question for question in asked.questions if not held.isdisjoint(question.only_if)])
    if given:
        async with runtime.database.transaction() as tx:
            await keep_answers(tx.driver, _rows(tx, asked, given))
            told = {"answers": [str(answer.answer_id) for _, answer in given]}
            tx.audit("registers.asked", subject=asked.asked_by, actor=asked.asked_by, detail=told)


async def _ask(registers: Registers, questions: Sequence[Question]) -> list[tuple[Question, RegisterAnswer]]:
    answers = await asyncio.gather(*(registers.ask(question) for question in questions))
    return [(question, answer) for question, answer in zip(questions, answers, strict=True) if answer is not None]


def _rows(tx: Transaction, asked: Questions, answers: Sequence[tuple[Question, RegisterAnswer]]) -> list[AnswerRow]:
    return [
        AnswerRow(
            answer_id=one.answer_id,
            subject=subject_of(tx.safe, question),
            register=one.register,
            held=one.held,
            as_of=one.as_of,
            asked_at=tx.now,
            asked_by=asked.asked_by,
            record=tx.safe.seal(_text(one), _PURPOSE, one.answer_id) if one.held else None,
        )
        for question, one in answers
    ]


def _text(answer: RegisterAnswer) -> str:
    return msgspec.json.encode(HeldRecord(answer.reference, answer.valid_from, answer.valid_to, answer.area)).decode()


def subject_of(safe: Safe, question: Question) -> str:
    """By what the answers about a person, and a parent, are found; says nothing without the key of this service."""
    named = (Named(question.document, question.name), *((question.parent,) if question.parent else ()))
    told = (f"{one.document.number_space}:{one.document.lifelong_number}:{normal_name(one.name)}" for one in named)
    return safe.digest("|".join(told), "register.subject")


def answer_in(read: ReadConnection, row: Record) -> RegisterAnswer:
    """An answer that was kept. Raises CannotOpen."""
    told = _record.decode(read.safe.open(row["record"], _PURPOSE, row["answer_id"])) if row["record"] else HeldRecord()
    return RegisterAnswer(
        answer_id=row["answer_id"],
        register=Register(row["register"]),
        held=row["held"],
        as_of=row["as_of"],
        reference=told.reference,
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        area=told.area,
    )
