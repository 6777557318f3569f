"""What the matrix asks for: two people of two cities with everything that the suite keeps of a person, and a third who does not exist."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import httpx

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.population import Person, Population
from canbao_suite.season.quiet import until_quiet
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.sealed import IdentityToken
from service_runtime import Vault
from tests.pictures import picture

YEAR = 2024
AUTUMN = datetime(2023, 10, 10, 9, tzinfo=SHANGHAI)
FILING = {
    "type": "LONG_RESIDENT",
    "notice_accepted": True,
    "phone": "10099990006",
    "address_here": "示例街道",
    "destination": "440100",
    "address_there": "广州市天河区示例路",
    "starts_on": "2023-11-01",
    "stay_months": 8,
    "materials": ["PERSONAL_PROMISE"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A person and all ids by which something of the person can be asked for."""

    person: Person
    token: IdentityToken
    login: str
    area: str
    application: str
    pending: Person
    """A neighbour whose application waits for its decision."""
    pending_application: str
    participation: str
    last_participation: str
    """Of the year before, to which something was done."""
    act: str
    person_id: str
    bill: str
    filing: str
    mandate: str
    material: str
    form: str

    @property
    def region(self) -> str:
        """The pooling region."""
        return self.area[:4] + "00"

    @property
    def ids(self) -> tuple[str, ...]:
        """What must never be read in an answer to somebody who may not see the person."""
        registered = self.application, self.pending_application, self.participation, self.person_id, self.mandate, self.material
        return *registered, self.last_participation, self.act, self.bill, self.filing


@dataclass
class World:
    """The suite and the two people; a third is somebody whom nobody knows."""

    suite: Suite
    client: SuiteClient
    own: Subject
    foreign: Subject
    unknown: Subject

    def subject(self, whose: str) -> Subject:
        """By the word that the matrix uses."""
        found: Subject = {"own": self.own, "foreign": self.foreign, "unknown": self.unknown}[whose]
        return found

    def headers(self, role: str, reach: str, operation: str) -> dict[str, str]:
        """The headers of a caller: people are bound to `own`, offices reach to the town, city or province in which `own` lives.

        Another login for each operation: nobody asks in vain so often that he is sent away for it.
        """
        if role == "nobody":
            return {}
        areas = {"none": [], "town": [self.own.area], "city": ["4407"], "province": ["44"]}[reach]
        personal = role in {"citizen", "agent"}
        documents = [self.own.token, self._token(self.own.pending)] if personal else []
        token = self.suite.issuer.mint(f"matrix:{role}:{reach}:{operation}", [role], areas, documents=documents, organisation="H-MATRIX")
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4()), "X-Purpose": "COUNTER"}

    def _token(self, person: Person) -> IdentityToken:
        return _vault(self.suite).identity_token(document_of(person))


def document_of(person: Person) -> Document:
    """The resident ID."""
    return Document.read(DocumentType.RESIDENT_ID, person.number)


def _vault(suite: Suite) -> Vault:
    return Vault.from_json(suite.keys.vault_keys)


async def build_world(suite: Suite, client: SuiteClient) -> World:
    """Enrols one person and files for a neighbour in each of two cities."""
    await client.move_clock(AUTUMN)
    own = await settle(suite, client, "440783115", 8101)
    foreign = await settle(suite, client, "440981", 8102)
    nobody, neighbour = Population(8103).people(foreign.area, 2)
    named = "application", "pending_application", "participation", "last_participation", "act", "person_id", "bill", "filing"
    ids = {name: str(uuid4()) for name in (*named, "mandate", "material", "form")}
    unknown = replace(
        foreign, person=nobody, pending=neighbour, token=_vault(suite).identity_token(document_of(nobody)), login="wx:none", **ids
    )
    return World(suite, client, own, foreign, unknown)


