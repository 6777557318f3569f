"""The verdicts in Chinese, for people, with their clauses."""

from collections.abc import Mapping

from enrolment_events.dedup import Hit
from enrolment_terms.reasons import REASON_TEXTS

CLAUSES: Mapping[str, str] = {
    "R-002": "粤医保函〔2022〕120号附件2；开医保发〔2023〕34号五（四）3",
    "R-008": "开医保发〔2023〕34号五（八）",
    "R-083": "参保管理经办规程（2025版征求意见稿）第十条、第十一条",
    "R-084": "参保管理经办规程（2025版征求意见稿）第十条、第十一条",
    "R-085": "参保管理经办规程（2025版征求意见稿）第十条",
    "R-086": "参保管理经办规程（2025版征求意见稿）第十一条",
    "R-087": "参保管理经办规程（2025版征求意见稿）第十条",
    "R-088": "参保管理经办规程（2025版征求意见稿）第十一条",
    "R-089": "参保管理经办规程（2025版征求意见稿）第十一条",
    "R-120": "参保管理经办规程（2025版征求意见稿）第二十一条",
}
_NO_HINDRANCE: Mapping[str, str] = {
    "R-002": "已提供职工医保停保凭证，可以办理",
    "R-008": "在本统筹区内已有居民医保参保信息，属区内变更，不作为跨统筹区冲突",
    "R-083": "已提供职工医保停保凭证，可以办理",
    "R-084": "已提供职工医保停保凭证，可以办理",
    "R-085": "参保地政策允许，办理后系统自动暂停原参保关系",
    "R-086": "当年度参保关系保留至年底，由国家医保信息平台归集后暂停，不影响下一年度参保",
    "R-087": "已签订知情同意书，参保登记完成后暂停原参保关系",
    "R-088": "不影响下一年度参保；请申请将原参保地当年12月31日参保状态改为“暂停参保”",
    "R-120": "该参保信息未缴费，不构成重复参保",
}


def verdict_text(hit: Hit) -> str:
    """What the verdict means for the person."""
    return REASON_TEXTS[hit.code] if hit.code is not None else _NO_HINDRANCE[hit.rule]
