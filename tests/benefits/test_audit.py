"""R-009 「谁办理、谁负责」: every act, and every look at a person, leaves a row that says who."""

import uuid
from typing import Any
from uuid import UUID

from enrolment_terms.identifiers import new_id
from tests.benefits.builders import at, participation, settled, token_of
from tests.benefits.running import RunningBenefits
from tests.benefits.test_rest import FORM, insured, key
from tests.figures.asking import value


def filed(person: UUID) -> dict[str, Any]:
    """A filing of this person."""
    return {**FORM, "person_id": str(person)}


async def test_every_act_on_a_filing(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    person, _ = await insured(benefits)
    document = [token_of(person)]
    handed_in = await benefits.call("POST", "/filings", role="citizen", documents=document, json=filed(person), headers=key())
    filing = handed_in.json()["filing_id"]
    for path, role, form in (
        ("decision", "clerk", {"decision": "NEEDS_CORRECTION", "note": "照片不清晰"}),
        ("corrections", "citizen", FORM),
        ("decision", "clerk", {"decision": "APPROVE"}),
        ("end", "citizen", {}),
    ):
        shown = document if role == "citizen" else []
        answer = await benefits.call("POST", f"/filings/{filing}/{path}", role=role, documents=shown, json=form, headers=key())
        assert answer.is_success, answer.text
    assert await benefits.audited(filing) == [
        ("test:citizen", "filing.handed_in"),
        ("test:clerk", "filing.decided"),
        ("test:citizen", "filing.corrected"),
        ("test:clerk", "filing.decided"),
        ("test:citizen", "filing.ended"),
    ]


async def test_looks_of_hospitals(benefits: RunningBenefits) -> None:
    """One row a person, ids only; a look that finds nobody leaves one too, which does not say who was looked for."""
    person, _ = await insured(benefits)
    people = [{"person_id": str(person)}, {"token": token_of(person)}, {"person_id": str(new_id())}, {"token": "0" * 64}]
    missed = await value(benefits.http, "canbao_looks_missed_total", kind="batch")
    await benefits.call("POST", "/entitlements/batch", role="hospital", json={"people": people})
    assert await value(benefits.http, "canbao_looks_missed_total", kind="batch") == missed + 2
    assert (await benefits.audit_of("batch"))[-1] | {"id": "", "at": "", "request_id": ""} == {
        "id": "", "at": "", "request_id": "", "actor": "test:hospital", "action": "person.search_missed", "subject": "batch",
        "purpose": "CARE", "detail": {"missed": 2},
    }  # fmt: skip
    data = {"psn_no": str(person), "begntime": "2024-03-01"}
    call = {"infno": "1101", "msgid": "H4401000120240301", "mdtrtarea_admvs": "440100", "input": {"data": data}}
    await benefits.call("POST", "/national/1101", role="hospital", json=call)
    data["psn_no"] = str(new_id())
    await benefits.call("POST", "/national/1101", role="hospital", json=call)
    seen = [(row["action"], row["actor"], row["purpose"], row["detail"]) for row in await benefits.audit_of(person)]
    assert seen == [("person.read", "test:hospital", "CARE", {"seen": kind}) for kind in ("batch", "1101")]
    assert await benefits.audited("1101") == [("test:hospital", "person.search_missed")]


async def test_looks_of_offices(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    person, _ = await insured(benefits)
    filing = (await benefits.call("POST", "/filings", role="clerk", json=filed(person), headers=key())).json()["filing_id"]
    preview = {"person_id": str(person), "area": "440783", "benefit_year": 2026, "pay_on": "2025-11-20"}
    paths = {
        "entitlement": f"/entitlements/{person}",
        "timeline": f"/persons/{person}/timeline",
        "participations": f"/persons/{person}/participations",
        "filings": f"/filings?person_id={person}",
        "filing": f"/filings/{filing}",
    }
    told = {"X-Purpose": "COMPLAINT"}
    for path in paths.values():
        assert (await benefits.call("GET", path, role="clerk", headers=told)).is_success
        assert (await benefits.call("GET", path, role="citizen", documents=[token_of(person)])).status_code in (200, 403)
    assert (await benefits.call("POST", "/previews", role="clerk", json=preview)).is_success
    seen = [(row["action"], row["actor"], row["purpose"], row["detail"]) for row in await benefits.audit_of(person)]
    assert seen == [
        *(("person.read", "test:clerk", "COMPLAINT", {"seen": kind}) for kind in paths),
        ("person.read", "test:clerk", "COUNTER", {"seen": "preview"}),
    ], "of offices; who looks at himself leaves none"
    for kind, path in paths.items():
        before = len(await benefits.audit_of(kind))
        missed = await value(benefits.http, "canbao_looks_missed_total", kind=kind)
        assert (await benefits.call("GET", path, role="clerk", area="440781")).status_code == 404
        [row] = (await benefits.audit_of(kind))[before:]
        assert (row["action"], row["actor"], row["detail"]) == ("person.search_missed", "test:clerk", {"missed": 1})
        assert await value(benefits.http, "canbao_looks_missed_total", kind=kind) == missed + 1
    assert len(await benefits.audit_of(person)) == len(seen)


async def test_feeds_runs_and_repairs(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2027-11-01"))
    person, earlier, paid_for = new_id(), new_id(), new_id()
    await benefits.publish(
        participation(earlier, person, "ACTIVE", paid_on=at("2023-10-01").date()),
        participation(paid_for, person, benefit_year=2028),
        settled(paid_for, person, "2027-10-10", year=2028),
    )
    while (await benefits.change_of(person)).data.wait_months != 5:
        pass
    repair = {"person_id": str(person), "participation_id": str(paid_for), "benefit_year": 2028, "years": 2}
    assert (await benefits.call("POST", "/repairs", role="clerk", json=repair, headers=key())).status_code == 202
    claim = {"claim_ref": str(uuid.uuid4()), "hospital": "H1", "benefit_year": 2027, "settled_on": "2027-10-02", "fund_paid": "80.00"}
    assert (await benefits.call("POST", "/claims", json={"claims": [claim | {"person_id": str(person)}]})).status_code == 200
    benefits.clock.move_to(at("2028-02-01", 0))
    again = {"job": "decide_again_odd", "day": "2028-02-01"}
    assert (await benefits.call("POST", "/job-runs", area="44", json=again)).status_code == 200
    assert await benefits.audited(paid_for) == [("test:clerk", "repair.registered")]
    assert (await benefits.audited("feed"))[-1] == ("test:operator", "claims.reported")
    assert (await benefits.audited("benefits"))[-1] == ("test:operator", "job.run_asked")