async def _upload(suite: Suite, token: str, kind: str = "HOUSEHOLD_BOOK") -> str:
    """A page of a paper."""
    async with httpx.AsyncClient() as http:
        url, headers = f"{suite.url('registration')}/registration/v1/materials", {"Authorization": f"Bearer {token}"}
        answer = await http.post(url, headers=headers, files={"file": ("x.png", picture("PNG"))}, data={"material_kind": kind})
    material_id: str = answer.raise_for_status().json()["material_id"]
    return material_id


async def _act(client: SuiteClient, clerk: str, person_id: str) -> tuple[str, str]:
    """Last year's participation rests while it is moved: (participation, act)."""
    found = await client.get("registration", f"/persons/{person_id}/participations", clerk)
    [last] = [one["participation_id"] for one in found["items"] if one["benefit_year"] == YEAR - 1]
    await client.post("registration", f"/participations/{last}/acts", {"kind": "SUSPEND", "cause": "TRANSFER", "reason": "试"}, clerk)
    listed = await client.get("registration", f"/participations/{last}/acts", clerk)
    return last, listed["items"][0]["act_id"]


async def settle(suite: Suite, client: SuiteClient, area: str, seed: int) -> Subject:
    """Enrols somebody of this place, with everything that the suite keeps of a person."""
    person, pending = Population(seed).people(area, 2)
    login = f"wx:matrix-{area}"
    by_permit = {"category": "RESIDENCE_PERMIT", "permit_valid_to": "2023-06-30"}  # whom no renewal registers first
    last_year = {"benefit_year": YEAR - 1, "people": [person.as_import(date(2022, 11, 1)) | by_permit]}
    await client.post_by_two("registration", "/imports", last_year)
    await until_quiet(suite, client, lambda _: None, 60)
    caller = client.token("citizen", login, document_of(person), document_of(pending))
    material = await _upload(suite, caller)
    named = {"materials": [{"kind": "HOUSEHOLD_BOOK", "satisfied_by": "COPY", "reference": material}]}
    application, pending_application = [
        (await client.post("registration", "/applications", one.as_application(YEAR, "YUE_YIBAO") | more, caller))["application_id"]
        for one, more in ((person, named), (pending, {}))
    ]
    await until_quiet(suite, client, lambda _: None, 60)
    clerk = suite.issuer.mint(f"matrix:settler:{area}", ["clerk", "reviewer"], [area[:4]])
    decided = await client.post("registration", f"/applications/{application}/decision", {"decision": "APPROVE"}, clerk)
    await until_quiet(suite, client, lambda _: None, 60)
    shown = await client.get("registration", f"/applications/{application}", clerk)
    bills = await client.get("payment-bridge", "/bills", clerk, participation_id=decided["participation_id"])
    filing: dict[str, Any] = {**FILING, "person_id": shown["person_id"]}
    filed = await client.post("benefits", "/filings", filing, caller)
    counter = suite.issuer.mint(f"matrix:counter:{area}", ["clerk"], [area[:4]])
    mandate = {"kind": "AGENT", "subject": "wx:matrix-helper", "area": area, "paper": "POWER_OF_ATTORNEY", "until_on": "2023-12-31"}
    told = {
        "reference": await _upload(suite, counter, "POWER_OF_ATTORNEY"),
        "document_type": "RESIDENT_ID",
        "document_number": person.number,
    }
    held = await client.post("registration", "/mandates", mandate | told, counter)
    paper = {"area": area, "benefit_year": YEAR, "people": 1}
    accepted = await client.post("registration", "/household-forms", paper, counter)
    last_participation, act = await _act(client, clerk, shown["person_id"])
    return Subject(
        person=person,
        token=_vault(suite).identity_token(document_of(person)),
        login=login,
        area=area,
        application=application,
        pending=pending,
        pending_application=pending_application,
        participation=decided["participation_id"],
        last_participation=last_participation,
        act=act,
        person_id=shown["person_id"],
        bill=bills["items"][0]["bill_id"],
        filing=filed["filing_id"],
        mandate=held["mandate_id"],
        material=material,
        form=accepted["form_id"],
    )
