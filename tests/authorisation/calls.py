"""How each operation is asked for something of a person or place: path, query and body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.authorisation.world import FILING, YEAR, Subject


@dataclass(frozen=True, slots=True)
class Call:
    """One request but its caller."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | int] = field(default_factory=dict)
    json: Any = None
    content: bytes | None = None
    files: Mapping[str, tuple[str, bytes]] | None = None
    form: Mapping[str, str] | None = None


def _ids(**names: str) -> Callable[[Subject], Call]:
    """A path of ids: parameter = attribute of the subject."""
    return lambda one: Call({name: getattr(one, attribute) for name, attribute in names.items()})


def _post(body: Callable[[Subject], Any], **names: str) -> Callable[[Subject], Call]:
    return lambda one: Call({name: getattr(one, attribute) for name, attribute in names.items()}, json=body(one))


def _get(query: Callable[[Subject], Mapping[str, str | int]]) -> Callable[[Subject], Call]:
    return lambda one: Call(query=query(one))


def _plain(body: Any = None, **query: str | int) -> Callable[[Subject], Call]:
    """Nothing of a person in it."""
    return lambda _: Call(query=query, json=body)


def _row(one: Subject) -> dict[str, Any]:
    return {"act": "STOP", "name": one.person.name, "document_type": "RESIDENT_ID", "document_number": one.person.number}


def _claim(one: Subject) -> dict[str, Any]:
    amounts = {"fund_paid": "10.00", "serious_paid": "0.00", "bonus_used": False, "withdrawn": False}
    return {"person_id": one.person_id, "claim_ref": uuid4().hex, "benefit_year": YEAR, "settled_on": "2023-10-09", **amounts}


def _claims_file(one: Subject) -> bytes:
    claim = {name: str(told).lower() if isinstance(told, bool) else str(told) for name, told in _claim(one).items()}
    return f"{','.join(claim)}\n{','.join(claim.values())}\n".encode()


def _targets(one: Subject) -> dict[str, Any]:
    row = {"code": one.area, "town": "示例镇", "target": "10"}
    told = {"area": one.area[:6], "benefit_year": YEAR, "valid_from": "2023-10-09", "source": "示例文件"}
    return {**told, "towns": [row], "printed": {**row, "code": one.area[:6], "town": "合计"}}


def _mandate(one: Subject) -> dict[str, Any]:
    document = {"document_type": "RESIDENT_ID", "document_number": one.person.number}
    return {
        "kind": "AGENT",
        "subject": "wx:helper",
        "area": one.area,
        "paper": "POWER_OF_ATTORNEY",
        "reference": "试",
        "until_on": "2023-12-31",
        **document,
    }


def _circumstance(_: Subject) -> dict[str, Any]:
    return {"code": "VETERAN", "from_on": "2023-09-01", "proof_material": str(uuid4())}


def _spell(one: Subject) -> dict[str, Any]:
    period = {"benefit_year": YEAR, "starts_on": f"{YEAR}-01-01", "ends_on": f"{YEAR}-12-31", "paid": True, "state": "LAPSED"}
    return {"spell_ref": uuid4().hex, "token": "0" * 64, "scheme": "RESIDENT", "area": "440100", "source": "matrix", **period}


