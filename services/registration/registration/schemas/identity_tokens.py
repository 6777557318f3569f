"""Documents, and by what the other services find them."""

from typing import Annotated

from pydantic import Field

from registration.schemas.persons import DocumentQuery
from service_runtime.rest import Answer, Body, Token


class DocumentsToName(Body):
    """最多五十份证件。"""

    documents: Annotated[list[DocumentQuery], Field(min_length=1, max_length=50, title="证件")]


class DocumentTokens(Answer):
    """一份证件的身份标识令牌。"""

    tokens: list[Token]


class NamedDocuments(Answer):
    """各份证件的令牌，顺序与提交相同。"""

    results: list[DocumentTokens]
