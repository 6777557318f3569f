"""Who is asked for by transaction 1101: the kinds of certificates of the public interface description, and what they are here."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from enrolment_terms.documents import Document, DocumentType

PSN_CERT_TYPES: Mapping[str, DocumentType | None] = {
    "01": DocumentType.RESIDENT_ID,  # 居民身份证（户口簿）
    "02": None,  # 中国人民解放军军官证
    "03": None,  # 中国人民武装警察警官证
    "04": DocumentType.HMT_PERMIT,  # 香港特区护照/港澳居民来往内地通行证
    "05": DocumentType.HMT_PERMIT,  # 澳门特区护照/港澳居民来往内地通行证
    "06": DocumentType.HMT_PERMIT,  # 台湾居民来往大陆通行证
    "07": DocumentType.FOREIGN_PR,  # 外国人永久居留证
    "08": None,  # 外国人护照
    "09": None,  # 残疾人证
    "10": None,  # 军烈属证明
    "11": None,  # 外国人就业证
    "12": None,  # 外国专家证
    "13": None,  # 外国人常驻记者证
    "14": None,  # 台港澳人员就业证
    "15": None,  # 回国（来华）定居专家证
    "16": DocumentType.CN_PASSPORT,  # 中国护照
    "17": DocumentType.HMT_PERMIT,  # 港澳台居民居住证
    "90": None,  # 社会保障卡
    "99": None,  # 其他身份证件
    "990201": DocumentType.BIRTH_CERT,  # 医学出生证明
}
"""人员证件类型 (psn_cert_type); None: nobody is registered by it here."""
_TOKEN = re.compile("[0-9a-f]{64}")
_CREDENTIAL, _ID, _CARD = "01", "02", "03"
"""就诊凭证类型 (mdtrt_cert_type): 医保电子凭证令牌, 居民身份证, 社会保障卡."""


class NationalPerson(NamedTuple):
    """`data` of 1101 as it came."""

    psn_no: str = ""
    mdtrt_cert_type: str = ""
    mdtrt_cert_no: str = ""
    card_sn: str = ""
    begntime: str = ""
    psn_cert_type: str = ""
    certno: str = ""


class NationalQuestion(NamedTuple):
    """Whom and which day: by our id, by a document, or by an identity token that stands for an e-credential."""

    on: date
    person_id: UUID | None = None
    document: Document | None = None
    token: str | None = None


class NotAQuestion(ValueError):
    """Everything that is wrong, as Chinese sentences; nothing of what was submitted."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("；".join(faults))


def read_question(told: NationalPerson, today: date) -> NationalQuestion:
    """Raises NotAQuestion with all faults at once. The number of a person goes before a certificate, that before the paper shown."""
    faults: list[str] = []
    on = _day(told.begntime, today, faults)
    person = _person(told.psn_no, faults)
    document = _document(told, faults) if not told.psn_no else None
    token = _credential(told, faults) if not told.psn_no else None
    if not (told.psn_no or told.certno or told.mdtrt_cert_no):
        faults.append("请提供人员编号（psn_no）、证件（psn_cert_type和certno）或就诊凭证（mdtrt_cert_type和mdtrt_cert_no）之一")
    if faults:
        raise NotAQuestion(faults)
    return NationalQuestion(on, person, document, token)


def _day(begntime: str, today: date, faults: list[str]) -> date:
    """yyyy-MM-dd HH:mm:ss, or the day alone."""
    if not begntime:
        return today
    try:
        if begntime.isascii() and len(begntime) in (10, 19):
            return datetime.fromisoformat(begntime).date()
    except ValueError:
        pass
    faults.append("开始时间（begntime）格式应为yyyy-MM-dd HH:mm:ss")
    return today


def _person(psn_no: str, faults: list[str]) -> UUID | None:
    if not psn_no:
        return None
    try:
        if psn_no.isascii():
            return UUID(psn_no)
    except ValueError:
        pass
    faults.append("人员编号（psn_no）格式不正确")
    return None


def _document(told: NationalPerson, faults: list[str]) -> Document | None:
    """By certificate, else by the identity card that was shown; both, if both are told, must be one."""
    document = None
    if told.certno:
        code = told.psn_cert_type.zfill(2)
        if PSN_CERT_TYPES.get(code) is None:
            faults.append("人员证件类型（psn_cert_type）有误，或未用于参保登记")
            return None
        document = _valid(PSN_CERT_TYPES[code], told.certno, "证件号码（certno）有误", faults)
    if told.mdtrt_cert_type == _ID and told.mdtrt_cert_no:
        shown = _valid(DocumentType.RESIDENT_ID, told.mdtrt_cert_no, "就诊凭证编号（mdtrt_cert_no）有误", faults)
        if document and shown and document.number_space is shown.number_space and document.lifelong_number != shown.lifelong_number:
            faults.append("就诊凭证与证件号码不是同一人的")
        return document or shown
    return document


def _valid(kind: DocumentType | None, number: str, fault: str, faults: list[str]) -> Document | None:
    document = Document.read(kind, number) if kind else None
    if document is None or not document.has_valid_checksum:
        faults.append(fault)
        return None
    return document


def _credential(told: NationalPerson, faults: list[str]) -> str | None:
    """Of an e-credential our identity token alone can be read; the number of a card is kept nowhere here: both go with a certificate."""
    shown = told.mdtrt_cert_type
    if not (shown or told.mdtrt_cert_no):
        return None
    if shown not in (_CREDENTIAL, _ID, _CARD):
        faults.append("就诊凭证类型（mdtrt_cert_type）应为01、02或03")
    if shown == _CARD and not told.card_sn:
        faults.append("就诊凭证为社会保障卡的，须提供卡识别码（card_sn）")
    if told.certno or shown == _ID or not told.mdtrt_cert_no:
        return None
    if shown == _CREDENTIAL and _TOKEN.fullmatch(told.mdtrt_cert_no):
        return told.mdtrt_cert_no
    faults.append("本系统不能解读该就诊凭证，请同时提供证件类型（psn_cert_type）和证件号码（certno）")
    return None
