"""Service items as data: what a frontend needs to draw a form."""

from datetime import date
from typing import Annotated

from pydantic import Field

from enrolment_terms.documents import DocumentType
from enrolment_terms.scheme import Category, Channel
from registration.domain.application_states import ApplicationKind
from registration.domain.items import FieldKind
from registration.domain.materials import SatisfiedBy
from registration.domain.registers import Source
from service_runtime.dictionaries import CodeItem
from service_runtime.rest import Answer, Area, Body, Line, Year

ItemCode = Annotated[str, Field(title="服务事项", examples=["resident_enrolment"])]
TemplateCode = Annotated[str, Field(title="样表", examples=["consent"])]
Codes = Annotated[list[CodeItem], Field(examples=[[{"code": "RESIDENT_ID", "label": "居民身份证"}]])]
Conditions = Annotated[dict[str, list[str]], Field(title="何时填写：各项答案均在所列之中；空为总是", examples=[{"channel": ["COUNTER"]}])]


class TemplateResponse(Answer):
    """一份可下载的样表。"""

    name: TemplateCode
    label: Annotated[str, Field(examples=["知情同意书"])]
    rule: Annotated[str, Field(title="依据或说明", examples=["R-087"])]


class ItemSummary(Answer):
    """一个服务事项。"""

    item: ItemCode
    numbers: Annotated[list[str], Field(title="事项编号", examples=[["B1", "B2"]])]
    title: str
    kind: ApplicationKind
    clause: Annotated[str, Field(title="依据", examples=["S4 城乡居民参保登记"])]
    templates: Annotated[list[TemplateResponse], Field(title="可下载的样表")]
    refusal: Annotated[str | None, Field(title="不在此受理的，应去何处办理；受理的为空", examples=[None])]


class FieldResponse(Answer):
    """一个填写项；options 为可选的代码。"""

    name: Annotated[str, Field(examples=["document_type"])]
    label: Annotated[str, Field(examples=["证件类型"])]
    kind: Annotated[FieldKind, Field(examples=["enum"])]
    filled_by: str
    required: bool
    when: Conditions
    rule: Annotated[str, Field(title="依据或说明", examples=["R-010"])]
    max_length: Annotated[int | None, Field(examples=[32])]
    pattern: Annotated[str | None, Field(examples=[None])]
    not_before: Annotated[date | None, Field(title="不早于", examples=["1900-01-01"])]
    not_after: Annotated[date | None, Field(title="不晚于", examples=["2024-10-15"])]
    options: Codes


class MaterialResponse(Answer):
    """一项材料：any_of 任选其一。"""

    label: Annotated[str, Field(examples=["居民身份证"])]
    any_of: Codes
    satisfied_by: Annotated[list[CodeItem], Field(examples=[[{"code": SatisfiedBy.ORIGINAL.value, "label": "原件"}]])]
    required: bool
    when: Conditions
    rule: Annotated[str, Field(title="依据或说明", examples=["R-033"])]


class ChannelResponse(Answer):
    """一个办理渠道，以及哪些人可以由此提交。"""

    channel: Channel
    roles: Annotated[list[str], Field(title="可提交的角色", examples=[["citizen", "agent"]])]


class CategoryResponse(Answer):
    """一个参保类别。"""

    category: Category


class PrefillRequest(Body):
    """预填：为谁（本人或由本人代办的人员）、参保区划、年度和类别。"""

    document_type: Annotated[DocumentType, Field(title="证件类型", examples=["RESIDENT_ID"])]
    document_number: Annotated[Line, Field(title="证件号码", min_length=1, max_length=64)]
    area: Annotated[Area, Field(title="参保区划")]
    benefit_year: Annotated[Year, Field(title="参保年度")]
    category: Annotated[Category, Field(title="参保类别")] = Category.GENERAL
    name: Annotated[Line | None, Field(title="姓名，本系统尚无档案的须填写", max_length=100)] = None


class KnownAnswerResponse(Answer):
    """一项已有数据的填写项：何处的数据，何日的数据。"""

    field: Annotated[str, Field(title="填写项", examples=["household_area"])]
    value: Annotated[str, Field(title="内容", examples=["440783115"])]
    known_by: Source
    as_of: Annotated[date, Field(title="数据日期", examples=["2023-10-10"])]


class KnownMaterialResponse(Answer):
    """一项无须提供的材料。"""

    material_kind: Annotated[str, Field(title="材料代码", examples=["HOUSEHOLD_BOOK"])]
    provided_by: SatisfiedBy
    known_by: Source
    as_of: Annotated[date, Field(title="数据日期", examples=["2023-10-10"])]


class PrefilledResponse(Answer):
    """可预填的内容和无须提供的材料；以提交申请时的核验为准。"""

    answers: Annotated[list[KnownAnswerResponse], Field(title="可预填的填写项")]
    materials: Annotated[list[KnownMaterialResponse], Field(title="无须提供的材料")]


class ItemResponse(ItemSummary):
    """一个服务事项在一个地区的全部要求，供前端生成表单。"""

    area: str
    benefit_year: int
    reviewer: Annotated[str, Field(title="审核机构", examples=["参保地镇（街）公共服务中心"])]
    channels: Annotated[list[ChannelResponse], Field(title="办理渠道")]
    categories: Annotated[list[CategoryResponse], Field(title="可选的参保类别，首项为未填写时的类别")]
    conflict_check: Annotated[bool, Field(title="是否发起重复参保校验")]
    deadline: Annotated[date | None, Field(title="办理截止日期", examples=["2023-12-31"])]
    fields: list[FieldResponse]
    materials: list[MaterialResponse]
    texts: Annotated[dict[str, str], Field(title="说明文字", examples=[{"notice": "我确认以上信息填写无误。"}])]
