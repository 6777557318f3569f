"""R-009 「谁办理、谁负责」: every act, and every look at a person, leaves a row that says who."""

import uuid

from enrolment_terms.identifiers import new_id
from tests.benefits.builders import at, participation, settled
from tests.benefits.running import RunningBenefits
from tests.benefits.test_rest import FORM, insured, key


async def test_every_act_on_a_filing(benefits: RunningBenefits) -> None:
    benefits.clock.move_to(at("2024-01-10"))
    person, _ = await insured(benefits)
    handed_in = await benefits.call("POST", "/filings", role="citizen", json={**FORM, "person_id": str(person)}, headers=key())
    filing = handed_in.json()["filing_id"]
    for path, role, form in (
        ("decision", "clerk", {"decision": "NEEDS_CORRECTION", "note": "照片不清晰"}),
        ("corrections", "citizen", FORM),
        ("decision", "clerk", {"decision": "APPROVE"}),
        ("end", "citizen", {}),
    ):
        answer = await benefits.call("POST", f"/filings/{filing}/{path}", role=role, json=form, headers=key())
        assert answer.is_success, answer.text
    assert await benefits.audited(filing) == [
        ("test:citizen", "filing.handed_in"),
        ("test:clerk", "filing.decided"),
        ("test:citizen", "filing.corrected"),
        ("test:clerk", "filing.decided"),
        ("test:citizen", "filing.ended"),
    ]


async def test_looks_of_hospitals(benefits: RunningBenefits) -> None:
    person, _ = await insured(benefits)
    await benefits.call("POST", "/entitlements/batch", role="hospital", json={"people": [{"person_id": str(person)}]})
    data = {"psn_no": str(person), "begntime": "2024-03-01"}
    call = {"infno": "1101", "msgid": "H4401000120240301", "mdtrtarea_admvs": "440100", "input": {"data": data}}
    await benefits.call("POST", "/national/1101", role="hospital", json=call)
    assert (await benefits.audited("batch"))[-1] == ("test:hospital", "entitlements.queried")
    assert await benefits.audited(person) == [("test:hospital", "person.queried_1101")]


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
    claim = {"claim_ref": str(uuid.uuid4()), "benefit_year": 2027, "settled_on": "2027-10-02", "fund_paid": "80.00"}
    assert (await benefits.call("POST", "/claims", json={"claims": [claim | {"person_id": str(person)}]})).status_code == 200
    benefits.clock.move_to(at("2028-02-01", 0))
    while not (await benefits.call("POST", "/runs", json={"limit": 500})).json()["finished"]:
        pass
    assert await benefits.audited(paid_for) == [("test:clerk", "repair.registered")]
    assert (await benefits.audited("feed"))[-1] == ("test:operator", "claims.reported")
    assert await benefits.audited("2028-02-01") == [("test:operator", "run.finished")]
