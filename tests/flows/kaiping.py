"""Kaiping in the flows: what people, offices, departments and hospitals do there, in plain words, over the running suite."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from itertools import count
from typing import Any, TypeVar

import asyncpg
import httpx

from canbao_suite.processes import Suite
from canbao_suite.season.client import Refused, SuiteClient
from canbao_suite.season.newborns import before_school
from canbao_suite.season.population import Person, Population
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Document, DocumentType
from service_runtime import Vault
from tests.pictures import picture

TOWN, COUNTY = "440783115", "440783"
YEAR = 2024
_FIRST_PAUSE, _LONGEST_PAUSE, _PATIENCE = 0.02, 0.5, 30.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Foreigner(Person):
    """Somebody with a permanent residence card."""

    @property
    def document(self) -> Document:
        """The card."""
        return Document.read(DocumentType.FOREIGN_PR, self.number)

    @property
    def told(self) -> dict[str, str]:
        """What a form tells of it."""
        return {"document_type": DocumentType.FOREIGN_PR, "birth_date": self.birth.isoformat()}


@dataclass
class Kaiping:
    """The suite as Kaiping uses it. Every person is new, so that no flow meets the people of another."""

    suite: Suite
    client: SuiteClient
    people: Population = field(default_factory=lambda: Population(5_150))
    sizes: Iterator[int] = field(default_factory=lambda: count(10))
    """Of pictures: no two papers are the same."""

    def somebody(self) -> Person:
        """A resident whom nobody knows yet."""
        return next(self.people.people(TOWN, 1))

    def newborn(self, birth: date) -> Person:
        """A child with nothing but a birth certificate."""
        return replace(self.somebody(), birth=birth, number=f"O44{next(self.sizes):07d}")

    def child(self) -> Person:
        """A child before school, whom nobody knows yet."""
        return before_school(self.somebody(), next(self.sizes))

    def foreigner(self) -> Foreigner:
        """A person with a card whom nobody knows yet."""
        return Foreigner(**{**asdict(self.somebody()), "number": f"USA4400{next(self.sizes):08d}"})

    async def on(self, *day: int) -> None:
        """Nine o'clock of a business day."""
        await self.client.move_clock(datetime(*day, 9, tzinfo=SHANGHAI))  # type: ignore[misc,arg-type]

    def login(self, person: Person, *more: Document, role: str = "citizen", active: bool = True) -> str:
        """A session of the person, verified by the sign-on, and of others whose documents were verified too."""
        vault = Vault.from_json(self.suite.keys.vault_keys)
        seen = [vault.identity_token(document) for document in (person.document, *more)]
        subject = f"{'wx' if role == 'citizen' else role}:{person.number}"
        return self.suite.issuer.mint(subject, [role], documents=seen, credential_active=active)

    def office(self, role: str = "clerk", name: str = "first", area: str = COUNTY, organisation: str = "") -> str:
        """A session of somebody in an office."""
        return self.suite.issuer.mint(f"flows:{role}:{name}", role.split("+"), [area], organisation=organisation)

    async def registration(self, path: str, body: object, token: str) -> dict[str, Any]:
        """POST to registration. Raises Refused."""
        return await self.client.post("registration", path, body, token)

    async def look(self, service: str, path: str, token: str | None = None, **query: Any) -> dict[str, Any]:
        """GET."""
        return await self.client.get(service, path, token or self.office(), **query)

    async def until(self, look: Callable[[], Awaitable[T]], good: Callable[[T], bool]) -> T:
        """What is seen once it is so: events travel by themselves. It looks ever less often, as nobody may ask without end."""
        deadline, pause = asyncio.get_running_loop().time() + _PATIENCE, _FIRST_PAUSE
        while not good(seen := await look()):
            assert asyncio.get_running_loop().time() < deadline, seen
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        return seen

    async def insured_last_year(self, *people: Person) -> None:
        """They paid for 2023, as the list of last year's insured says."""
        rows = [one.as_import(date(2022, 11, 15)) for one in people]
        await self.client.post_by_two("registration", "/imports", {"benefit_year": YEAR - 1, "people": rows})

    async def paper(self, kind: str, token: str) -> dict[str, str]:
        """A picture of a paper, uploaded."""
        url, headers = f"{self.suite.url('registration')}/registration/v1/materials", {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient() as http:
            answer = await http.post(
                url, headers=headers, files={"file": ("x.png", picture("PNG", size=(30, next(self.sizes))))}, data={"material_kind": kind}
            )
        return {"kind": kind, "satisfied_by": "COPY", "reference": answer.raise_for_status().json()["material_id"]}

    async def apply(self, person: Person, token: str | None = None, *, papers: Sequence[str] = (), **told: Any) -> str:
        """An application with the twelve fields of the form and what else the item asks; answers its id."""
        who = token or self.login(person)
        materials = [await self.paper(kind, who) for kind in papers]
        form = person.as_application(YEAR, "YUE_YIBAO") | ({"materials": materials} if materials else {}) | told
        application: str = (await self.registration("/applications", form, who))["application_id"]
        return application

    async def ask(self, person: Person, item: str, *, papers: Sequence[str] = (), **told: Any) -> str:
        """An application that asks something of the participation that stands: who, where, which year, and what the item asks."""
        unasked = ("household_area", "household_address", "household_no", "account_holder", "bank", "account_number", "phone")
        return await self.apply(person, papers=papers, item=item, **{**dict.fromkeys(unasked), **told})

    async def application(self, application: str, *states: str) -> dict[str, Any]:
        """The application once it is in one of these states."""
        return await self.until(lambda: self.look("registration", f"/applications/{application}"), lambda seen: seen["state"] in states)

    async def guardian(self, child: Person, who: str) -> str:
        """A parent who showed the birth certificate at the counter: a session that may act for the child."""
        told = {"document_type": child.document.kind, "document_number": child.document.number, "area": child.area}
        mandate = {"kind": "GUARDIAN", "subject": f"wx:{who}-{child.number}", "paper": "BIRTH_CERT", **told}
        paper = await self.paper("BIRTH_CERT", self.office())
        await self.registration("/mandates", mandate | {"reference": paper["reference"]}, self.office())
        return self.suite.issuer.mint(f"wx:{who}-{child.number}", ["citizen"])

    async def at_wechat(self, path: str, body: object = None) -> Any:
        """The controls of the simulated WeChat and sign-on: POST with a body, GET without."""
        async with httpx.AsyncClient(base_url=f"{self.suite.wechat_url}/simulator/v1") as http:
            answer = await (http.get(path) if body is None else http.post(path, json=body))
        return answer.raise_for_status().json()

    async def ticket(self, person: Person, *, active: bool = True) -> str:
        """What the sign-on gives to somebody whose face it has seen."""
        card = {"document_type": person.document.kind, "document_number": person.number, "name": person.name}
        given: str = (await self.at_wechat("/tickets", card | {"level": "FACE", "credential_active": active}))["ticket"]
        return given

    async def log_in(self, openid: str, person: Person | None = None) -> dict[str, Any]:
        """By WeChat; the person, if named, is verified by the sign-on."""
        body = await self.at_wechat("/codes", {"openid": openid}) | ({"ticket": await self.ticket(person)} if person else {})
        async with httpx.AsyncClient() as http:
            opened = await http.post(f"{self.suite.url('registration')}/registration/v1/sessions/wechat", json=body)
        session: dict[str, Any] = opened.raise_for_status().json()
        return session

    async def messages(self, openid: str) -> list[dict[str, str]]:
        """What WeChat has delivered to somebody, oldest first."""
        return [one["values"] for one in await self.at_wechat("/messages") if one["to"] == openid]

    async def at_kiosk(self, person: Person, *, active: bool = True) -> str:
        """A token of somebody who has put his identity card on a kiosk."""
        device = self.suite.issuer.mint("kiosk:flows", ["kiosk"], [COUNTY])
        ticket = await self.ticket(person, active=active)
        async with httpx.AsyncClient() as http:
            url = f"{self.suite.url('registration')}/registration/v1/sessions/kiosk"
            opened = await http.post(url, json={"ticket": ticket}, headers={"Authorization": f"Bearer {device}"})
        token: str = opened.raise_for_status().json()["access_token"]
        return token

    async def list_of(self, department: str, *rows: dict[str, Any]) -> dict[str, Any]:
        """A month's list of subsidised people, by two of a department."""
        answer: dict[str, Any] = {}
        for name in ("first", "second"):
            token = self.office("department", f"{department} {name}", area="4407", organisation=department)
            answer = await self.registration("/subsidy-lists", {"list_month": "2024-02", "people": list(rows)}, token)
        return answer

    async def correct(self, application: str, person: Person, *, papers: Sequence[str] = (), **told: Any) -> None:
        """The same application, handed in again with everything."""
        who = self.login(person)
        materials = [await self.paper(kind, who) for kind in papers]
        form = person.as_application(YEAR, "YUE_YIBAO") | ({"materials": materials} if materials else {}) | told
        await self.registration(f"/applications/{application}/corrections", form, who)

    async def elsewhere(self, person: Person, area: str, year: int, **told: Any) -> None:
        """Another region reports that the person is insured there as a resident."""
        token = Vault.from_json(self.suite.keys.vault_keys).identity_token(person.document)
        period = {"benefit_year": year, "starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31", "paid": True, "state": "ACTIVE"}
        spell = {"spell_ref": person.number, "token": token, "scheme": "RESIDENT", "area": area, "source": "flows", **period, **told}
        await self.client.post("dedup", "/spells", {"spells": [spell]}, self.client.token("operator"))

    async def approve(self, application: str) -> dict[str, Any]:
        """Another clerk than the one at the counter approves; the application afterwards."""
        await self.application(application, "UNDER_REVIEW")
        await self.registration(f"/applications/{application}/decision", {"decision": "APPROVE"}, self.office("reviewer", "second"))
        return await self.application(application, "APPROVED")

    async def enrolled(self, person: Person, **told: Any) -> str:
        """Filed and approved: the participation."""
        participation: str = (await self.approve(await self.apply(person, **told)))["participation_id"]
        return participation

    async def participation(self, participation: str, person_id: str, *states: str) -> dict[str, Any]:
        """The participation once it is in one of these states."""

        async def look() -> dict[str, Any]:
            found = await self.look("registration", f"/persons/{person_id}/participations")
            return next(one for one in found["items"] if one["participation_id"] == participation)

        return await self.until(look, lambda seen: seen["state"] in states)

    async def bills(self, participation: str, *states: str) -> list[dict[str, Any]]:
        """Its bills once there are some and all are in one of these states, if any are named."""

        async def look() -> list[dict[str, Any]]:
            token = self.client.token("operator")
            found: list[dict[str, Any]] = (await self.look("payment-bridge", "/bills", token, participation_id=participation))["items"]
            return found

        return await self.until(look, lambda seen: bool(seen) and (not states or all(one["state"] in states for one in seen)))

    async def pay(self, participation: str, *day: int) -> None:
        """Its bills are paid by another channel than the bank's deduction."""
        for bill in await self.bills(participation, "SENT", "DEDUCTING", "FAILED_PERSONAL"):
            sale = {"bill_id": bill["bill_id"], "channel": "YUE_YIBAO", "business_date": date(*day).isoformat()}
            await self.client.tax("/sales", sale)
        await self.bills(participation, "PAID")

    async def account_at_the_tax_office(self, participation: str) -> str:
        """The digest of the account from which the tax office deducts its bill: the office keeps no number."""
        [bill] = await self.bills(participation, "SENT", "DEDUCTING")
        office = await asyncpg.connect(self.suite.database_url("tax_office"))
        try:
            key: str = await office.fetchval("SELECT account_key FROM bills WHERE bill_id = $1", bill["bill_id"])
        finally:
            await office.close()
        return key

    async def person_id(self, person: Person) -> str:
        """The person's id, found by document."""
        told = {"document_type": person.document.kind, "document_number": person.document.number}
        found: str = (await self.registration("/persons/search", told, self.office()))["person_id"]
        return found

    async def own_id(self, token: str) -> str:
        """The id of the one person of a login, as its own page tells it."""
        [mine] = (await self.look("registration", "/me", token))["persons"]
        return str(mine["person_id"])

    async def covered(self, person: Person, on: date, expected: bool = True) -> dict[str, Any]:
        """What a hospital that has seen the person's document is told of the day, once it is told so."""
        hospital = self.office("hospital", f"asks for {person.number}")
        shown = {"document_type": person.document.kind, "document_number": person.document.number}

        async def look() -> dict[str, Any]:
            asked = {"on": on.isoformat(), "people": [shown]}
            [told] = (await self.client.post("benefits", "/entitlements/batch", asked, hospital))["results"]
            return told["entitlement"] or {"covered": False}

        return await self.until(look, lambda seen: seen["covered"] is expected)

    async def of_year(self, person: Person, year: int) -> list[dict[str, Any]]:
        """The participations of the year; none of somebody whom nobody knows."""
        try:
            found = await self.look("registration", f"/persons/{await self.person_id(person)}/participations")
        except Refused:
            return []
        return [one for one in found["items"] if one["benefit_year"] == year]

    async def file_list(self, kind: str, year: int, content: bytes, token: str, area: str = COUNTY) -> str:
        """A sheet, filed and checked; somebody else has to confirm it."""
        url, told = f"{self.suite.url('registration')}/registration/v1/lists", {"kind": kind, "area": area, "benefit_year": str(year)}
        async with httpx.AsyncClient() as http:
            answer = await http.post(url, data=told, files={"file": content}, headers={"Authorization": f"Bearer {token}"})
        list_id: str = answer.raise_for_status().json()["list_id"]
        await self.list_in(list_id, "CHECKED")
        return list_id

    async def list_in(self, list_id: str, state: str) -> None:
        """Returns once the list is in this state."""
        operator = self.client.token("operator")
        await self.until(lambda: self.look("registration", f"/lists/{list_id}", operator), lambda seen: seen["state"] == state)

    async def day_of(self, job: str, *day: int) -> None:
        """The work by the calendar of a past day, asked for by an operator; returns when it is done."""
        token, on = self.client.token("operator"), date(*day).isoformat()
        await self.registration("/job-runs", {"job": job, "day": on}, token)

        async def look() -> list[dict[str, Any]]:
            found = await self.look("registration", "/job-runs", token, job=job)
            return [run for run in found["items"] if run["day"] == on]

        await self.until(look, lambda runs: all(run["state"] == "DONE" for run in runs))


async def refusal(asked: Awaitable[Any]) -> tuple[int, list[str]]:
    """Status, then the codes of all reasons and the fields that are missing; the problem's own code where it has neither."""
    try:
        done = await asked
    except Refused as refused:
        return refused.status, codes_of(refused)
    raise AssertionError(f"it was not refused: {done}")


def codes_of(refused: Refused) -> list[str]:
    """What a refusal tells."""
    problem = refused.problem
    told = [*(one["code"] for one in problem.get("reasons", ())), *(one["field"] for one in problem.get("missing", ()))]
    return told or [problem["code"]]


async def one_of_two(first: Awaitable[T], second: Awaitable[T], *refused: str) -> T:
    """Both are asked at one moment: one is done, the other refused with one of these codes (APPLICATION_OPEN if none is named)."""
    done = await asyncio.gather(first, second, return_exceptions=True)
    told = [codes_of(one) for one in done if isinstance(one, Refused)]
    assert told in [[[code]] for code in refused or ("APPLICATION_OPEN",)], told or done
    [good] = [one for one in done if not isinstance(one, BaseException)]
    return good
