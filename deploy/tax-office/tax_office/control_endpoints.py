"""The hand on the strings: not part of the contract, unsigned, for stories, seasons and audits on loopback."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from enrolment_terms.money import fen_of
from enrolment_terms.scheme import BillKind, PaymentChannel
from tax_office import problems
from tax_office.behaviour import Behaviour, Fate, digest
from tax_office.corrections import put_right
from tax_office.deliveries import quiet
from tax_office.employees import tell_relations
from tax_office.kept_answers import CurrentOffice
from tax_office.ledger import read_page, summary
from tax_office.levies import accept_file
from tax_office.payment_links import read_link
from tax_office.plain_files import read_levies
from tax_office.refunds import went_out
from tax_office.reversals import take_back
from tax_office.rounds import open_round
from tax_office.sales import Share, pin_fates, sell_one, sell_share
from tax_office.statements import KINDS, booked_days, results_of, statements_of

router = APIRouter(prefix="/simulator/v1")
_USUAL_CHANNELS = {
    PaymentChannel.YUE_SHUITONG: 0.6,
    PaymentChannel.YUE_YIBAO: 0.2,
    PaymentChannel.YUE_SHENGSHI: 0.1,
    PaymentChannel.TAX_HALL: 0.1,
}


class Body(BaseModel):
    """A control message; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class RoundForm(Body):
    """A deduction round; `kinds` empty means all kinds of bills."""

    round_no: int = Field(ge=1, le=10_000)
    business_date: date | None = None
    kinds: list[BillKind] | None = None
    told: bool = True


class SaleForm(Body):
    """Either one bill, by its id or by a link of the payment bridge (`amount` to pay something else than billed), or a share of all."""

    bill_id: str | None = Field(None, max_length=36)
    link: str | None = Field(None, max_length=2000)
    amount: str | None = Field(None, pattern=r"^[0-9]{1,10}\.[0-9]{2}$")
    channel: PaymentChannel | None = None
    share: float | None = Field(None, ge=0, le=1)
    of: Literal["FAILED_PERSONAL", "UNPAID"] = "UNPAID"
    channels: dict[PaymentChannel, Annotated[float, Field(ge=0)]] | None = Field(None, min_length=1)
    seed: int = 0
    business_date: date | None = None

    @model_validator(mode="after")
    def _one_or_share(self) -> "SaleForm":
        if sum(given is not None for given in (self.bill_id, self.link, self.share)) != 1:
            raise ValueError("one of bill_id, link, share")
        return self

    @property
    def mix(self) -> dict[str, float]:
        """Channels by weight; one channel alone if one was named."""
        return {self.channel.value: 1.0} if self.channel else {k.value: v for k, v in (self.channels or _USUAL_CHANNELS).items()}


class ReversalForm(Body):
    """The entry that is taken back; `amount` to take back a part."""

    serial: int = Field(ge=1, le=10**18)
    amount: str | None = Field(None, pattern=r"^[0-9]{1,10}\.[0-9]{2}$")
    business_date: date | None = None
    told: bool = False


class CorrectionsForm(Body):
    """The day on which it is put right."""

    business_date: date | None = None


class StatementsForm(Body):
    """Of which day, and how many faults of each kind are in them; none in lines with these serials."""

    day: date
    planted: dict[str, Annotated[int, Field(ge=0, le=10_000)]] = Field(default_factory=dict)
    seed: int = 0
    left_alone: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _known_kinds(self) -> "StatementsForm":
        if unknown := self.planted.keys() - set(KINDS):
            raise ValueError(f"no such kinds: {sorted(unknown)}")
        return self


class EmployeesForm(Body):
    """Rows of `tax.employee.relations`, told as they stand."""

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=500)


class PinnedFate(Body):
    """A fate for a bill, or for every bill of a document or account."""

    bill_id: str | None = None
    doc_number: str | None = None
    account: str | None = None
    fate: Fate

    @property
    def key(self) -> str:
        """How the pin is kept."""
        if self.bill_id:
            return f"bill:{self.bill_id}"
        return f"document:{digest(self.doc_number)}" if self.doc_number else f"account:{digest(self.account)}"

    @model_validator(mode="after")
    def _exactly_one(self) -> "PinnedFate":
        if sum(1 for given in (self.bill_id, self.doc_number, self.account) if given) != 1:
            raise ValueError("one of bill_id, doc_number, account")
        return self


class FatesForm(Body):
    """Fates to pin."""

    bills: list[PinnedFate] = Field(min_length=1, max_length=10_000)


class ClockForm(Body):
    """The business time."""

    now: AwareDatetime


