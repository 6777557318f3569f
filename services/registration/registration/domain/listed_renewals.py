"""Lists of who continues and who does not (R-050, R-051): columns, and what is wrong with a row."""

from collections.abc import Iterator
from datetime import date

from enrolment_terms.reasons import Reason, ReasonCode, reason
from policy_parameters import PolicyBook
from registration.domain.application_form import birth_reasons
from registration.domain.import_row import document_reasons
from registration.domain.list_columns import CellKind, Column
from registration.domain.listed_people import PERSON, Values, document_in
from registration.domain.lists import FiledList

RENEWALS = (
    *PERSON,
    Column("continues", ("是否续保", "是否继续参保", "是否参保"), CellKind.TICK, required=True),
    Column("stop_reason", ("停保原因", "不续保原因", "变更内容及停保原因")),
)
"""√ goes on in the list's year, × does not (Annex 1)."""


def listed_renewal_reasons(values: Values, _: FiledList, today: date, _policy: PolicyBook) -> Iterator[Reason]:
    """What can be told of a row before last year is looked at. B3: the reason of a stop is mandatory."""
    document = document_in(values)
    if document is not None:
        yield from document_reasons(document, values["sex"], values["birth_date"])
        yield from birth_reasons(document.birth_date or values["birth_date"], today)
    if values["continues"] is False and not values["stop_reason"]:
        yield reason(ReasonCode.OTHER, field="stop_reason", rule="B3", msg="不续保的须填写停保原因")
