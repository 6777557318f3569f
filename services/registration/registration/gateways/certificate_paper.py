"""The pages of a certificate, with the letters of Noto Sans CJK that they need and no others inside (SIL Open Font License 1.1)."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from fpdf import FPDF, FontFace
from noto_cjk_sans_otc import FONT_PATH

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.labels import label_of
from registration.domain.certificate import CertificateKind, CoverYear, Stated

_FONT, _SIMPLIFIED = "NotoSansCJK", 2
"""The third font of the collection has the shapes of 简体中文."""
_PLAIN = FontFace(emphasis="NONE", fill_color=235)
_YEARS = ("年度", "险种", "参保类别", "参保状态", "参保地", "缴费到账", "待遇期间")
_LINES = ("日期", "类别", "内容")
_WIDTHS = {_YEARS: (14, 20, 24, 20, 24, 24, 46), _LINES: (24, 36, 112)}
for _name in ("fpdf", "fontTools"):
    logging.getLogger(_name).setLevel(logging.ERROR)  # they would name letters of a name that the font does not have


class _Paper(FPDF):
    """A4 with the code at the foot of each page: no page stands alone."""

    def __init__(self, code: str) -> None:
        super().__init__(format="A4")
        self._code = code
        self.add_font(_FONT, fname=str(FONT_PATH), collection_font_number=_SIMPLIFIED)
        self.set_font(_FONT, size=10)

    def footer(self) -> None:
        """验证码 and 页码."""
        self.set_y(-15)
        self.set_font(_FONT, size=8)
        self.cell(text=f"验证码：{self._code}　第{self.page_no()}页　经办机构可凭验证码核验真伪及内容", align="C", center=True)


def build(statement: Stated, code: str) -> bytes:
    """PDF, with the code at the foot of each page."""
    paper, title = _Paper(code), f"基本医疗保险{label_of(statement.kind)}"
    paper.set_title(title)
    paper.set_lang("zh-CN")
    paper.set_creation_date(datetime(*statement.issued_on.timetuple()[:3], tzinfo=SHANGHAI))
    paper.add_page()
    paper.set_font_size(16)
    paper.multi_cell(0, 14, title, align="C", new_x="LMARGIN", new_y="NEXT")
    paper.set_font_size(10)
    for text in (f"姓名：{statement.name}", f"证件号码：{statement.number_masked}", f"出具日期：{statement.issued_on}"):
        paper.multi_cell(0, 7, text, new_x="LMARGIN", new_y="NEXT")
    _table(paper, "参保情况", _YEARS, map(_year, statement.years))
    if statement.kind is CertificateKind.RIGHTS:
        _table(paper, "权益记录", _LINES, ((str(one.happened_on), label_of(one.kind) or "", one.text) for one in statement.lines))
    return bytes(paper.output())


def _table(paper: FPDF, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    paper.set_font(_FONT, size=12)
    paper.multi_cell(0, 10, title, new_x="LMARGIN", new_y="NEXT")
    paper.set_font(_FONT, size=9)
    told = list(rows)
    if not told:
        paper.multi_cell(0, 7, "无记录", new_x="LMARGIN", new_y="NEXT")
        return
    with paper.table(col_widths=_WIDTHS[tuple(heads)], headings_style=_PLAIN, line_height=6) as table:
        for cells in (heads, *told):
            table.row(cells)


def _year(one: CoverYear) -> tuple[str, ...]:
    cover = f"{one.starts_on}至{one.ends_on}" if one.starts_on and one.ends_on else "无"
    labels = (label_of(one.scheme) or "", label_of(one.category) or "", label_of(one.state) or "")
    return str(one.benefit_year), *labels, one.area, str(one.paid_on or "未缴"), cover