@router.post("/rounds", status_code=202)
async def start_round(form: RoundForm, office: CurrentOffice) -> dict[str, Any]:
    """Starts a round over all outstanding bills; done when /quiet says so."""
    kinds = [kind.value for kind in form.kinds] if form.kinds else None
    day = form.business_date or office.now().date()
    return {"round_no": form.round_no, "bills": await open_round(office, form.round_no, day, kinds, told=form.told)}


@router.post("/sales")
async def sell(form: SaleForm, office: CurrentOffice) -> dict[str, Any]:
    """People pay by other channels."""
    day = form.business_date or office.now().date()
    bill_id, linked = read_link(form.link, office.settings.out_secrets) if form.link else (form.bill_id, None)
    if bill_id is not None:
        amount = fen_of(form.amount) if form.amount else linked
        channel = form.channel or PaymentChannel.YUE_SHUITONG
        return {"sold": 1, "planted": await sell_one(office, bill_id, channel.value, day, amount)}
    share = Share(form.share or 0.0, form.of == "FAILED_PERSONAL", form.mix, form.seed, day)
    return {"sold": await sell_share(office, share), "planted": None}


@router.post("/reversals")
async def reverse(form: ReversalForm, office: CurrentOffice) -> dict[str, str]:
    """Takes an entry of the ledger back; a callback tells of it if asked to."""
    amount = fen_of(form.amount) if form.amount else None
    return {"serial": await take_back(office, form.serial, form.business_date or office.now().date(), amount, told=form.told)}


@router.post("/corrections")
async def correct(form: CorrectionsForm, office: CurrentOffice) -> dict[str, list[str]]:
    """Puts right what callbacks told otherwise than the ledger has it."""
    return await put_right(office, form.business_date or office.now().date())


@router.get("/days")
async def read_days(office: CurrentOffice) -> dict[str, list[date]]:
    """The days on which money came or went."""
    return {"days": await booked_days(office.pool)}


@router.post("/statements")
async def write_statements(form: StatementsForm, office: CurrentOffice) -> dict[str, Any]:
    """The office's statement of a day, and that of the bank behind it, as files."""
    return await statements_of(office.pool, form.day, form.planted, form.seed, form.left_alone)


@router.get("/result-file")
async def write_results(day: date, office: CurrentOffice) -> PlainTextResponse:
    """The ledger of a day as a file of results."""
    return PlainTextResponse(await results_of(office.pool, day))


@router.post("/levy-file")
async def take_levy_file(request: Request, office: CurrentOffice) -> dict[str, int]:
    """Levies that come as a file."""
    return await accept_file(office, read_levies(await request.body()))


@router.post("/employee-relations", status_code=202)
async def tell_employees(form: EmployeesForm, office: CurrentOffice) -> dict[str, int]:
    """Employers register, pay and change: one callback tells of it."""
    await tell_relations(office, form.rows)
    return {"rows": len(form.rows)}


@router.post("/behaviour")
async def behave(request: Request, office: CurrentOffice) -> dict[str, Any]:
    """Sets how the office misbehaves; what is not named is done right."""
    try:
        behaviour = msgspec.json.decode(await request.body(), type=Behaviour)
    except msgspec.DecodeError as error:
        raise problems.fields_invalid() from error
    await office.behave(behaviour)
    return msgspec.structs.asdict(behaviour)


@router.get("/behaviour")
async def read_behaviour(office: CurrentOffice) -> dict[str, Any]:
    """How the office misbehaves now."""
    return msgspec.structs.asdict(office.behaviour)


@router.post("/fates")
async def pin(form: FatesForm, office: CurrentOffice) -> dict[str, int]:
    """Pins what happens to certain people's accounts."""
    return {"bills_here": await pin_fates(office, {pinned.key: pinned.fate.value for pinned in form.bills})}


@router.post("/clock")
async def turn_calendar(form: ClockForm, office: CurrentOffice) -> dict[str, datetime]:
    """Sets the business time."""
    await office.turn_calendar(form.now)
    return {"now": office.now()}


@router.get("/quiet")
async def is_quiet(office: CurrentOffice) -> dict[str, Any]:
    """True when nothing is left to deliver and no round is open."""
    return await quiet(office)


@router.get("/ledger")
async def read_ledger(office: CurrentOffice, after: int = 0, limit: Annotated[int, Query(ge=1, le=50_000)] = 5000) -> dict[str, Any]:
    """The ledger with what was planted, for audits."""
    return await read_page(office.pool, after, limit, show_planted=True)


@router.get("/bank")
async def read_bank(office: CurrentOffice) -> dict[str, Any]:
    """What the bank behind the office has paid out."""
    return await went_out(office)


@router.get("/ledger/summary")
async def read_summary(office: CurrentOffice) -> dict[str, Any]:
    """Counts and sums of the ledger."""
    return await summary(office.pool)
