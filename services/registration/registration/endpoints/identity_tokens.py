"""/registration/v1/identity-tokens: by what the other services find a document, told by the service that holds the key."""

from enrolment_terms.documents import Document
from registration.schemas.identity_tokens import DocumentsToName, DocumentTokens, NamedDocuments
from service_runtime import Caller, Tx, allow, limited, service_router

router = service_router("/registration/v1/identity-tokens", tags=["人员档案"])


@router.post("", operation_id="nameDocuments", dependencies=[allow("hospital", "clerk", "operator"), limited("look_up")])
async def name_documents(body: DocumentsToName, tx: Tx, caller: Caller) -> NamedDocuments:
    """换取证件的身份标识令牌

    供医疗机构和经办人员查询待遇：最多五十份证件，按原顺序各得一组令牌（更换密钥期间新旧并存）。
    不查人员档案，不表示该人员是否参保；留痕，不记录证件。
    """
    documents = [Document.read(one.document_type, one.document_number) for one in body.documents]
    purpose = "CARE" if caller.has_role("hospital") else "COUNTER"
    tx.audit("documents.named", subject="document", actor=caller.subject, purpose=purpose, detail={"documents": len(documents)})
    return NamedDocuments(results=[DocumentTokens(tokens=list(tx.vault.identity_tokens(one))) for one in documents])
