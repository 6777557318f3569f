"""The claims feed of the settlement systems, as JSON or as a file."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from fastapi import Request
from pydantic import ValidationError

from benefits.domain.facts import Claim
from benefits.errors import ClaimFileBroken, ClaimHospitalWrong
from benefits.repository.claims import ClaimReference
from benefits.schemas.claims import ClaimReport, ClaimReports, ClaimsReceiptResponse
from benefits.schemas.entitlements import ErrorResponse
from benefits.use_cases.find_scope import find_scope
from benefits.use_cases.looks import LOOKS
from benefits.use_cases.record_claims import ClaimsReceipt, ReportedClaim, record_claims
from enrolment_terms.field_words import example_id
from enrolment_terms.money import fen_of
from service_runtime import Caller, Principal, Transaction, Tx, allow, in_turns, limited, refusals, service_router

router = service_router("/benefits/v1/claims", tags=["结算数据"])
COLUMNS = ("person_id", "claim_ref", "benefit_year", "settled_on", "fund_paid", "serious_paid", "bonus_used", "withdrawn")
OPTIONAL = "hospital"
_EXAMPLE = (
    f"{','.join((*COLUMNS, OPTIONAL))}\n{example_id('person_id')},JS202503010001,2025,2025-03-01,1200.00,0.00,false,false,H44078300001\n"
)
FEED = "FEED"
"""What an operator writes for the hospital of a claim from before hospitals were told apart."""
_OFFICES = ("hospital", "operator")
_MOST_LINES = 20_000
_AT_ONCE = 250


@router.post("", operation_id="reportClaims", dependencies=[allow(*_OFFICES), limited("upload")], responses=refusals(ClaimHospitalWrong))
async def report(feed: ClaimReports, tx: Tx, caller: Caller) -> ClaimsReceiptResponse:
    """报送结算

    同一医疗机构的结算单号相同的，以后报的为准；内容相同的不作更改。医疗机构只报送本机构的结算；运行人员代报的须填写医疗机构，
    更正区分医疗机构之前报送的结算时填写 FEED。
    """
    if wrong := _wrong_hospitals(feed.claims, caller):
        raise ClaimHospitalWrong([f"claims.{number}.hospital" for number in wrong])
    return await _record(feed.claims, tx, caller)


@router.post(
    "/file",
    operation_id="reportClaimsFile",
    dependencies=[allow(*_OFFICES), limited("upload")],
    responses=refusals(ClaimFileBroken),
    openapi_extra={"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}, "example": _EXAMPLE}}}},
)
async def report_file(request: Request, tx: Tx, caller: Caller) -> ClaimsReceiptResponse:
    """以文件报送结算

    UTF-8 编码的 CSV，首行为字段名，运行人员代报的须有 hospital 一列；有一行有误则整个文件退回。
    """
    claims = await _read(await request.body())
    if wrong := _wrong_hospitals(claims, caller):
        raise ClaimFileBroken([f"第{number + 2}行：hospital有误" for number in wrong])
    return await _record(claims, tx, caller)


async def _read(body: bytes) -> list[ClaimReport]:
    try:
        told = csv.DictReader(io.StringIO(body.decode("utf-8-sig")), strict=True)
        lines = [line async for part in in_turns(told, _AT_ONCE) for line in part]
    except (UnicodeDecodeError, csv.Error):
        raise ClaimFileBroken(["不是UTF-8编码的CSV文件"]) from None
    if not lines or set(lines[0]) - {OPTIONAL} != set(COLUMNS):
        raise ClaimFileBroken([f"首行应为字段名：{','.join(COLUMNS)}，且至少有一行结算"])
    if len(lines) > _MOST_LINES:
        raise ClaimFileBroken([f"一个文件最多{_MOST_LINES}行"])
    claims, faults = [], []
    async for part in in_turns(enumerate(lines, 2), _AT_ONCE):
        for number, line in part:
            try:
                claims.append(ClaimReport.model_validate_strings(_answered(line), strict=False))
            except ValidationError as error:
                faults.append(f"第{number}行：{_fields_in(error)}有误")
    if faults:
        raise ClaimFileBroken(faults)
    return claims


def _fields_in(error: ValidationError) -> str:
    names = {str(fault["loc"][0]) for fault in error.errors(include_url=False, include_input=False) if fault["loc"]}
    return "、".join(sorted(names & {*COLUMNS})) or "列数"


def _answered(line: dict[str | Any, str | Any]) -> dict[str | Any, str | Any]:
    return {name: text for name, text in line.items() if text not in ("", None)}


async def _record(claims: Sequence[ClaimReport], tx: Transaction, caller: Principal) -> ClaimsReceiptResponse:
    scope = await find_scope(tx, caller, *_OFFICES)
    reported = [_reported(claim, caller) async for part in in_turns(claims, _AT_ONCE) for claim in part]
    receipt = await record_claims(tx, reported, scope)
    if receipt.unknown_person:
        LOOKS.miss(tx, caller, "claims", len(receipt.unknown_person))
    tx.audit("claims.reported", subject="feed", actor=caller.subject, detail={"recorded": len(receipt.recorded)})
    return _to_response(receipt)


def _wrong_hospitals(claims: Sequence[ClaimReport], caller: Principal) -> list[int]:
    """Places of claims that are not the caller's to report: an operator names the hospital, a hospital names itself or none."""
    if caller.has_role("operator"):
        return [number for number, claim in enumerate(claims) if claim.hospital is None]
    return [number for number, claim in enumerate(claims) if claim.hospital not in (None, _own(caller))]


def _own(caller: Principal) -> str:
    return caller.organisation or caller.subject


def _reported(report: ClaimReport, caller: Principal) -> ReportedClaim:
    claim = Claim(
        id="",
        year=report.benefit_year,
        settled_on=report.settled_on,
        fund_paid=fen_of(report.fund_paid),
        serious_paid=fen_of(report.serious_paid),
        bonus_used=report.bonus_used,
        withdrawn=report.withdrawn,
    )
    return ReportedClaim(report.person_id, ClaimReference(_hospital_of(report, caller), report.claim_ref), claim)


def _hospital_of(report: ClaimReport, caller: Principal) -> str | None:
    if not caller.has_role("operator"):
        return _own(caller)
    return None if report.hospital == FEED else report.hospital


def _to_response(receipt: ClaimsReceipt) -> ClaimsReceiptResponse:
    refused = [
        *_refused(receipt.unknown_person, "PERSON_NOT_KNOWN_HERE", "本系统没有该人员的信息"),
        *_refused(receipt.other_person, "CLAIM_OF_ANOTHER_PERSON", "本机构的该结算单号已属于另一人员"),
        *_refused(receipt.unknown_claim, "CLAIM_NOT_KNOWN", "此前没有报送过该结算单号，请填写医疗机构"),
    ]
    return ClaimsReceiptResponse(recorded=len(receipt.recorded), unchanged=len(receipt.unchanged), refused=refused)


def _refused(claims: Sequence[ReportedClaim], code: str, why: str) -> list[ErrorResponse]:
    return [ErrorResponse(code=code, msg=f"{one.reference.claim_ref}：{why}") for one in claims]
