"""REST bodies of the double-entry ledger."""

from datetime import date
from typing import Annotated

from pydantic import Field

from payment_bridge.domain.ledger import Account
from service_runtime.rest import Amount, Answer, Id


class LedgerAccount(Answer):
    """一个账户的借方、贷方合计和余额（借方减贷方）。"""

    account: Annotated[Account, Field(title="账户")]
    debited: Annotated[Amount, Field(title="借方合计", examples=["406.00"])]
    credited: Annotated[Amount, Field(title="贷方合计", examples=["406.00"])]
    balance: Annotated[Amount, Field(title="余额（元）", examples=["406.00"])]


class LedgerPosting(Answer):
    """一笔分录：同一金额记入一个账户的借方和另一个账户的贷方；只增不改，更正以反向分录。"""

    booked_on: Annotated[date, Field(title="记账日期")]
    debit: Annotated[Account, Field(title="借方账户")]
    credit: Annotated[Account, Field(title="贷方账户")]
    amount: Amount
    payment_id: Id | None
