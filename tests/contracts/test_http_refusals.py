"""Every operation of the four contracts lists what it may refuse by itself, each with an example that is one of its codes."""

from typing import Any

import pytest

from tests.contracts.http_services import NAMES, Operation, operations
from tests.contracts.test_http_strangers import WITHOUT_TOKEN

ALL = [operation for name in NAMES for operation in operations(name)]
LIMITED = {
    "askChecks": "TOO_MANY_REQUESTS",
    "expectFeed": "TOO_MANY_REQUESTS",
    "tellFreshness": "TOO_MANY_REQUESTS",
    "searchPerson": "TOO_MANY_MISSES",
    "nameDocuments": "TOO_MANY_MISSES",
    "queryEmergencyCover": "TOO_MANY_MISSES",
    "getPerson": "TOO_MANY_MISSES",
    "listParticipations": "TOO_MANY_MISSES",
    "getRegistrationTimeline": "TOO_MANY_MISSES",
    "listParticipationActs": "TOO_MANY_MISSES",
    "getInsurance": "TOO_MANY_MISSES",
    "listRightsRecords": "TOO_MANY_MISSES",
    "listCircumstances": "TOO_MANY_MISSES",
    "issueCertificate": "TOO_MANY_REQUESTS",
    "downloadCertificate": "TOO_MANY_REQUESTS",
    "checkCertificate": "TOO_MANY_MISSES",
    "mergePersons": "TOO_MANY_MISSES",
    "handInSubsidyList": "TOO_MANY_REQUESTS",
    "loginAtKiosk": "TOO_MANY_REQUESTS",
    "prefillItem": "TOO_MANY_REQUESTS",
    "recordMandate": "TOO_MANY_REQUESTS",
    "uploadMaterial": "TOO_MANY_REQUESTS",
    "fileList": "TOO_MANY_REQUESTS",
    "requestRefund": "TOO_MANY_REQUESTS",
    "askCheck": "TOO_MANY_MISSES",
    "queryEntitlements": "TOO_MANY_MISSES",
    "getNationalPersonInformation": "TOO_MANY_MISSES",
    "submitApplication": "TOO_MANY_REQUESTS",
    "listPeopleOfHousehold": "TOO_MANY_MISSES",
    "acceptHouseholdForm": "TOO_MANY_REQUESTS",
    "enterHouseholdForm": "TOO_MANY_REQUESTS",
    "correctHouseholdFormMember": "TOO_MANY_REQUESTS",
    "correctApplication": "TOO_MANY_REQUESTS",
    "submitBundle": "TOO_MANY_REQUESTS",
    "sendBundlePartAgain": "TOO_MANY_REQUESTS",
    "saveDraft": "TOO_MANY_REQUESTS",
    "saveDraftAgain": "TOO_MANY_REQUESTS",
    "submitDraft": "TOO_MANY_REQUESTS",
    "importInsured": "TOO_MANY_REQUESTS",
    "reportClaims": "TOO_MANY_REQUESTS",
    "reportClaimsFile": "TOO_MANY_REQUESTS",
    "reportSpells": "TOO_MANY_REQUESTS",
    "fileForCareElsewhere": "TOO_MANY_REQUESTS",
    "correctFiling": "TOO_MANY_REQUESTS",
    "activateCredential": "TOO_MANY_MISSES",
    "loginByWechat": "TOO_MANY_REQUESTS",
    "sendPhoneCode": "TOO_MANY_REQUESTS",
    "loginByPhone": "TOO_MANY_REQUESTS",
    "refreshSession": "TOO_MANY_REQUESTS",
    "uploadBatchFile": "TOO_MANY_REQUESTS",
}
"""Look-ups, filings, uploads and logins, and a code that each may answer."""
WAITING = {"submitApplication", "correctApplication", "submitDraft", "getBill"}
each = pytest.mark.parametrize("operation", ALL, ids=str)


def codes(operation: Operation, status: int) -> set[str]:
    """The codes that the operation declares for a status."""
    response: dict[str, Any] = operation.described["responses"].get(str(status), {})
    content = response.get("content", {}).get("application/problem+json")
    return set(content["schema"]["allOf"][1]["properties"]["code"]["enum"]) if content else set()


@each
def test_what_any_request_may_be_refused_for(operation: Operation) -> None:
    assert "BAD_REQUEST" in codes(operation, 400)
    assert "BODY_TOO_LARGE" in codes(operation, 413)
    assert "UNAVAILABLE" in codes(operation, 503)
    if str(operation) not in WITHOUT_TOKEN:
        assert codes(operation, 401) >= {"TOKEN_MISSING", "TOKEN_EXPIRED", "TOKEN_INVALID"}


@each
def test_what_follows_from_its_shape(operation: Operation) -> None:
    takes = operation.described.get("parameters", [])
    body = operation.described.get("requestBody", {}).get("content", {})
    if "application/json" in body:
        assert "MALFORMED_JSON" in codes(operation, 400)
    if "application/json" in body or any(one["in"] in ("path", "query") for one in takes):
        assert "INVALID_CONTENT" in codes(operation, 422)
    if any(one["name"] == "Idempotency-Key" for one in takes):
        assert "IDEMPOTENCY_IN_PROGRESS" in codes(operation, 409)
        assert "IDEMPOTENCY_KEY_REUSED" in codes(operation, 422)


@each
def test_limits_are_listed_where_they_are(operation: Operation) -> None:
    wanted = LIMITED.get(operation.described["operationId"])
    assert (wanted in codes(operation, 429)) if wanted else not codes(operation, 429)
    for status in {"429", "503"} & operation.described["responses"].keys():
        assert "Retry-After" in operation.described["responses"][status]["headers"]


@each
def test_examples_are_what_is_answered(operation: Operation) -> None:
    for status, response in operation.described["responses"].items():
        if status >= "400":
            content = response["content"]["application/problem+json"]
            assert content["example"]["status"] == int(status)
            assert content["example"]["code"] in codes(operation, int(status))


@each
def test_waiting_is_documented_where_it_works(operation: Operation) -> None:
    waits = operation.described["operationId"] in WAITING
    assert any(one["name"] == "Prefer" for one in operation.described.get("parameters", ())) == waits
    assert ("Preference-Applied" in operation.described["responses"].get("200", {}).get("headers", {})) == waits
