"""Four people of Kaiping, told in a few lines, on a suite that really runs."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from canbao_suite.demo_words import Words
from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from canbao_suite.season.population import Person
from canbao_suite.season.quiet import until_quiet
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from service_runtime import Vault

YEAR = 2024


def _person(name: str, sex: Sex, birth: date, number: int, area: str) -> Person:
    document = fictitious_id(birth, 480 + number, sex)
    return Person(
        name, sex, document, birth, area, f"{area}D{number}", f"100999900{number:02d}", "开平农商银行", f"99009999000000{number:02d}"
    )


_PAPER = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
"""An empty page stands for the birth certificate."""
LAST_DAY = datetime(2024, 2, 22, 9, tzinfo=SHANGHAI)

LIN = _person("林志强", Sex.MALE, date(1986, 5, 12), 1, "440783115")
CHEN = _person("陈秀英", Sex.FEMALE, date(1991, 8, 30), 2, "440783002")
GUAN = _person("关国华", Sex.MALE, date(1975, 2, 3), 3, "440783117")
BABY = replace(_person("司徒子轩", Sex.MALE, date(2024, 1, 15), 4, "440783109"), number="O440000001")


@dataclass
class Story:
    """Tells what happens while it happens. Every line comes from an answer of the suite, so that told again it is the same."""

    suite: Suite
    client: SuiteClient
    out: Callable[[str], None]
    words: Words = field(default_factory=lambda: Words("en"))

    def say(self, sentence: str, **values: Any) -> None:
        """One line."""
        self.out(self.words.say(sentence, **values))

    async def tell(self) -> None:
        """The four stories, one after another in business time."""
        await self._at(2023, 10, 9)
        await self._quiet()
        check = {"region": "440700", "benefit_year": YEAR, "note": "江门市统一核定"}
        await self.client.post_by_two("payment-bridge", "/levy-checks", check)
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
        self.say("enrolled", name=LIN.name, year=YEAR, amount=bill["amount"])
        await self._at(2023, 10, 20)
        if bill["state"] != "PAID":
            await self.client.tax("/rounds", {"round_no": 1, "business_date": "2023-10-20"})
            await self._quiet()
        money = await self._first(LIN, "MONEY")
        self.say("deducted", day=money["at"], state=(await self._bill(application))["state"])
        await self._covered(LIN, date(2024, 1, 1))

    async def _refused(self, application: str) -> None:
        """What she was told at once; by the end of the story the days for a correction are over."""
        found = await self._application(application)
        told = next(step["to"] for step in found["history"] if step["event"] == "check_blocking")
        self.say("insured_elsewhere", name=CHEN.name, year=YEAR, state=told)
        for reason in found["notices"][0]["reasons"]:
            self.say("reason", code=reason["code"], msg=reason["msg"])

    async def _account_empty(self, application: str) -> None:
        failure = await self._first(GUAN, "FAILED")
        self.say("account_empty", name=GUAN.name, day=failure["at"], cause=failure["detail"]["cause"])
        await self._at(2023, 11, 2)
        await self._sell((await self._bill(application))["bill_id"], "YUE_SHUITONG", date(2023, 11, 2))
        money = await self._first(GUAN, "MONEY")
        self.say("paid_later", day=money["at"], amount=money["detail"]["amount"], state=(await self._bill(application))["state"])
        await self._covered(GUAN, date(2024, 1, 1))

    async def _newborn(self) -> None:
        await self._at(2024, 2, 20)
        extra: dict[str, Any] = {"document_type": "BIRTH_CERT", "birth_date": BABY.birth.isoformat(), "category": "NEWBORN"}
        await self._birth_is_registered(BABY)
        await self._guardian(BABY)
        application = await self._apply(BABY, **extra)
        await self._quiet()
        await self._approve(application)
        bill = await self._bill(application)
        self.say("newborn", name=BABY.name, birth=BABY.birth, day=date(2024, 2, 20), amount=bill["amount"])
        await self.client.move_clock(LAST_DAY)
        await self._sell(bill["bill_id"], "YUE_YIBAO", LAST_DAY.date())
        money = await self._first(BABY, "MONEY")
        self.say("parents_pay", day=money["at"], state=(await self._bill(application))["state"])
        await self._covered(BABY, BABY.birth)

    async def _birth_is_registered(self, child: Person) -> None:
        """The hospital has told the health department: nobody is asked for the birth certificate."""
        subject = {"document_type": child.document.kind, "document_number": child.document.number, "name": child.name}
        record = {"register": "BIRTH", "subject": subject, "reference": "demo-birth", "valid_from": child.birth.isoformat()}
        await self.client.registers("/records", [record])

    async def _guardian(self, child: Person) -> None:
        """A parent shows the birth certificate at the counter: then his login may act for the child. Told again, it does already."""
        clerk = self.client.token("clerk")
        held = await self.client.get("registration", "/mandates", clerk, state="IN_FORCE", limit=1000)
        if any(one["subject"] == _login(child) for one in held["items"]):
            return
        paper = await self.client.upload("registration", "/materials", {"material_kind": "BIRTH_CERT"}, _PAPER, clerk)
        mandate = {
            "kind": "GUARDIAN",
            "subject": _login(child),
            "document_type": child.document.kind,
            "document_number": child.document.number,
            "area": child.area,
            "paper": "BIRTH_CERT",
            "reference": paper["material_id"],
        }
        await self.client.post("registration", "/mandates", mandate, clerk)

    async def _sell(self, bill_id: str, channel: str, day: date) -> None:
        """Somebody pays by another channel; a bill that is paid is left alone, so that the story can be told again."""
        bill = await self.client.get("payment-bridge", f"/bills/{bill_id}", self.client.token("operator"))
        if bill["state"] != "PAID":
            await self.client.tax("/sales", {"bill_id": bill_id, "channel": channel, "business_date": day.isoformat()})
            await self._quiet()

    async def _first(self, person: Person, code: str) -> dict[str, Any]:
        """The first thing of a kind that happened to a person's bills; `at` is its day."""
        person_id = await self.person_id(person)
        timeline = await self.client.get("payment-bridge", f"/persons/{person_id}/timeline", self.client.token("clerk"))
        return next(item for item in timeline["items"] if item["code"] == code)

    async def _at(self, year: int, month: int, day: int) -> None:
        await self.client.move_clock(datetime(year, month, day, 9, tzinfo=SHANGHAI))

    async def _quiet(self) -> None:
        await until_quiet(self.suite, self.client, lambda _: None)

    async def _guangzhou_insures(self, person: Person) -> None:
        token = Vault.from_json(self.suite.keys.vault_keys).identity_token(person.document)
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

    async def _apply(self, person: Person, **extra: Any) -> str:
        body = person.as_application(YEAR, "YUE_YIBAO") | extra
        documents = () if person is BABY else (person.document,)
        token = self.client.token("citizen", _login(person), *documents)
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
        document = person.document
        body = {"document_type": document.kind, "document_number": document.number}
        found = await self.client.post("registration", "/persons/search", body, self.client.token("clerk"))
        person_id: str = found["person_id"]
        return person_id

    async def _covered(self, person: Person, on: date) -> None:
        person_id = await self.person_id(person)
        answer = await self.client.get("benefits", f"/entitlements/{person_id}", self.client.token("hospital"), on=on.isoformat())
        rules = "、".join(dict.fromkeys(step["rule"] for step in answer["explanation"]))
        said = {"starts_on": answer["starts_on"], "ends_on": answer["ends_on"]} if answer["covered"] else {}
        self.say("covered" if answer["covered"] else "not_covered", day=on, rules=rules, **said)


def _login(person: Person) -> str:
    """Of the person himself, or of a child's parent."""
    return f"wx:{person.household_no}"
