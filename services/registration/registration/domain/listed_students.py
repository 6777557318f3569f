"""Lists of schools (B9): columns, what is wrong with a row, and the form that a school files for each of its students."""

from collections.abc import Iterator
from datetime import date

from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import area_prefix, is_area_code
from enrolment_terms.scheme import Category, Channel
from policy_parameters import PolicyBook, is_known_area
from policy_parameters.rule_parameters import subsidy_rules
from registration.domain.application_form import FormAnswers, birth_reasons, contact_reasons
from registration.domain.import_row import document_reasons
from registration.domain.list_columns import CellKind, Column
from registration.domain.listed_people import PERSON, Values, document_in
from registration.domain.lists import FiledList

STUDENTS = (
    Column("school_code", ("学校代码", "学校标识码", "学校（机构）标识码"), CellKind.NUMBER, required=True, at_most=64),
    *PERSON,
    Column("school_class", ("班级", "年级班级", "所在班级"), at_most=60),
    Column("household_area", ("户口所在地", "户籍所在地", "户籍区划"), CellKind.NUMBER, required=True, at_most=12),
    Column("phone", ("联系电话", "监护人联系电话", "手机号码"), CellKind.NUMBER, required=True, at_most=32),
    Column("subsidy", ("困难类别", "困难身份类别"), at_most=16),
    Column("area", ("参保区划", "身份认定地区划"), CellKind.NUMBER, at_most=12),
    Column("school_collects", ("学校代收代缴", "代收代缴", "是否代收"), CellKind.TICK),
)


def student_reasons(values: Values, filed: FiledList, today: date, policy: PolicyBook) -> Iterator[Reason]:
    """What can be told of a row before a form is filed for it."""
    if values["school_code"] is not None and values["school_code"] != filed.organisation:
        yield reason(ReasonCode.OTHER, field="school_code", rule="R-030", msg="学校代码不是提交名单的学校")
    document = document_in(values)
    if document is not None:
        yield from document_reasons(document, values["sex"], values["birth_date"])
        yield from birth_reasons(document.birth_date or values["birth_date"], today)
    yield from contact_reasons(values["phone"], None)
    for name in ("household_area", "area"):
        if values[name] is not None and not (is_area_code(values[name]) and is_known_area(values[name])):
            yield reason(ReasonCode.UNKNOWN_AREA, field=name, rule="R-012")
    known = policy.read(subsidy_rules, filed.area, filed.benefit_year).categories
    if values["subsidy"] is not None and values["subsidy"] not in known:
        yield reason(ReasonCode.OTHER, field="subsidy", rule="R-040", msg="困难身份类别不在可用范围")
    if values["area"] is not None and values["subsidy"] is None and not is_at_school(values["area"], filed):
        yield reason(ReasonCode.OTHER, field="area", rule="R-031", msg="困难学生才可以选择在身份认定地参保，其他学生在学校所在地参保")


def is_at_school(area: str, filed: FiledList) -> bool:
    """R-031: 学籍地, the place of the list."""
    return area_prefix(area).startswith(area_prefix(filed.area))


def student_form(values: Values, filed: FiledList) -> FormAnswers:
    """The form of a good row. The school is the one that confirms it to be true."""
    document = document_in(values)
    sex = values["sex"] or (document.sex if document else None)
    more = {"school_class": values["school_class"], "school_collects": _written(values["school_collects"])}
    return FormAnswers(
        item="student_enrolment",
        name=values["name"],
        sex=sex,
        document_type=document.kind if document else None,
        document_number=values["document_number"],
        birth_date=values["birth_date"],
        household_area=values["household_area"],
        area=values["area"] or filed.area,
        phone=values["phone"],
        confirmed=True,
        benefit_year=filed.benefit_year,
        category=Category.STUDENT,
        channel=Channel.SCHOOL,
        more={name: told for name, told in more.items() if told},
    )


def _written(tick: bool | None) -> str | None:
    return None if tick is None else str(tick).lower()
