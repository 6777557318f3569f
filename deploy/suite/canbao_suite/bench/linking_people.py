"""People who cannot exist and what several offices wrote down of them: households, twins, shared telephones; three kinds of noise.

Noise "tuned" is what the points of dedup.domain.probable_duplicates are fitted on. "judged" and "unseen" have other faults at other rates
(linking_noises). Nothing is fitted on them.
"""

import random
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.fictitious import fictitious_id

_SURNAMES = (
    "陈李黄张梁林刘吴罗谭周何冯关余邓伍郑曾苏胡叶麦区赵朱杨钟许莫卢潘谢王蔡方甄劳严袁江徐马高郭雷彭孙温汤钱戴容岑利龙侯范崔石"
    "姚韦杜董丁魏田姜阮邝聂尹柯廖邱程霍金陆简游卓施詹洪沈薛史孔易古毛白武贺龚熊秦段"
)
_GIVEN = (
    "志强文华明伟建国军平辉杰勇海燕丽红英秀芳玲梅敏静婷慧雪娟霞玉兰凤珍美金荣春桂香莲月云雅欣怡佳嘉俊浩宇轩子梓涵晨思诗琪雨泽"
    "睿博然昊天一铭诚家豪健康仁义德福禄寿安宁永兴旺发财贵生长光耀祖宗先达远高升龙虎威武斌彬鹏飞翔鸿运良善学礼智信忠孝廉洁清白"
    "正直坚毅刚柔顺和气祥瑞吉庆喜乐悦欢颖聪灵巧妙惠淑贤媛姗姿容颜妍娇艳彩虹晓晴朗星辰阳旭东南西北中山川江河湖洋波涛源泉溪潭林"
    "森木松柏竹桃李杏柳枝叶花果草苗禾谷米田园庄村城市乡镇里街道路桥舟船帆车马牛羊鹤麟锦绣绮罗绸丝棉衣裳冠带剑弓琴棋书画词歌赋"
    "笔墨纸砚宝石银铜铁钢锋锐进取有为可必如若君臣父兄弟姐妹伯仲叔季元亨利乾坤日盈列来暑往冬成岁律吕调露萍萱蕾薇蓉菊茹荷莹珊琳"
    "瑜瑶璇瑾珂珺琼瑛碧"
)
_FIRST_DAY, _LAST_DAY = date(1935, 1, 1), date(2024, 12, 31)
_CERTIFICATES_SINCE = 2014
NO_ANSWERS = {
    "name": ("测试", "不详", "未知", "无名"),
    "phone": ("13800000000", "11111111111", "13900000000", "88888888888", "12345678901"),
}


class Weighted:
    """A few are very common, most are rare."""

    def __init__(self, what: Sequence[str], steepness: float) -> None:
        self._what = list(dict.fromkeys(what))
        self._sums = list(accumulate(1 / (place + 3) ** steepness for place in range(len(self._what))))

    def drawn(self, dice: random.Random) -> str:
        return self._what[bisect(self._sums, dice.random() * self._sums[-1])]


SURNAMES, GIVEN = Weighted(_SURNAMES, 1.0), Weighted(_GIVEN, 0.85)


@dataclass(frozen=True, slots=True)
class Address:
    """A house and a door in it; door 0 is a house of one family."""

    town: int
    road: int
    house: int
    door: int

    def written(self) -> str:
        """As an office writes it."""
        door = f"{self.door}室" if self.door else ""
        return f"示例{self.town}镇{self.road}路{self.house}号{door}"


@dataclass(frozen=True, slots=True)
class Person:
    """What is true of somebody. `other` is a paper besides the resident ID, `of_family` are telephones of the parents."""

    place: int
    name: str
    sex: Sex
    born: date
    phone: str
    address: Address
    number: str
    other: tuple[DocumentType, str] | None
    of_family: tuple[str, str]


class Record(NamedTuple):
    """What an office wrote down: `person` is who it really is. Dates as eight digits, empty where nothing is known."""

    person: int
    name: str
    sex: str
    born: str
    phone: str
    address: str
    document: DocumentType | None
    number: str


Noise = Callable[[random.Random, "Person"], "Record"]
"""How an office writes somebody down."""


def records(count: int, seed: int, written: Noise, more: float = 0.25) -> list[Record]:
    """So many records of 1 / (1 + more) as many people: everybody once, some again."""
    people = list(_population(int(count / (1 + more)), seed))
    dice = random.Random(seed + 1000)  # noqa: S311
    return [written(dice, one) for one in (*people, *dice.choices(people, k=count - len(people)))]


def _population(count: int, seed: int) -> Iterator[Person]:
    dice, places, numbers = random.Random(seed), iter(range(count)), set[str]()  # noqa: S311
    while True:
        for make in _household(dice):
            place = next(places, None)
            if place is None:
                return
            yield make(place=place, number=_number(dice, make, numbers))


def _number(dice: random.Random, make: partial[Person], taken: set[str]) -> str:
    """A resident ID that nobody has; most are given out from the low end."""
    while True:
        number = fictitious_id(make.keywords["born"], min(499, int(dice.expovariate(1 / 90))), make.keywords["sex"])
        if number not in taken:
            taken.add(number)
            return number


