"""Puts canaries wherever somebody can write something, as the users of the suite do, and keeps every answer."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from standardwebhooks.webhooks import Webhook

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.quiet import until_quiet
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Document
from service_runtime import Vault
from tests.canary.abroad import Abroad
from tests.canary.birds import Birds

YEAR, TOWN = 2024, "440783115"
PEOPLE, IMPORTED, CROWD = 12, 5, 200


@dataclass
class Bird:
    """One person, all of whose data are canaries."""

    document: Document
    form: dict[str, Any]
    application: str = ""
    person: str = ""
    participation: str = ""


@dataclass
class Aviary:
    """The suite, the canaries, and what was answered."""

    suite: Suite
    client: SuiteClient
    http: httpx.AsyncClient
    birds: Birds = field(default_factory=Birds)
    answers: list[tuple[str, httpx.Response]] = field(default_factory=list)
    people: list[Bird] = field(default_factory=list)
    crowd: Birds = field(default_factory=lambda: Birds(first=5_000))
    """Names, numbers and phones of two hundred people more."""
    tokens: set[str] = field(default_factory=set)
    """Theirs, and those of the people."""

    async def fill(self) -> None:
        """Everything, one after another."""
        await self.client.move_clock(datetime(2023, 10, 5, 9, tzinfo=SHANGHAI))
        self.people = [self._bird() for _ in range(PEOPLE)]
        await self._import()
        for bird in self.people:
            answer = await self.post("/registration/v1/applications", bird.form, self.citizen(bird))
            assert answer.status_code == 202, answer.text
            bird.application = answer.json()["application_id"]
        await self._quiet()
        for number, bird in enumerate(self.people):
            await self._decide(bird, number % 4)
        await self._quiet()
        await self._benefits()
        await self._dedup()
        await Abroad(self).fill()
        await self._payment()
        await self._odd_requests()
        await self._quiet()

    async def post(self, path: str, body: Any, headers: dict[str, str], **more: Any) -> httpx.Response:
        """A POST whose answer is kept."""
        told = {"Idempotency-Key": self.birds.text("Idempotency-Key").encode().hex(), **headers}
        answer = await self.http.post(path, json=body, headers=told, **more)
        self.answers.append((path, answer))
        return answer

    async def get(self, path: str, headers: dict[str, str]) -> httpx.Response:
        """A GET whose answer is kept."""
        answer = await self.http.get(path, headers=headers)
        self.answers.append((path, answer))
        return answer

    def citizen(self, bird: Bird) -> dict[str, str]:
        """Somebody who has proved the document."""
        token = Vault.from_json(self.suite.keys.vault_keys).identity_token(bird.document)
        made = self.suite.issuer.mint(f"wx:{token[:8]}", ["citizen"], name=bird.form["name"], documents=[token])
        return {"Authorization": f"Bearer {made}"}

    def office(self, *roles: str, who: str = "a") -> dict[str, str]:
        """An office of the province; `who` tells two people of one office apart."""
        made = self.suite.issuer.mint(f"canary:{who}", roles, ["44"], organisation="H0001")
        return {"Authorization": f"Bearer {made}"}

    def _bird(self) -> Bird:
        text, digits = self.birds.text, self.birds.digits
        document = self.birds.document("document number")
        form = {
            "name": text("name"),
            "sex": "女",
            "document_type": document.kind,
            "document_number": document.number,
            "household_area": TOWN,
            "household_address": text("household address"),
            "area": TOWN,
            "account_holder": text("account holder"),
            "bank": text("bank"),
            "account_number": digits("account", "9900", 19),
            "phone": digits("phone", "100", 11),
            "confirmed": True,
            "benefit_year": YEAR,
            "household_no": text("household number"),
            "materials": [{"kind": "HOUSEHOLD_BOOK", "satisfied_by": "COPY", "reference": text("material reference")}],
            "consent": {"signed_on": "2023-10-04", "old_unit": text("consent's old unit")},
        }
        return Bird(document, form)

    async def _import(self) -> None:
        rows = []
        for bird in [one.form for one in self.people] + [self._bird().form for _ in range(IMPORTED)]:
            kept = ("name", "sex", "document_type", "document_number", "area", "household_no", "phone", "account_holder", "bank")
            rows.append({name: bird[name] for name in kept} | {"account_number": bird["account_number"], "paid_on": "2022-11-01"})
        rows += [self._one_of_many(rows[0]) for _ in range(CROWD)]
        self.tokens |= {self.client.identity_token(Document.read(row["document_type"], row["document_number"])) for row in rows}
        body = {"benefit_year": YEAR - 1, "people": rows}
        for who in ("a", "b"):
            await self.post("/registration/v1/imports", body, self.office("operator", who=who))

    def _one_of_many(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row of last year's insured: who he is is a canary, the rest is the first one's."""
        who = self.crowd.document("document number").number
        return row | {"name": self.crowd.text("name"), "document_number": who, "phone": self.crowd.digits("phone", "100", 11)}

    async def _decide(self, bird: Bird, way: int) -> None:
        path = f"/registration/v1/applications/{bird.application}"
        clerk = self.office("clerk", "reviewer", "operator")
        note, message, label = (self.birds.text(place) for place in ("decision note", "typed reason", "typed material"))
        refusal = {"reasons": [{"code": "OTHER", "msg": message}], "missing": [{"field": "phone", "label": label}], "note": note}
        body = {"decision": ("NEEDS_CORRECTION", "REJECT", "APPROVE", "APPROVE")[way], **refusal}
        assert (await self.post(f"{path}/consent/units", {"old_area": "430102"}, clerk)).is_success
        told = await self.post(f"{path}/decision", body, clerk)
        assert told.is_success, told.text
        if way == 0:
            await self.post(f"{path}/corrections", bird.form | {"phone": self.birds.digits("phone", "100", 11)}, self.citizen(bird))
        shown = await self.get(path, clerk)
        bird.person, bird.participation = shown.json()["person_id"], shown.json()["participation_id"] or ""
        await self.post("/registration/v1/persons/search", {k: bird.form[k] for k in ("document_type", "document_number")}, clerk)
        if bird.participation and way == 3:
            reason = {"reason": self.birds.text("stop reason")}
            told = await self.post(f"/registration/v1/participations/{bird.participation}/stop", reason, self.citizen(bird))
            assert told.is_success, told.text

    async def _benefits(self) -> None:
        text = self.birds.text
        hospital, clerk = self.office("hospital", who="h"), self.office("clerk", "reviewer")
        for bird in (one for one in self.people if one.participation):
            form = {
                "person_id": bird.person,
                "type": "LONG_RESIDENT",
                "notice_accepted": True,
                "phone": self.birds.digits("filing phone", "100", 11),
                "address_here": text("address here"),
                "destination": "440100",
                "address_there": text("address there"),
                "starts_on": "2023-11-01",
                "stay_months": 8,
                "hospital": text("filing hospital"),
                "reason": text("filing reason"),
                "materials": ["PERSONAL_PROMISE"],
            }
            filed = await self.post("/benefits/v1/filings", form, self.citizen(bird))
            assert filed.status_code == 202, filed.text
            decision = {"decision": "REJECT", "note": text("filing note")}
            await self.post(f"/benefits/v1/filings/{filed.json()['filing_id']}/decision", decision, clerk)
            amounts = {"fund_paid": "10.00", "serious_paid": "0.00", "bonus_used": False, "withdrawn": False}
            claim = {"person_id": bird.person, "claim_ref": text("claim reference"), "benefit_year": YEAR, "settled_on": "2023-10-04"}
            told = await self.post("/benefits/v1/claims", {"claims": [claim | amounts]}, hospital)
            assert told.json()["recorded"] == 1, told.text
            asked = {"people": [{"document_type": bird.form["document_type"], "document_number": bird.form["document_number"]}]}
            await self.post("/benefits/v1/entitlements/batch", asked, hospital)
            await self.get(f"/benefits/v1/entitlements/{bird.person}", clerk)

    async def _dedup(self) -> None:
        vault = Vault.from_json(self.suite.keys.vault_keys)
        for bird in self.people[:4]:
            spell = {
                "spell_ref": self.birds.text("spell reference"),
                "source": "GX-450100",
                "token": vault.identity_token(bird.document),
                "scheme": "RESIDENT",
                "area": "440100",
                "benefit_year": YEAR,
                "starts_on": "2024-01-01",
                "ends_on": "2024-12-31",
                "paid": True,
                "state": "ACTIVE",
            }
            told = await self.post("/dedup/v1/spells", {"spells": [spell]}, self.office("operator"))
            assert told.json()["accepted"] == 1, told.text

    async def _payment(self) -> None:
        check = {"region": "440700", "benefit_year": YEAR, "note": self.birds.text("levy check note")}
        for who in ("a", "b"):
            await self.post("/payment-bridge/v1/levy-checks", check, self.office("operator", "reviewer", who=who))
        for body in (
            {"type": self.birds.text("callback type"), "timestamp": "2023-10-10T09:00:00+08:00", "data": {}},
            {"type": "tax.payment.received", "timestamp": "x", "data": {"rows": [{"tax_serial": self.birds.text("callback serial")}]}},
        ):
            await self._callback(body)
        discard = {"ids": [self.birds.text("callback id")], "reason": self.birds.text("discard reason")}
        for service in ("payment-bridge/v1/callbacks", "registration/v1/dead-letters"):
            for who in ("a", "b"):
                await self.post(f"/{service}/discard", discard | {"ids": ["1"]}, self.office("operator", who=who))

    async def _callback(self, body: dict[str, Any]) -> None:
        raw, now = json.dumps(body, ensure_ascii=False), datetime.now(UTC)
        webhook_id = f"msg_{uuid4().hex}"
        signature = Webhook(self.suite.keys.tax_in_secret).sign(msg_id=webhook_id, timestamp=now, data=raw)
        headers = {"webhook-id": webhook_id, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
        answer = await self.http.post("/payment-bridge/v1/webhooks/tax", content=raw.encode(), headers=headers)
        assert answer.status_code == 202, answer.text
        self.answers.append(("callback", answer))

    async def _odd_requests(self) -> None:
        """Where nobody should write a name, but somebody does."""
        text = self.birds.text
        clerk = self.office("clerk")
        for path in ("/registration/v1/persons/{}", "/benefits/v1/entitlements/{}", "/dedup/v1/spells?person_id={}", "/{}"):
            await self.get(path.format(text("address")), clerk)
            await self.get(path.format(self.birds.document("address").number), clerk)
        for header in ("X-Request-Id", "X-Purpose", "User-Agent", "Referer", "Traceparent", "Prefer"):
            await self.get("/registration/v1/applications", clerk | {header: self.birds.document(header).number})
        for content in (b'{"name": "%s"', b'{"name": {"a": "%s"}}', b'["%s"]', b'{"%s": 1}'):
            raw = content % text("a broken body").encode()
            headers = {**self.citizen(self.people[0]), "Idempotency-Key": uuid4().hex, "Content-Type": "application/json"}
            answer = await self.http.post("/registration/v1/applications", content=raw, headers=headers)
            self.answers.append(("broken body", answer))
        wrong = self._bird().form | {"confirmed": False, "sex": "男", "area": "999999"}
        await self.post("/registration/v1/applications", wrong, clerk)
        unknown = {"document_type": "RESIDENT_ID", "document_number": self.birds.document("search for nobody").number}
        await self.post("/registration/v1/persons/search", unknown, clerk)

    async def _quiet(self) -> None:
        await until_quiet(self.suite, self.client, lambda _: None, 120)
