"""The shape of the national platform's transaction 1101, so that a hospital system can call it as it is."""

from datetime import date
from uuid import UUID

from benefits.domain.national import person_information
from benefits.errors import PersonNotKnownHere
from benefits.repository.people import Scope
from benefits.schemas.national import NationalAnswer, NationalCall
from benefits.use_cases.look_up_person import look_up_person
from benefits.use_cases.looks import LOOKS
from enrolment_terms.documents import Document, DocumentType
from policy_parameters import PolicyNotKnown
from service_runtime import Caller, CurrentRuntime, Runtime, Tx, allow, limited, service_router
from service_runtime.rest import sensible_day

router = service_router("/benefits/v1/national", tags=["国家平台接口"])


@router.post("/1101", operation_id="getNationalPersonInformation", dependencies=[allow("hospital", "operator"), limited("look_up")])
async def person_information_1101(call: NationalCall, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> NationalAnswer:
    """人员信息获取（国家平台交易 1101）

    input.data：psn_no，或（持有身份密钥的部署）psn_cert_type 和 certno；begntime 为查询的日期。
    """
    data = call.input.get("data", {})
    told = tx.now.isoformat(sep=" ", timespec="seconds")
    if call.infno != "1101" or not isinstance(data, dict):
        return _failed(call, "交易编号或输入格式不正确", told)
    try:
        day = sensible_day(date.fromisoformat(str(data.get("begntime") or tx.now.date())[:10]))
        person, token = _who(data, runtime)
        with LOOKS.expecting(tx, caller, "1101"):
            found = await look_up_person(tx, person, token, day, Scope(caller.area_patterns))
    except (ValueError, LookupError, PersonNotKnownHere) as error:
        return _failed(call, _reason(error), told)
    LOOKS.note(tx, caller, "1101", [found.person_id])
    output = person_information(str(found.person_id), found.facts, found.answer, day)
    return NationalAnswer(infcode=0, inf_refmsgid=call.msgid, respond_time=told, err_msg="", output=output)


def _who(data: dict[str, object], runtime: Runtime) -> tuple[UUID | None, str | None]:
    """Raises ValueError with a Chinese sentence where nobody is named."""
    if number := str(data.get("psn_no") or ""):
        if not number.isascii():
            raise ValueError("请提供人员编号")
        return UUID(number), None
    if data.get("certno") and runtime.settings.vault_keys is not None:
        document = Document.read(DocumentType.RESIDENT_ID, str(data["certno"]))
        return None, runtime.vault.identity_token(document)
    raise ValueError("请提供人员编号")


def _reason(error: Exception) -> str:
    if isinstance(error, PolicyNotKnown):
        return error.msg
    return "本系统没有该人员的信息" if isinstance(error, PersonNotKnownHere) else "输入有误：请提供人员编号（psn_no）和有效日期"


def _failed(call: NationalCall, msg: str, told: str) -> NationalAnswer:
    return NationalAnswer(infcode=-1, inf_refmsgid=call.msgid, respond_time=told, err_msg=msg, output={})
