"""What offices say of duplicate cases and of who is whom."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from service_runtime.rest import Answer, Area, Body, Day, Id, Line

Version = Annotated[int, Field(ge=1, le=2**31 - 1, title="所见的案件版本", examples=[1])]
RelationName = Annotated[
    str, Field(pattern=r"^[A-Z]{1,20}/[0-9]{6}/[0-9a-f/-]{4,160}$", title="参保关系", examples=["RESIDENT/440100/2024"])
]
Why = Annotated[Line, Field(min_length=1, max_length=200, title="理由", examples=["经核对，两人的证件号码登记有误"])]
Node = Annotated[UUID, Field(strict=False, title="人员编号或证件节点编号", examples=["01890a5d-ac96-774b-bcce-b302099a8057"])]


class CaseChoiceForm(Body):
    """参保人的选择；享受资助参保的医疗救助对象须有书面承诺。"""

    version: Version
    chosen: Annotated[RelationName, Field(title="所选的参保关系", examples=["RESIDENT/440100/2024"])]
    chosen_on: Annotated[Day, Field(title="选择日期", examples=["2024-03-05"])]
    promise_ref: Annotated[Line | None, Field(min_length=1, max_length=60, title="书面承诺编号", examples=["CN-2024-0001"])] = None


class CaseFactsForm(Body):
    """经办机构了解到的参保人情况；未写的不变，写为空的表示不明。"""

    version: Version
    residence_area: Annotated[Area | None, Field(title="常住地", examples=["440783"])] = None
    special: Annotated[bool, Field(title="资助参保救助对象、残疾人等特殊人员", examples=[False])] = False
    identified_area: Annotated[Area | None, Field(title="身份认定地区", examples=["440783"])] = None
    soldier: Annotated[bool, Field(title="退役军人或其配偶", examples=[False])] = False


class DifferentPeopleForm(Body):
    """认定案件中的参保记录属于不同的人；relations 为属于另一人的，只有两条记录时可以不写。"""

    version: Version
    reason: Why
    relations: Annotated[
        list[RelationName], Field(default_factory=list, max_length=20, title="属于另一人的参保关系", examples=[["RESIDENT/440100/2024"]])
    ]


class CaseVersionForm(Body):
    """所见的案件版本。"""

    version: Version


class IdentityStatementForm(Body):
    """认定两个编号是同一人（same 为真）或不是同一人。"""

    one: Node
    other: Node
    same: Annotated[bool, Field(title="是同一人", examples=[True])]
    reason: Why


class IdentityPairForm(Body):
    """撤回对两个编号的认定。"""

    one: Node
    other: Node


class IdentityStatementResponse(Answer):
    """对两个编号的认定；same 为空表示已撤回。"""

    one: Annotated[Id, Field(title="人员编号或证件节点编号", examples=["01890a5d-ac96-774b-bcce-b302099a8057"])]
    other: Annotated[Id, Field(title="人员编号或证件节点编号", examples=["01890a5d-ac96-774b-bcce-b302099a8057"])]
    same: Annotated[bool | None, Field(title="是同一人", examples=[True])]
    stated_on: Annotated[date, Field(title="认定或撤回日期", examples=["2024-03-05"])]
