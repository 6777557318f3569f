"""Fictitious people with valid document numbers, made from a seed: the same seed makes the same people."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from enrolment_terms.documents import Document, DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id

_SURNAMES = "陈梁黄张关谭李周司徒吴余邓何劳方胡甄罗许林冯区谢"
_GIVEN = "文华志明国强秀英伟芳娟敏静丽杰涛超霞平刚桂兰燕玲飞鹏浩宇欣怡子轩梓涵诗雅嘉琪俊熙"
_BANKS = ("开平农商银行", "中国工商银行", "中国农业银行", "中国建设银行", "中国邮政储蓄银行")
_OLDEST, _DAYS = date(1935, 1, 1), 31_000  # births up to November 2019


@dataclass(frozen=True, slots=True)
class Person:
    """One fictitious resident of a town."""

    name: str
    sex: Sex
    number: str
    birth: date
    area: str
    household_no: str
    phone: str
    bank: str
    account: str

    @property
    def document(self) -> Document:
        """What a sign-on verifies: the resident ID, or a birth certificate where there is none yet."""
        return Document.read(DocumentType.RESIDENT_ID if len(self.number) == 18 else DocumentType.BIRTH_CERT, self.number)

    def as_import(self, paid_on: date) -> dict[str, object]:
        """A row of last year's insured."""
        return {
            "name": self.name,
            "sex": self.sex,
            "document_type": DocumentType.RESIDENT_ID,
            "document_number": self.number,
            "area": self.area,
            "household_no": self.household_no,
            "phone": self.phone,
            "account_holder": self.name,
            "bank": self.bank,
            "account_number": self.account,
            "paid_on": paid_on.isoformat(),
        }

    def as_application(self, benefit_year: int, channel: str) -> dict[str, object]:
        """The twelve fields of the mini-program form (B1)."""
        return {
            "name": self.name,
            "sex": self.sex,
            "document_type": DocumentType.RESIDENT_ID,
            "document_number": self.number,
            "household_area": self.area,
            "household_address": "示例村 1 号",
            "area": self.area,
            "account_holder": self.name,
            "bank": self.bank,
            "account_number": self.account,
            "phone": self.phone,
            "confirmed": True,
            "benefit_year": benefit_year,
            "channel": channel,
            "household_no": self.household_no,
        }

    def as_wish(self, item: str, benefit_year: int, channel: str, **more: object) -> dict[str, object]:
        """A form of somebody insured, who asks something else than to be enrolled (B4, B5)."""
        identity = {"name": self.name, "document_type": self.document.kind, "document_number": self.number, "area": self.area}
        return {"item": item, "benefit_year": benefit_year, "channel": channel, "confirmed": True, **identity, **more}

    def as_marked(self, category: str, effective_on: date) -> dict[str, object]:
        """A row of a department's list of subsidised persons (B10)."""
        identity = {"name": self.name, "document_type": self.document.kind, "document_number": self.number, "area": self.area}
        return {"category": category, "action": "ADD", "effective_on": effective_on.isoformat(), **identity}


class Population:
    """Makes people one after another; no two share a document number."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 -- a replay, not a secret
        self._taken: Counter[tuple[date, Sex]] = Counter()
        self._made = 0

    def people(self, area: str, how_many: int) -> Iterator[Person]:
        """`how_many` people of one town, about four to a household."""
        return (self._person(area) for _ in range(how_many))

    def _person(self, area: str) -> Person:
        random = self._random
        self._made += 1
        sex = random.choice((Sex.MALE, Sex.FEMALE))
        birth = _OLDEST + timedelta(days=random.randrange(_DAYS))
        while self._taken[birth, sex] >= 500:
            birth += timedelta(days=1)
        sequence = self._taken[birth, sex]
        self._taken[birth, sex] += 1
        return Person(
            name=random.choice(_SURNAMES) + "".join(random.choices(_GIVEN, k=random.choice((1, 2, 2)))),
            sex=sex,
            number=fictitious_id(birth, sequence, sex),
            birth=birth,
            area=area,
            household_no=f"{area}H{self._made // 4:06d}",
            phone=f"100{self._made:08d}",
            bank=random.choice(_BANKS),
            account=f"9900{self._made:012d}",
        )
