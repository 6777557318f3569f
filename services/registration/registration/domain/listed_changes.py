"""Lists of changes (Annex 1, B3, B4): another account, another phone, another household number."""

from collections.abc import Iterator
from datetime import date

from enrolment_terms.reasons import Reason, ReasonCode, reason
from policy_parameters import PolicyBook
from registration.domain.application_form import birth_reasons, contact_reasons
from registration.domain.import_row import document_reasons
from registration.domain.list_columns import CellKind, Column
from registration.domain.listed_people import ACCOUNT, PERSON, Values, document_in
from registration.domain.lists import FiledList
from registration.domain.participation_change import Account, TermsChange

CHANGES = (
    *PERSON,
    Column("phone", ("变更后联系电话", "联系电话", "手机号码"), CellKind.NUMBER, at_most=32),
    *ACCOUNT,
    Column("agreement", ("三方协议", "已签三方协议"), CellKind.TICK),
    Column("household_no", ("户号", "组织编号"), CellKind.NUMBER, at_most=64),
)
"""Name, sex and number are corrected one by one: those need the signature of the head (附件1 填表说明 5)."""
_ACCOUNT = ("account_holder", "bank", "account_number")
_CHANGED = (*_ACCOUNT, "phone", "household_no")


def change_reasons(values: Values, _: FiledList, today: date, _policy: PolicyBook) -> Iterator[Reason]:
    """What can be told of a row before the participation is looked at."""
    document = document_in(values)
    if document is not None:
        yield from document_reasons(document, values["sex"], values["birth_date"])
        yield from birth_reasons(document.birth_date or values["birth_date"], today)
    yield from contact_reasons(values["phone"], values["account_number"])
    if all(values[name] is None for name in _CHANGED):
        yield reason(ReasonCode.OTHER, rule="B4", msg="没有填写变更内容")


def terms_change_in(values: Values) -> TermsChange | None:
    """What becomes another of the participation; None if the row asks for another phone only."""
    if all(values[name] is None for name in (*_ACCOUNT, "household_no")):
        return None
    holder, bank, number = (values[name] or "" for name in _ACCOUNT)
    account = Account(holder=holder, bank=bank, number=number) if holder or bank or number else None
    return TermsChange(account=account, household_no=values["household_no"], has_agreement=bool(values["agreement"]))