def _operations(name: str) -> dict[str, Callable[[Subject], Call]]:
    """What every service has."""
    title = "".join(part.capitalize() for part in name.split("-"))
    return {
        f"list{title}AuditRows": _get(lambda one: {"subject": one.person_id}),
        f"move{title}Clock": _plain({"now": "2023-10-10T09:00:00+08:00"}),
        f"list{title}DeadLetters": _plain(),
        f"republish{title}Events": _plain({"area": "99"}),
        f"list{title}Republications": _plain(),
        f"get{title}Republication": lambda _: Call({"republication_id": "999999"}),
        f"stop{title}Republication": lambda _: Call({"republication_id": "999999"}),
        f"list{title}AggregateVersions": _plain(kind="mandate" if title != "Dedup" else "check"),
        f"get{title}Jobs": _plain(),
        f"run{title}Job": lambda _: Call({"job_name": "republish"}),
        f"list{title}JobRuns": _plain(),
        f"run{title}TimedJob": _plain({"job": "none", "day": "2023-09-07"}),
        f"get{title}DeadLetter": lambda _: Call({"letter_id": "999999"}),
        f"replay{title}DeadLetters": _plain({"ids": ["999999"]}),
        f"list{title}Replays": _plain(),
        f"get{title}Replay": lambda _: Call({"replay_id": "999999"}),
        f"discard{title}DeadLetters": _plain({"ids": ["999999"], "reason": "试"}),
        f"list{title}Confirmations": _plain(),
        f"cancel{title}Confirmation": lambda _: Call({"confirmation_id": "999999"}),
        f"list{title}Dictionaries": _plain(),
        f"get{title}Dictionary": lambda _: Call({"kind": "bill-kind" if name == "payment-bridge" else "scheme"}),
    }


_NOBODY_MARKED = {
    "name": "陈示例",
    "document_type": "RESIDENT_ID",
    "document_number": "440799198605120012",
    "area": "440783115",
    "category": "SUB01",
    "action": "ADD",
    "effective_on": "2023-10-01",
}

