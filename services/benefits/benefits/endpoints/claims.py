"""The claims feed of the settlement systems, as JSON or as a file."""

import csv
import io
from typing import Any

from fastapi import Request
from pydantic import ValidationError

from benefits.errors import ClaimFileBroken
from benefits.schemas.claims import ClaimReport, ClaimReports, ClaimsReceiptOut
from benefits.schemas.entitlements import ErrorOut
from benefits.use_cases.record_claims import ClaimsReceipt, ReportedClaim, record_claims
from enrolment_terms.money import fen_of
from service_runtime import Caller, Here, Tx, allow, service_router

router = service_router("/benefits/v1/claims", tags=["claims"])
COLUMNS = ("person_id", "claim_ref", "benefit_year", "settled_on", "fund_paid", "serious_paid", "bonus_used", "withdrawn")
_MOST_LINES = 20_000
_FAULTS_SHOWN = 100


@router.post("", operation_id="reportClaims", dependencies=[allow("hospital", "operator")])
async def report(feed: ClaimReports, tx: Tx, caller: Caller, runtime: Here) -> ClaimsReceiptOut:
    """Report settlements; the same reference again replaces, the same content again changes nothing."""
    return await _record(feed.claims, tx, caller, runtime)


@router.post("/file", operation_id="reportClaimsFile", dependencies=[allow("hospital", "operator")])
async def report_file(request: Request, tx: Tx, caller: Caller, runtime: Here) -> ClaimsReceiptOut:
    """The same as CSV (UTF-8, with a header line of the field names); a file with a wrong line is refused as a whole."""
    return await _record(_read(await request.body()), tx, caller, runtime)


def _read(body: bytes) -> list[ClaimReport]:
    try:
        lines = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise ClaimFileBroken(["不是UTF-8编码的CSV文件"]) from None
    if not lines or set(lines[0]) != set(COLUMNS):
        raise ClaimFileBroken([f"首行应为字段名：{','.join(COLUMNS)}，且至少有一行结算"])
    if len(lines) > _MOST_LINES:
        raise ClaimFileBroken([f"一个文件最多{_MOST_LINES}行"])
    claims, faults = [], []
    for number, line in enumerate(lines, 2):
        try:
            claims.append(ClaimReport.model_validate(_typed(line)))
        except ValidationError as error:
            fields = "、".join(sorted({str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}))
            faults.append(f"第{number}行：{fields or '列数'}有误")
    if faults:
        raise ClaimFileBroken(faults[:_FAULTS_SHOWN])
    return claims


def _typed(line: dict[Any, Any]) -> dict[Any, Any]:
    return {name: text for name, text in line.items() if text not in ("", None)}


async def _record(claims: list[ClaimReport], tx: Tx, caller: Caller, runtime: Here) -> ClaimsReceiptOut:
    reported = [
        ReportedClaim(
            person_id=claim.person_id,
            claim_ref=claim.claim_ref,
            benefit_year=claim.benefit_year,
            settled_on=claim.settled_on,
            fund_paid=fen_of(claim.fund_paid),
            serious_paid=fen_of(claim.serious_paid),
            bonus_used=claim.bonus_used,
            withdrawn=claim.withdrawn,
        )
        for claim in claims
    ]
    receipt = await record_claims(tx, reported, caller.area_patterns, runtime.policy, tx.now)
    tx.audit("claims.reported", subject="feed", actor=caller.subject, detail={"recorded": len(receipt.recorded)})
    return _shown(receipt)


def _shown(receipt: ClaimsReceipt) -> ClaimsReceiptOut:
    unknown = [ErrorOut(code="PERSON_NOT_KNOWN_HERE", msg=f"{ref}：本系统没有该人员的信息") for ref in receipt.unknown_person]
    other = [ErrorOut(code="CLAIM_OF_ANOTHER_PERSON", msg=f"{ref}：该结算单号已属于另一人员") for ref in receipt.other_person]
    return ClaimsReceiptOut(recorded=len(receipt.recorded), unchanged=len(receipt.unchanged), refused=[*unknown, *other])
