"""The shape of the national platform's transaction 1101, so that a hospital system can call it as it is."""

import secrets
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from benefits.domain.national import NOT_TOLD, person_information
from benefits.domain.national_question import NationalPerson, NotAQuestion, read_question
from benefits.endpoints.documents import asked_by
from benefits.schemas.national import NationalAnswer, NationalCall
from benefits.use_cases.answer_hospitals import Question
from benefits.use_cases.find_scope import find_view
from benefits.use_cases.look_up_person import look_up_person
from benefits.use_cases.looks import LOOKS
from benefits.use_cases.name_documents import name_documents
from enrolment_terms.benefit_year import SHANGHAI
from policy_parameters import PolicyNotKnown
from service_runtime import Caller, CurrentRuntime, Forbidden, Refusal, Runtime, TooManyRequests, Tx, Unauthenticated, allow, limited
from service_runtime.problems import sentences_of
from service_runtime.routing import TransactionalRoute, runtime_of

_STAY_HTTP = (Unauthenticated, Forbidden, TooManyRequests)
_LONGEST_MESSAGE = 200
_ONLY_1101 = "交易编号（infno）有误，此处只受理1101"


class EnvelopeRoute(TransactionalRoute):
    """Whatever is wrong with a call is told in the platform's own frame; who may not call at all is refused as everywhere."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own handler, its refusals in the frame."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            came = runtime_of(request).clock.now()
            try:
                return await answer(request)
            except _STAY_HTTP:
                raise
            except RequestValidationError as error:
                told = "；".join(sentences_of(request, error))
            except (Refusal, PolicyNotKnown, NotAQuestion) as error:
                told = getattr(error, "msg", str(error))
            failed = _frame(runtime_of(request), came, infcode=-1, err_msg=told[:_LONGEST_MESSAGE], output={})
            return Response(failed.model_dump_json(), media_type="application/json")

        return handle


router = APIRouter(prefix="/benefits/v1/national", tags=["国家平台接口"], route_class=EnvelopeRoute)


@router.post("/1101", operation_id="getNationalPersonInformation", dependencies=[allow("hospital", "operator"), limited("look_up")])
async def person_information_1101(call: NationalCall, tx: Tx, caller: Caller, runtime: CurrentRuntime, request: Request) -> NationalAnswer:
    """人员信息获取（国家平台交易 1101）

    input.data：psn_no，或 psn_cert_type 和 certno，或 mdtrt_cert_type 和 mdtrt_cert_no（01 为身份标识令牌，02 为居民身份证；
    03 社会保障卡须附证件）；begntime 为查询的日期。有误的一律以 infcode -1 和 err_msg 答复；insuinfo 为各年度、各险种的参保和待遇期间。
    """
    if call.infno != "1101":
        raise NotAQuestion([_ONLY_1101])
    came = tx.now
    told = {name: text or "" for name, text in call.input.data.model_dump(exclude={"psn_name"}).items()}
    asked = read_question(NationalPerson(**told), came.date())
    tokens = await name_documents(tx, runtime, asked_by(request, [asked.document] if asked.document else []))
    question = Question(asked.person_id, tokens[0] if tokens else [asked.token] if asked.token else [])
    with LOOKS.expecting(tx, caller, "1101"):
        found = await look_up_person(tx, question, asked.on, await find_view(tx, caller, "operator"))
    LOOKS.note(tx, caller, "1101", [found.person_id])
    output = person_information(str(found.person_id), found.facts, found.decided, asked.on)
    return _frame(runtime, came, infcode=0, warn_msg="" if found.answer.known else NOT_TOLD, output=output)


def _frame(runtime: Runtime, came: datetime, **told: Any) -> NationalAnswer:
    """`inf_refmsgid`: our area (6), time (14), number (10)."""
    number = f"{runtime.settings.installation_area:0<6.6}{_digits(came)[:14]}{secrets.randbelow(10**10):010}"
    return NationalAnswer(inf_refmsgid=number, refmsg_time=_digits(came), respond_time=_digits(runtime.clock.now()), **told)


def _digits(moment: datetime) -> str:
    """yyyyMMddHHmmssSSS."""
    return moment.astimezone(SHANGHAI).strftime("%Y%m%d%H%M%S%f")[:17]