CALLS: dict[str, Callable[[Subject], Call]] = {
    **{
        operation: call for name in ("registration", "payment-bridge", "dedup", "benefits") for operation, call in _operations(name).items()
    },
    # registration
    "drawUpSubsidyRequest": _post(lambda one: {"region": one.region, "benefit_year": YEAR, "levels": [{"level": "CITY", "percent": 100}]}),
    "listSubsidyRequests": _get(lambda one: {"region": one.region, "benefit_year": YEAR}),
    "downloadSubsidyRequest": _ids(request_id="application"),
    "sendSubsidyRequest": _post(lambda _: {}, request_id="application"),
    "recordSubsidyFunding": _post(lambda _: {"funded_on": "2023-10-09", "amount": "1.00"}, request_id="application"),
    "listBundleKinds": _get(lambda one: {"area": one.area}),
    "submitBundle": _post(lambda one: {"bundle": "birth", "parts": [{"item": "newborn_enrolment", "document_number": one.person.number}]}),
    "getBundle": _ids(bundle_id="application"),
    "sendBundlePartAgain": lambda one: Call({"bundle_id": one.application, "part_no": "1"}, json={}),
    "saveDraft": _post(lambda one: one.person.as_application(YEAR, "YUE_YIBAO")),
    "listDrafts": _plain(),
    "getDraft": _ids(draft_id="application"),
    "saveDraftAgain": _post(lambda one: one.person.as_application(YEAR, "YUE_YIBAO"), draft_id="application"),
    "discardDraft": _post(lambda _: {}, draft_id="application"),
    "submitDraft": _post(lambda _: {}, draft_id="application"),
    "submitApplication": _post(lambda one: one.person.as_application(YEAR, "YUE_YIBAO")),
    "listApplications": _plain(),
    "getApplication": _ids(application_id="application"),
    "correctApplication": _post(lambda one: one.pending.as_application(YEAR, "YUE_YIBAO"), application_id="pending_application"),
    "acceptHouseholdForm": _post(lambda one: {"area": one.area, "benefit_year": YEAR, "people": 1}),
    "enterHouseholdForm": _post(lambda one: {"household_no": "H1", "members": [_row(one)]}, form_id="form"),
    "correctHouseholdFormMember": lambda one: Call({"form_id": one.form, "member_no": "1"}, json=_row(one)),
    "withdrawHouseholdForm": _post(lambda _: {}, form_id="form"),
    "getHouseholdForm": _ids(form_id="form"),
    "listPeopleOfArea": _get(lambda one: {"area": one.area, "benefit_year": YEAR}),
    "listPeopleOfHousehold": lambda one: Call({"household_id": one.form}, {"benefit_year": YEAR}),
    "listOwnStaff": _plain(benefit_year=YEAR),
    "listEmployeeNotices": _get(lambda one: {"area": one.area}),
    "getWorkList": _get(lambda one: {"area": one.area, "benefit_year": YEAR}),
    "withdrawApplication": _post(lambda _: {}, application_id="application"),
    "getConsent": _ids(application_id="application"),
    "nameConsentUnits": _post(lambda _: {"old_area": "430100"}, application_id="application"),
    "withdrawConsent": _post(lambda _: {}, application_id="application"),
    "decideApplication": _post(lambda _: {"decision": "APPROVE"}, application_id="application"),
    "decideApplications": _post(lambda one: {"decisions": [{"application_id": one.application, "decision": "APPROVE"}]}),
    "listItems": _get(lambda one: {"area": one.area}),
    "prefillItem": lambda one: Call(
        {"item": "resident_enrolment"},
        json={"document_type": "RESIDENT_ID", "document_number": one.person.number, "area": one.area, "benefit_year": YEAR},
    ),
    "getItemTemplate": lambda one: Call({"item": "resident_enrolment", "template": "consent"}, {"area": one.area}),
    "getItem": lambda one: Call({"item": "resident_enrolment"}, {"area": one.area, "benefit_year": YEAR}),
    "listDivisions": _plain(parent="440783"),
    "fileList": lambda one: Call(files={"file": ("x", b"no list")}, form={"kind": "STOPS", "area": one.area, "benefit_year": str(YEAR)}),
    "listLists": _plain(),
    "getList": _ids(list_id="application"),
    "listListRows": _ids(list_id="application"),
    "getListDifference": _ids(list_id="application"),
    "downloadListAnswer": _ids(list_id="application"),
    "confirmList": _post(lambda _: None, list_id="application"),
    "takeBackList": _post(lambda _: None, list_id="application"),
    "importInsured": _post(lambda one: {"benefit_year": YEAR - 1, "people": []}),
    "renewInsured": _post(lambda one: {"benefit_year": YEAR, "area": one.area, "limit": 1}),
    "rejectOverdueCorrections": _post(lambda one: {"area": one.area, "limit": 1}),
    "stopParticipation": _post(lambda _: {"reason": "试"}, participation_id="participation"),
    "recordParticipationAct": _post(lambda _: {"kind": "SUSPEND", "cause": "TRANSFER", "reason": "试"}, participation_id="participation"),
    "listParticipationActs": _ids(participation_id="participation"),
    "withdrawParticipationAct": _post(lambda _: {"reason": "试"}, participation_id="last_participation", act_id="act"),
    "changeParticipation": _post(lambda _: {"household_no": "H2"}, participation_id="participation"),
    "mergePersons": _post(
        lambda one: {"document": {"document_type": "RESIDENT_ID", "document_number": one.person.number}, "reason": "试"},
        person_id="person_id",
    ),
    "handInSubsidyList": _post(lambda _: {"list_month": "2023-09", "people": [_NOBODY_MARKED]}),
    "recordDeath": _post(lambda _: {"died_on": None, "source": "FAMILY"}, person_id="person_id"),
    "listRightsRecords": _ids(person_id="person_id"),
    "getInsurance": _ids(person_id="person_id"),
    "requestTransfer": _post(lambda _: {"to_area": "450100"}, participation_id="participation"),
    "listTransfers": _plain(),
    "decideTransfer": _post(lambda _: {"outcome": "COMPLETED"}, transfer_id="mandate"),
    "withdrawTransfer": _post(lambda _: None, transfer_id="mandate"),
    "withdrawInsuredYears": _post(lambda _: None, person_id="person_id", history_id="mandate"),
    "recordCircumstance": _post(_circumstance, person_id="person_id"),
    "listCircumstances": _ids(person_id="person_id"),
    "withdrawCircumstance": _post(lambda _: None, person_id="person_id", circumstance_id="mandate"),
    "issueCertificate": _post(lambda _: {"kind": "COVER"}, person_id="person_id"),
    "downloadCertificate": _ids(person_id="person_id", certificate_id="mandate"),
    "checkCertificate": _plain({"code": "AAAA-AAAA-AAAA-AAAA"}),
    "nameDocuments": _post(lambda one: {"documents": [{"document_type": "RESIDENT_ID", "document_number": one.person.number}]}),
    "searchPerson": _post(lambda one: {"document_type": "RESIDENT_ID", "document_number": one.person.number}),
    "getPerson": _ids(person_id="person_id"),
    "listParticipations": _ids(person_id="person_id"),
    "getRegistrationTimeline": _ids(person_id="person_id"),
    "listMyParticipations": _plain(),
    "getProgress": _get(lambda one: {"benefit_year": YEAR, "area": one.area[:6]}),
    "uploadMaterial": lambda _: Call(query={}, files={"file": ("x", b"no picture")}),
    "getMaterial": _ids(material_id="material"),
    "downloadMaterial": _ids(material_id="material"),
    "listPeopleToReach": _get(lambda one: {"benefit_year": YEAR, "area": one.area}),
    "recordVisit": _post(lambda one: {"person_id": one.person_id, "benefit_year": YEAR, "visited_on": "2023-10-09", "result": "CONTACTED"}),
    "fileOutreachPlan": _post(lambda one: {"area": one.area, "benefit_year": YEAR, "plan": "逐村入户"}),
    "getOutreachPlans": _get(lambda one: {"benefit_year": YEAR, "area": one.area[:6]}),
    "listVoidParticipations": _get(lambda one: {"area": one.area}),
    "getProgressSnapshots": _get(lambda one: {"benefit_year": YEAR, "area": one.area[:6]}),
    "getCoverage": _get(lambda one: {"benefit_year": YEAR, "area": one.area[:6]}),
    "getTargets": _get(lambda one: {"benefit_year": YEAR, "area": one.area[:6]}),
    "recordTargets": _post(_targets),
    "recordMandate": _post(_mandate),
    "listMandates": _plain(),
    "decideMandate": _post(lambda _: {"decision": "CONFIRM"}, mandate_id="mandate"),
    "endMandate": _post(lambda _: {}, mandate_id="mandate"),
    "correctIdentity": _post(lambda one: {"name": one.person.name, "reason": "试"}, person_id="person_id"),
    "loginByWechat": _plain({"code": "none"}),
    "loginAtKiosk": _plain({"ticket": "none"}),
    "sendPhoneCode": _plain({"phone": "10099990001"}),
    "loginByPhone": _plain({"phone": "10099990001", "code": "none"}),
    "refreshSession": _plain({"refresh_token": "none"}),
    "activateCredential": _post(lambda one: {"subject": "wx:none", "document_type": "RESIDENT_ID", "document_number": one.person.number}),
    "listMyNoticeConsents": _plain(),
    "agreeToNotices": _plain({"answers": [{"template": "BILL_TO_PAY", "accepted": True}]}),
    "getMe": _plain(),
    "listMySessions": _plain(),
    "endMySession": lambda _: Call({"session_id": str(uuid4())}),
    "endMySessions": _plain(),
    # payment-bridge
    "listOwnBills": _plain(),
    "listOwnDues": _plain(),
    "getHouseholdTotal": lambda one: Call({"household_id": str(uuid4())}, {"benefit_year": YEAR}),
    "listFinanceDeductions": _plain(benefit_year=YEAR),
    "listFinanceDeductionBills": _plain(benefit_year=YEAR),
    "exportFinanceDeductions": _plain(benefit_year=YEAR),
    "getSchoolCollection": lambda _: Call({"school": "S-NONE"}, {"benefit_year": YEAR}),
    "makePaymentLink": _post(lambda _: {}, bill_id="bill"),
    "listDifferences": _plain(),
    "closeDifference": _post(lambda _: {"reason": "试"}, difference_id="bill"),
    "listTaxCases": _plain(),
    "closeTaxCase": _post(lambda _: {"reason": "试"}, case_id="bill"),
    "retryTaxRow": _post(lambda _: {}, case_id="bill"),
    "requestRefund": _post(lambda one: {"bill_id": one.bill, "ground": "DUPLICATE_PAYMENT"}),
    "listRefunds": _plain(),
    "getRefund": _ids(refund_id="bill"),
    "correctRefund": _post(lambda _: {"papers": [{"paper": "NONE"}]}, refund_id="bill"),
    "withdrawRefund": _post(lambda _: {}, refund_id="bill"),
    "reviewRefundFirst": _post(lambda _: {"decision": "APPROVE"}, refund_id="bill"),
    "reviewRefundSecond": _post(lambda _: {"decision": "APPROVE"}, refund_id="bill"),
    "payRefundAgain": _post(lambda _: {}, refund_id="bill"),
    "callOffRefund": _post(lambda _: {"reasons": ["NONE"]}, refund_id="bill"),
    "listLedgerAccounts": _plain(),
    "listBillPostings": _ids(bill_id="bill"),
    "listBills": _get(lambda one: {"person_id": one.person_id}),
    "getBill": _ids(bill_id="bill"),
    "resendBill": _post(lambda _: {}, bill_id="bill"),
    "getLevyTimeline": _ids(person_id="person_id"),
    "passLevyCheck": _post(lambda one: {"region": one.region, "benefit_year": YEAR, "note": "试"}),
    "listLevyChecks": _plain(),
    "endPeriod": _post(lambda one: {"region": one.region, "benefit_year": YEAR, "limit": 1}),
    "getLevyProgress": _plain(),
    "listPayments": _plain(state="UNKNOWN"),
    "listCallbacks": _plain(),
    "replayCallback": lambda _: Call({"webhook_id": "msg_none"}),
    "listOutgoingMessages": _plain(),
    "listOutgoingAttempts": lambda _: Call({"message_id": str(uuid4())}),
    "replayOutgoingMessage": lambda _: Call({"message_id": str(uuid4())}),
    "listTaxEndpoints": _plain(),
    "enableTaxEndpoint": lambda _: Call({"endpoint": "RECALLS"}),
    "readTaxLedgerState": _plain(),
    "rereadTaxLedger": _plain(),
    "discardCallbacks": _plain({"ids": ["msg_none"], "reason": "试"}),
    "receiveTaxCallback": _plain({}),
    "makeLevyFile": _post(lambda one: {"region": one.region, "benefit_year": YEAR}),
    "downloadLevyFile": _ids(file_id="bill"),
    "uploadBatchFile": lambda _: Call(query={"kind": "RESULTS"}, content=b"no file"),
    "listBatchFiles": _plain(),
    "getBatchFile": _ids(file_id="bill"),
    "listBatchFileFaults": _ids(file_id="bill"),
    "reconcileDay": _plain({"day": "2023-09-01"}),
    "listReconciliations": _plain(),
    "listReconciliationDifferences": _ids(reconciliation_id="bill"),
    "closeReconciliationDifference": _post(lambda _: {"reason": "试"}, reconciliation_id="bill", difference_id="bill"),
    "exportReconciliationDifferences": _ids(reconciliation_id="bill"),
    # dedup
    "askCheck": _post(lambda one: {"tokens": [one.token], "area": one.area, "benefit_year": YEAR, "applied_on": "2023-10-10"}),
    "askChecks": _post(
        lambda one: {"checks": [{"tokens": [one.token], "area": one.area, "benefit_year": YEAR, "applied_on": "2023-10-10"}]}
    ),
    "listFeeds": _plain(),
    "expectFeed": lambda _: Call({"source": "GX-450100"}, json={"areas": ["450100"], "expected": False}),
    "tellFreshness": lambda _: Call({"source": "GX-450100"}, json={"areas": ["450100"], "complete_until": "2023-10-10T00:00:00+08:00"}),
    "listProbableDuplicates": _plain(),
    "listSweeps": _plain(),
    "getApplicationChecks": _ids(application_id="application"),
    "listNotices": _plain(),
    "listNoticesNotDone": _plain(),
    "sendNotice": lambda _: Call({"notice_id": str(uuid4())}),
    "listReceivedNotices": _plain(),
    "getReceivedNotice": lambda _: Call({"notice_id": str(uuid4())}),
    "decideReceivedNotice": lambda _: Call({"notice_id": str(uuid4())}, json={"decision": "REFUSE", "version": 1, "reason": "试"}),
    "sendReceivedNoticeAnswer": lambda _: Call({"notice_id": str(uuid4())}),
    "receiveRegionMessage": _plain({}),
    "listDuplicateCases": _plain(),
    "listStillBoth": _plain(),
    "getDuplicateCase": _ids(case_id="bill"),
    "listDuplicateCaseVersions": _ids(case_id="bill"),
    "recordCaseChoice": _post(lambda _: {"version": 1, "chosen": "RESIDENT/440100/2024", "chosen_on": "2023-10-10"}, case_id="bill"),
    "listOwnDuplicateCases": _plain(),
    "chooseOwnRelation": _post(lambda _: {"version": 1, "chosen": "RESIDENT/440100/2024"}, case_id="bill"),
    "recordCaseFacts": _post(lambda _: {"version": 1, "soldier": True}, case_id="bill"),
    "statePeopleDifferent": _post(lambda _: {"version": 1, "reason": "试"}, case_id="bill"),
    "withdrawPeopleDifferent": _post(lambda _: {"version": 1}, case_id="bill"),
    "stateIdentity": _post(lambda one: {"one": one.bill, "other": one.act, "same": True, "reason": "试"}),
    "withdrawIdentity": _post(lambda one: {"one": one.bill, "other": one.act}),
    "getDedupTimeline": _ids(person_id="person_id"),
    "listSpells": _get(lambda one: {"person_id": one.person_id}),
    "reportSpells": _post(lambda one: {"spells": [_spell(one)]}),
    # benefits
    "reportClaims": _post(lambda one: {"claims": [_claim(one)]}),
    "queryEntitlements": _post(lambda one: {"people": [{"person_id": one.person_id}]}),
    "getEntitlement": _ids(person_id="person_id"),
    "queryEmergencyCover": _post(lambda one: {"person_id": one.person_id, "purpose": "EMERGENCY_RESCUE"}),
    "listMyEntitlements": _plain(),
    "listMyFilings": _plain(),
    "previewMyPayment": _post(lambda one: {"person_id": one.person_id, "area": one.area, "benefit_year": YEAR, "pay_on": "2023-10-10"}),
    "listFilings": _get(lambda one: {"person_id": one.person_id}),
    "fileForCareElsewhere": _post(lambda one: {**FILING, "person_id": one.person_id}),
    "getFilingForms": _plain(area="440783"),
    "getFiling": _ids(filing_id="filing"),
    "getFilingAnswers": _ids(filing_id="filing"),
    "correctFiling": _post(lambda _: FILING, filing_id="filing"),
    "decideFiling": _post(lambda _: {"decision": "REJECT", "note": "试"}, filing_id="filing"),
    "endFiling": _post(lambda _: {}, filing_id="filing"),
    "listParticipationRecords": _ids(person_id="person_id"),
    "getBenefitsTimeline": _ids(person_id="person_id"),
    "previewPayment": _post(lambda one: {"person_id": one.person_id, "area": one.area, "benefit_year": YEAR, "pay_on": "2023-10-10"}),
    "withdrawRepair": _post(lambda one: {"person_id": one.person_id, "participation_id": one.participation, "benefit_year": YEAR}),
    "registerRepair": _post(
        lambda one: {"person_id": one.person_id, "participation_id": one.participation, "benefit_year": YEAR, "years": 1}
    ),
    "continueRun": _plain({}),
    "getNationalPersonInformation": _post(
        lambda one: {
            "infno": "1101",
            "msgid": "H4407830120231010",
            "mdtrtarea_admvs": "440783",
            "input": {"data": {"psn_no": one.person_id, "begntime": "2023-10-10"}},
        }
    ),
    "reportClaimsFile": lambda one: Call(content=_claims_file(one)),
}
