"""参保凭证 and 权益记录单: issued, printed, checked (B28, B35; S3 第三十三条 「免费」)."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from enrolment_terms.masking import mask_name
from registration.endpoints.scopes import scope_of
from registration.gateways.certificate_pdf import pdf_of
from registration.repository.certificates import certificate_of
from registration.repository.person_rows import read_person
from registration.schemas.certificates import (
    CertificateCheck,
    CertificateRequest,
    CertificateResponse,
    CheckedCertificate,
    StatedRecord,
    StatedYear,
)
from registration.use_cases.issue_certificate import checked_statement, issue_certificate, opened
from registration.use_cases.looks import LOOKS
from row_sets import values_of
from service_runtime import Caller, CurrentRuntime, NotFound, Read, Tx, allow, idempotent, limited, refusals, service_router

router = service_router("/registration/v1", tags=["权益记录"])
_OFFICES = ("clerk", "reviewer", "operator", "auditor")
_DOWNLOAD: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}, "example": ""}}}
}


@router.post(
    "/persons/{person_id}/certificates",
    status_code=201,
    operation_id="issueCertificate",
    dependencies=[allow("citizen", "agent", "clerk"), limited("filing"), idempotent],
    responses=refusals(NotFound),
)
async def issue(person_id: UUID, body: CertificateRequest, tx: Tx, caller: Caller) -> CertificateResponse:
    """开具参保凭证或权益记录单

    免费。所载内容截至当日，留存备查；凭证编号用于下载，验证码印在每页，经办机构可凭此核验。
    """
    certificate_id, code, said = await issue_certificate(tx, person_id, body.kind, scope_of(caller, tx, "clerk"))
    return CertificateResponse(certificate_id=str(certificate_id), kind=said.kind, code=code, issued_on=said.issued_on)


@router.get(
    "/persons/{person_id}/certificates/{certificate_id}/pdf",
    operation_id="downloadCertificate",
    dependencies=[allow("citizen", "agent", "clerk"), limited("upload")],
    response_class=Response,
    responses={**_DOWNLOAD, **refusals(NotFound)},
)
async def download(person_id: UUID, certificate_id: UUID, request: Request, runtime: CurrentRuntime, caller: Caller) -> Response:
    """下载凭证

    PDF，字体已嵌入；证件号码脱敏。再次下载内容不变。
    """
    request_id, purpose = request.scope.get("canbao.request_id"), request.headers.get("x-purpose")
    async with runtime.database.read(request_id=request_id, purpose=purpose) as read:
        seen = await read_person(read.driver, person_id, scope_of(caller, read, "clerk")) is not None
        found = await certificate_of(read.driver, person_id, certificate_id) if seen else None
        if found is None:
            LOOKS.miss(read, caller, "person")
            raise NotFound()
        LOOKS.note(read, caller, "certificate", [person_id], "person.read")
        code, said = opened(read, found)
    headers = {"Content-Disposition": f'attachment; filename="{certificate_id}.pdf"'}
    return Response(await pdf_of(said, code), media_type="application/octet-stream", headers=headers)


@router.post(
    "/certificates/checks",
    operation_id="checkCertificate",
    dependencies=[allow(*_OFFICES), limited("look_up")],
    responses=refusals(NotFound),
)
async def check(body: CertificateCheck, read: Read, caller: Caller) -> CheckedCertificate:
    """核验凭证

    任一经办机构凭验证码查看凭证出具当日所载内容，姓名和证件号码脱敏；没有这一凭证的，未找到。核验留痕。
    """
    said = await checked_statement(read, body.code)
    if said is None:
        LOOKS.miss(read, caller, "person")
        raise NotFound()
    read.audit("certificate.checked", subject=said.kind, actor=caller.subject, detail={"issued_on": str(said.issued_on)})
    return CheckedCertificate(
        kind=said.kind,
        issued_on=said.issued_on,
        name_masked=mask_name(said.name),
        number_masked=said.number_masked,
        years=[StatedYear(**values_of(one)) for one in said.years],
        lines=[StatedRecord(**values_of(one)) for one in said.lines],
    )
