"""Four people of Kaiping, told in a few lines, on a suite that really runs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from rich.console import Console

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.population import Person
from canbao_suite.season.quiet import until_quiet
from canbao_suite.season.run import run_season
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id
from service_runtime import Vault

YEAR = 2024


def _person(name: str, sex: Sex, birth: date, number: int, area: str) -> Person:
    document = fictitious_id(birth, 480 + number, sex)
    return Person(
        name, sex, document, birth, area, f"{area}D{number}", f"100999900{number:02d}", "开平农商银行", f"99009999000000{number:02d}"
    )


SMALL_SEASON = 0.002

LIN = _person("林志强", Sex.MALE, date(1986, 5, 12), 1, "440783115")
CHEN = _person("陈秀英", Sex.FEMALE, date(1991, 8, 30), 2, "440783002")
GUAN = _person("关国华", Sex.MALE, date(1975, 2, 3), 3, "440783117")
BABY = replace(_person("司徒子轩", Sex.MALE, date(2024, 1, 15), 4, "440783109"), number="O440000001")


async def show(suite: Suite, console: Console, *, season: bool) -> None:
    """Tells the story; then a small season, once per state folder."""
    client = SuiteClient(suite)
    try:
        await Story(suite, client, lambda line: console.print(line, soft_wrap=True)).tell()
    finally:
        await client.close()
    told = suite.folder / "season-told"
    if season and not told.exists():
        console.print(f"A season of Kaiping at scale {SMALL_SEASON}:")
        await run_season(suite, SMALL_SEASON, 1, console)
        told.touch()


@dataclass
class Story:
    """Tells what happens while it happens; every line comes from an answer of the suite."""

    suite: Suite
    client: SuiteClient
    say: Callable[[str], None]

    async def tell(self) -> None:
        """The four stories, one after another in business time."""
        await self._at(2023, 10, 9)
        check = {"region": "440700", "benefit_year": YEAR, "note": "江门市统一核定"}
        await self.client.post("payment-bridge", "/levy-checks", check, self.client.token("operator"))
        await self._guangzhou_insures(CHEN)
        await self.client.tax("/fates", {"bills": [{"account": GUAN.account, "fate": "EMPTY_FOR_EVER"}]})
        await self._at(2023, 10, 10)
        lin, chen, guan = [await self._apply(person) for person in (LIN, CHEN, GUAN)]
        await self._quiet()
        for application in (lin, guan):
            await self._approve(application)
        await self._enrolled(lin)
        await self._refused(chen)
        await self._account_empty(guan)
        await self._newborn()

    async def _enrolled(self, application: str) -> None:
        bill = await self._bill(application)
        self.say(f"① {LIN.name} applies in 粤医保 for {YEAR}; no other region insures him; a clerk approves. Bill {bill['amount']} 元.")
        await self._at(2023, 10, 20)
        await self.client.tax("/rounds", {"round_no": 1, "business_date": "2023-10-20"})
        await self._quiet()
        self.say(f"   2023-10-20 the tax office deducts from his account: bill {(await self._bill(application))['state']}.")
        await self._covered(LIN, date(2024, 1, 1))

    async def _refused(self, application: str) -> None:
        found = await self._application(application)
        self.say(f"② {CHEN.name} applied the same day, still insured in Guangzhou for {YEAR}: {found['state']}.")
        for reason in found["reasons"]:
            self.say(f"   {reason['code']}: 「{reason['msg']}」")

    async def _account_empty(self, application: str) -> None:
        bill = await self._bill(application)
        self.say(f"③ {GUAN.name}'s account was empty on 2023-10-20: bill {bill['state']} ({bill['cause']}); nothing is lost yet (R-058).")
        await self._at(2023, 11, 2)
        await self._sell(bill["bill_id"], "YUE_SHUITONG", date(2023, 11, 2))
        bill = await self._bill(application)
        self.say(f"   2023-11-02 he pays {bill['amount']} 元 through 粤税通: bill {bill['state']}.")
        await self._covered(GUAN, date(2024, 1, 1))

    async def _newborn(self) -> None:
        await self._at(2024, 2, 20)
        extra = {"document_type": "BIRTH_CERT", "birth_date": BABY.birth.isoformat(), "category": "NEWBORN"}
        application = await self._apply(BABY, **extra)
        await self._quiet()
        await self._approve(application)
        bill = await self._bill(application)
        self.say(f"④ {BABY.name}, born {BABY.birth}, is registered by birth certificate on 2024-02-20. Bill {bill['amount']} 元.")
        await self._at(2024, 2, 22)
        await self._sell(bill["bill_id"], "YUE_YIBAO", date(2024, 2, 22))
        self.say("   2024-02-22 his parents pay in 粤医保, within six months of birth.")
        await self._covered(BABY, BABY.birth)

    async def _sell(self, bill_id: str, channel: str, day: date) -> None:
        """Somebody pays by another channel; a bill that is paid is left alone, so that the story can be told again."""
        bill = await self.client.get("payment-bridge", f"/bills/{bill_id}", self.client.token("operator"))
        if bill["state"] != "PAID":
            await self.client.tax("/sales", {"bill_id": bill_id, "channel": channel, "business_date": day.isoformat()})
            await self._quiet()

    async def _at(self, year: int, month: int, day: int) -> None:
        await self.client.move_clock(datetime(year, month, day, 9, tzinfo=SHANGHAI))

    async def _quiet(self) -> None:
        await until_quiet(self.suite, self.client, lambda _: None)

    async def _guangzhou_insures(self, person: Person) -> None:
        token = Vault.from_json(self.suite.keys.vault_keys).identity_token(_document(person))
        spell = {
            "spell_ref": "guangzhou-demo-1",
            "token": token,
            "scheme": "RESIDENT",
            "area": "440100",
            "benefit_year": YEAR,
            "starts_on": f"{YEAR}-01-01",
            "ends_on": f"{YEAR}-12-31",
            "paid": True,
            "state": "ACTIVE",
            "source": "demo",
        }
        await self.client.post("dedup", "/spells", {"spells": [spell]}, self.client.token("operator"))

    async def _apply(self, person: Person, **extra: str) -> str:
        body = person.as_application(YEAR, "YUE_YIBAO") | extra
        token = self.client.token("citizen", f"wx:{person.household_no}")
        answer = await self.client.post("registration", "/applications", body, token, key=f"demo-{person.household_no}")
        application: str = answer["application_id"]
        return application

    async def _application(self, application: str) -> dict[str, Any]:
        return await self.client.get("registration", f"/applications/{application}", self.client.token("clerk"))

    async def _approve(self, application: str) -> None:
        if (await self._application(application))["state"] == "UNDER_REVIEW":
            await self.client.post(
                "registration", f"/applications/{application}/decision", {"decision": "APPROVE"}, self.client.token("clerk")
            )
        await self._quiet()

    async def _bill(self, application: str) -> dict[str, Any]:
        participation = (await self._application(application))["participation_id"]
        page = await self.client.get("payment-bridge", "/bills", self.client.token("operator"), participation_id=participation)
        bill: dict[str, Any] = page["items"][0]
        return bill

    async def application_of(self, person: Person) -> dict[str, Any]:
        """The latest application of a person, as a clerk sees it."""
        return await self._application(await self._apply(person))

    async def person_id(self, person: Person) -> str:
        """The person's id, found by document."""
        document = _document(person)
        body = {"document_type": document.kind, "document_number": document.number}
        found = await self.client.post("registration", "/persons/search", body, self.client.token("clerk"))
        person_id: str = found["person_id"]
        return person_id

    async def _covered(self, person: Person, on: date) -> None:
        person_id = await self.person_id(person)
        answer = await self.client.get("benefits", f"/entitlements/{person_id}", self.client.token("hospital"), on=on.isoformat())
        rules = "、".join(dict.fromkeys(step["rule"] for step in answer["explanation"]))
        covered = "covered" if answer["covered"] else "not covered"
        self.say(f"   The hospital asks for {on}: {covered}, {answer['starts_on']} to {answer['ends_on']}, because {rules}.")


def _document(person: Person) -> Document:
    kind = DocumentType.RESIDENT_ID if len(person.number) == 18 else DocumentType.BIRTH_CERT
    return Document.read(kind, person.number)
