"""/registration/v1/credential-activations: what a counter does for whoever cannot activate his e-credential himself (B29)."""

from enrolment_terms.documents import Document
from registration.errors import OwnMandate
from registration.schemas.sessions import CredentialActivation, CredentialResponse
from registration.use_cases.activate_credential import activate_at_counter
from service_runtime import Caller, NotFound, Tx, allow, idempotent, limited, refusals, service_router

router = service_router("/registration/v1/credential-activations", tags=["登录"])


@router.post(
    "",
    operation_id="activateCredential",
    dependencies=[allow("clerk"), limited("look_up"), idempotent],
    responses=refusals(NotFound, OwnMandate),
)
async def activate(body: CredentialActivation, tx: Tx, caller: Caller) -> CredentialResponse:
    """窗口激活医保电子凭证

    用于外国人等不能自助激活的人员：须先在窗口核验证件并登记本人绑定；自下一次登录或续期起生效。
    """
    document = Document.read(body.document_type, body.document_number)
    await activate_at_counter(tx, body.subject, document, caller)
    return CredentialResponse(subject=body.subject, credential_active=True)
