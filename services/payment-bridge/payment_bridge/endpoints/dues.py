"""What a person owes, and links by which he pays it (B17)."""

from uuid import UUID

from payment_bridge.domain.dues import OWN_CHANNELS, Due
from payment_bridge.domain.scope import Scope
from payment_bridge.endpoints.scopes import reading_scope
from payment_bridge.errors import BillNotPayable, NoSuchBill
from payment_bridge.gateways.payment_links import payment_link
from payment_bridge.schemas.levies import DueItem, OwnChannel, PaymentLink
from payment_bridge.use_cases.find_dues import find_due, find_dues
from payment_bridge.use_cases.looks import LOOKS
from service_runtime import PERSONAL_ROLES, Caller, CurrentRuntime, Read, allow, refusals, service_router
from service_runtime.rest import Page

router = service_router("/payment-bridge/v1", tags=["应征账单"])


@router.get("/me/dues", operation_id="listOwnDues", dependencies=[allow(*PERSONAL_ROLES)])
async def list_own_dues(read: Read, caller: Caller) -> Page[DueItem]:
    """查询本人及代办人员的待缴费用

    缴费期限、情况说明和可用的缴费渠道；已缴、已取消的不列。group_id 相同的应一并缴清（新生儿跨年的两个年度）。
    以登录时核验的证件和有效的代办关系为准。
    """
    scope = await reading_scope(read, caller)
    return Page(items=[_item(due) for due in await find_dues(read, Scope(persons=scope.persons))])


@router.post(
    "/bills/{bill_id}/payment-links",
    operation_id="makePaymentLink",
    status_code=201,
    dependencies=[allow(*PERSONAL_ROLES)],
    responses=refusals(NoSuchBill, BillNotPayable),
)
async def make_payment_link(bill_id: UUID, read: Read, caller: Caller, runtime: CurrentRuntime) -> PaymentLink:
    """生成一张账单的缴费链接

    链接（也是二维码内容）由税务部门的缴费渠道打开，十五分钟内有效，不含个人信息；缴费到账后账单即为已缴，
    可带 Prefer: wait=N 查询该账单，到账即返回。
    """
    scope = await reading_scope(read, caller)
    try:
        due = await find_due(read, Scope(persons=scope.persons), bill_id)
    except NoSuchBill:
        LOOKS.miss(read, caller, "bill")
        raise
    settings = runtime.settings
    link, until = payment_link(settings.tax_office_url, settings.tax_out_secret.get_secret_value(), bill_id, due.bill.amount)
    return PaymentLink(bill_id=bill_id, amount=due.bill.amount, link=link, expires_at=until)


def _item(due: Due) -> DueItem:
    told = {name: getattr(due.bill, name) for name in due.bill.__dataclass_fields__}
    channels = [OwnChannel(channel=one) for one in OWN_CHANNELS] if due.payable else []
    return DueItem.model_validate(
        {**told, "group_id": due.group_id, "status": due.status, "pay_until": due.until, "msg": due.told, "channels": channels}
    )