def _household(dice: random.Random) -> Iterator[partial[Person]]:
    """Two adults and up to three births, some of twins; brothers and sisters may share a character."""
    door = dice.randrange(1, 900) if dice.random() < 0.6 else 0
    address = Address(int(dice.paretovariate(1)) % 60, dice.randrange(4000), dice.randrange(1, 400), door)
    phones = new_phone(dice), new_phone(dice)
    his, hers = SURNAMES.drawn(dice), SURNAMES.drawn(dice)
    born = _FIRST_DAY + timedelta(days=dice.randrange(25000))
    made = partial(_member, dice, address, phones)
    yield made(his + _given(dice), Sex.MALE, born, phones[0])
    yield made(hers + _given(dice), Sex.FEMALE, born + timedelta(days=dice.randrange(-2000, 2500)), phones[1])
    shared = GIVEN.drawn(dice) if dice.random() < 0.3 else None
    for _ in range(dice.choice([0, 1, 1, 2, 2, 3])):
        day = born + timedelta(days=365 * 20 + dice.randrange(8000))
        if day > _LAST_DAY:
            return
        twins = dice.random() < 0.015
        common = GIVEN.drawn(dice) if twins and dice.random() < 0.5 else shared
        for _ in range(2 if twins else 1):
            is_grown = day.year < _LAST_DAY.year - 16
            phone = new_phone(dice) if is_grown and dice.random() < 0.9 else dice.choice(phones)
            yield made(his + _given(dice, common), dice.choice(list(Sex)), day, phone)


def _member(dice: random.Random, address: Address, phones: tuple[str, str], name: str, sex: Sex, born: date, phone: str) -> partial[Person]:
    other: tuple[DocumentType, str] | None = None
    if born.year >= _CERTIFICATES_SINCE:
        other = DocumentType.BIRTH_CERT, f"{dice.choice('OPQRSTU')}{dice.randrange(440000000, 450000000)}"
    elif dice.random() < 0.03:
        other = new_passport(dice)
    return partial(Person, name=name, sex=sex, born=born, phone=phone, address=address, other=other, of_family=phones)


def _given(dice: random.Random, shared: str | None = None) -> str:
    if shared is None and dice.random() < 0.13:
        return GIVEN.drawn(dice)
    return (shared or GIVEN.drawn(dice)) + GIVEN.drawn(dice)


def new_phone(dice: random.Random) -> str:
    """No network has numbers that begin with 100."""
    return f"100{dice.randrange(10**8):08d}"


def new_passport(dice: random.Random) -> tuple[DocumentType, str]:
    return DocumentType.CN_PASSPORT, f"E{dice.choice('ABCDEFGHJK')}{dice.randrange(10**7):07d}"


def tuned(dice: random.Random, one: Person) -> Record:
    """One record in twenty is written by somebody who makes four times as many mistakes."""
    often = 4 if dice.random() < 0.05 else 1
    name = _misnamed(dice, one.name) if dice.random() < 0.04 * often else one.name
    born = _misdated(dice, f"{one.born:%Y%m%d}") if dice.random() < 0.04 * often else f"{one.born:%Y%m%d}"
    drawn = dice.random()
    other = Sex.FEMALE if one.sex is Sex.MALE else Sex.MALE
    sex = other if drawn < 0.01 * often else "" if drawn < 0.03 * often else one.sex
    phone = one_of(
        dice,
        (0.10, lambda: ""),
        (0.18, lambda: new_phone(dice)),
        (0.08, lambda: dice.choice(one.of_family)),
        (0.02 * often, lambda: digit_wrong(dice, one.phone)),
        (0.03, lambda: dice.choice(NO_ANSWERS["phone"])),
        otherwise=lambda: one.phone,
    )
    home = one.address
    address = one_of(
        dice,
        (0.15, lambda: Address(home.town, dice.randrange(4000), dice.randrange(1, 400), 0).written()),
        (0.20, lambda: Address(home.town, home.road, home.house, 0 if home.door else dice.randrange(1, 900)).written()),
        (0.10, lambda: ""),
        otherwise=home.written,
    )
    document = shown_document(dice, one, other=0.45, none=0.07)
    if document and dice.random() < 0.03 * often:
        document = document[0], digit_wrong(dice, document[1])
    return Record(one.place, name, sex, born, phone, address, *(document or (None, "")))


def _misnamed(dice: random.Random, name: str) -> str:
    place, character = dice.randrange(len(name)), GIVEN.drawn(dice)
    return one_of(
        dice,
        (0.50, lambda: name[:place] + character + name[place + 1 :]),
        (0.15, lambda: name[:place] + name[place + 1 :]),
        (0.05, lambda: name[:place] + character + name[place:]),
        (0.10, lambda: name[1:] + name[0]),
        (0.10, lambda: ""),
        otherwise=lambda: dice.choice(NO_ANSWERS["name"]),
    )


def _misdated(dice: random.Random, born: str) -> str:
    year, month, day = born[:4], born[4:6], born[6:]
    return one_of(
        dice,
        (0.15, lambda: year + day + month),
        (0.35, lambda: f"{year}{month}{dice.randrange(1, 29):02d}"),
        (0.15, lambda: f"{year}{dice.randrange(1, 13):02d}{day}"),
        (0.20, lambda: f"{int(year) + dice.choice([-10, -2, -1, 1, 2, 10])}{month}{day}"),
        (0.05, lambda: f"{dice.choice([year, '1900'])}0101"),
        otherwise=lambda: "",
    )


def shown_document(dice: random.Random, one: Person, other: float, none: float, passport: float = 0.0) -> tuple[DocumentType, str] | None:
    drawn = dice.random()
    if one.other and drawn < other:
        return one.other
    if drawn > 1 - none:
        return None
    return new_passport(dice) if drawn > 1 - none - passport else (DocumentType.RESIDENT_ID, one.number)


def one_of(dice: random.Random, *shares: tuple[float, Callable[[], str]], otherwise: Callable[[], str]) -> str:
    drawn = dice.random()
    for share, make in shares:
        if drawn < share:
            return make()
        drawn -= share
    return otherwise()


def digit_wrong(dice: random.Random, text: str) -> str:
    place = dice.randrange(1, len(text))
    return f"{text[:place]}{dice.randrange(10)}{text[place + 1 :]}"
