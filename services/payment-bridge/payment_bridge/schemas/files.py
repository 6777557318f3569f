"""Batch files and reconciliation over REST."""

from datetime import date
from typing import Annotated

from pydantic import Field

from payment_bridge.domain.batch_files import FileState
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.domain.reconciliation import Book, FindingKind, FindingState
from payment_bridge.schemas.levies import CloseReason
from service_runtime.rest import Amount, Answer, Body, Day, Id, Moment, Region, Year

_Profile = Annotated[str, Field(title="文件格式", pattern="^[A-Z][A-Z0-9_]{1,30}$", examples=["PLAIN"])]


class LevyFileForm(Body):
    """哪个统筹区、哪个年度的应征数据写入文件。"""

    region: Region
    benefit_year: Year
    profile: _Profile = "PLAIN"


class FileIdResponse(Answer):
    """批量文件编号；同一文件再次上传，返回同一编号。"""

    file_id: Id


class FileFaultItem(Answer):
    """文件中的一处错误；line 从 1 起，不含文件内容。"""

    line: Annotated[int, Field(title="行号", examples=[2])]
    field: str | None
    msg: Annotated[str, Field(title="错误说明", examples=["末行的合计金额与明细之和不符"])]


class BatchFileItem(Answer):
    """一份批量文件；accepted、duplicate、unmatched、refused 随处理进度增加，合计达到 rows 时处理完毕。"""

    file_id: Id
    kind: FileKind
    profile: Annotated[str, Field(title="文件格式", examples=["PLAIN"])]
    state: FileState
    issuer: Annotated[str | None, Field(title="报送单位", examples=["440783"])]
    day: Annotated[date | None, Field(title="文件日期")]
    bytes: int
    lines: Annotated[int, Field(title="行数", examples=[5002])]
    rows: Annotated[int | None, Field(title="笔数", examples=[5000])]
    total: Annotated[Amount | None, Field(title="合计金额（元）", examples=["2030000.00"])]
    accepted: Annotated[int, Field(title="已接收", examples=[4990])]
    duplicate: Annotated[int, Field(title="此前已接收", examples=[7])]
    unmatched: Annotated[int, Field(title="已留存，无对应账单", examples=[2])]
    refused: Annotated[int, Field(title="未接收，已留存待核", examples=[1])]
    faults: Annotated[list[FileFaultItem], Field(title="错误（最多50处，其余逐页查询）")]
    faults_number: Annotated[int, Field(title="错误数量", examples=[1])]
    filed_by: Annotated[str, Field(title="上传人", examples=["operator:0001"])]
    received_at: Moment
    finished_at: Annotated[Moment | None, Field(title="处理完毕时间")]


class ReconciliationForm(Body):
    """对账日期；须已结束。"""

    day: Annotated[Day, Field(title="对账日期")]


class ReconciliationItem(Answer):
    """一日的对账；tax_lines、bank_lines 为空表示当日的税务或银行对账单尚未收到。"""

    reconciliation_id: Id
    day: Annotated[date, Field(title="对账日期")]
    ours: Annotated[int, Field(title="我方笔数", examples=[5000])]
    tax_lines: Annotated[int | None, Field(title="税务对账单笔数", examples=[5000])]
    bank_lines: Annotated[int | None, Field(title="银行对账单笔数", examples=[12])]
    matched: Annotated[int, Field(title="相符笔数", examples=[4998])]
    found: Annotated[int, Field(title="差异数", examples=[2])]
    runs: Annotated[int, Field(title="对账次数", examples=[1])]
    ran_at: Annotated[Moment | None, Field(title="最近对账时间")]
    ran_by: Annotated[str | None, Field(title="最近对账人", examples=["operator:0001"])]


class ReconciliationDifferenceItem(Answer):
    """一项对账差异；area 为负责的经办机构辖区，空为全辖区；our_* 为我方（对银行为税务方）的记录，their_* 为对账单的记录，冲正为负数。"""

    difference_id: Annotated[Id, Field(title="对账差异编号")]
    book: Annotated[Book, Field(title="对账单来源")]
    kind: FindingKind
    reference: Annotated[str, Field(title="税票号码、划缴批次号或银行流水序号", examples=["1000000001"])]
    takes_back: Annotated[bool, Field(title="冲正", examples=[False])]
    bill_id: Id | None
    area: str | None
    our_amount: Annotated[Amount | None, Field(title="我方金额（元）", examples=["406.00"])]
    their_amount: Annotated[Amount | None, Field(title="对方金额（元）", examples=["400.00"])]
    our_day: Annotated[date | None, Field(title="我方到账日期")]
    their_day: Annotated[date | None, Field(title="对方到账日期")]
    told_otherwise_id: Annotated[Id | None, Field(title="同一税票先后说法不同的差异编号", description="该税票另有一次传送与对账单一致")]
    state: FindingState
    age_days: Annotated[int, Field(title="已挂账天数", examples=[3])]
    opened_on: Annotated[date, Field(title="发现日期")]
    closed_at: Annotated[Moment | None, Field(title="核结时间")]
    closed_by: Annotated[str | None, Field(title="核结人", examples=["operator:0001"])]
    close_reason: Annotated[str | None, Field(title="核结原因", examples=["税务部门确认台账有误"])]


class ReconciliationCloseForm(Body):
    """核结对账差异的原因。"""

    reason: CloseReason
