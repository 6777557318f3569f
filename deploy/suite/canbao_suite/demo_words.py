"""What the demo says, in English and in Chinese."""

import os
from collections.abc import Mapping
from typing import Any, Literal

Language = Literal["en", "zh"]

ENGLISH = {
    "state": "State is kept in {folder}; --fresh forgets it.",
    "state_anew": "State is kept in {folder} (made anew).",
    "broken_off": "The season of an earlier run was broken off, so its state is made anew.",
    "enrolled": "① {name} applies in 粤医保 for {year}; no other region insures him; a clerk approves. Bill {amount} 元.",
    "deducted": "   {day} the tax office deducts from his account: bill {state}.",
    "insured_elsewhere": "② {name} applied the same day, still insured in Guangzhou for {year}: {state}.",
    "reason": "   {code}: 「{msg}」",
    "account_empty": "③ {name}'s account was empty on {day}: {cause}; nothing is lost yet (R-058).",
    "paid_later": "   {day} he pays {amount} 元 through 粤税通: bill {state}.",
    "newborn": "④ {name}, born {birth}, is registered by birth certificate on {day}. Bill {amount} 元.",
    "parents_pay": "   {day} his parents pay in 粤医保, within six months of birth: bill {state}.",
    "covered": "   The hospital asks for {day}: covered, {starts_on} to {ends_on}, because {rules}.",
    "not_covered": "   The hospital asks for {day}: not covered, because {rules}.",
    "season": "A season of Kaiping at scale {scale}:",
    "season_told": "The season was told in an earlier run; --fresh tells it again.",
    "console": "Console   {url}",
    "docs": "API docs  {url}",
    "token": "Token     {canbao} token --role clerk --area 440783 --state {state}",
    "callbacks": "The tax office sends its callbacks to {url}; both sides sign with the secrets in {keys}, or in the environment.",
    "stays": "Ctrl-C ends the suite; its state stays.",
}

CHINESE = {
    "state": "数据保存在 {folder}；加 --fresh 可重新开始。",
    "state_anew": "数据保存在 {folder}（已重新开始）。",
    "broken_off": "上次演练在参保季中途被中断，数据重新开始。",
    "enrolled": "① {name}在粤医保申请参加{year}年度居民医保，其他地区没有他的参保记录，经办人员审核通过。应缴 {amount} 元。",
    "deducted": "   {day} 税务部门从其银行账户扣费：账单{state}。",
    "insured_elsewhere": "② {name}同日申请，但{year}年度仍在广州参保：申请{state}。",
    "reason": "   {code}：「{msg}」",
    "account_empty": "③ {name}的账户 {day} 扣费未成功：{cause}；参保资格仍保留（R-058）。",
    "paid_later": "   {day} 他通过粤税通缴费 {amount} 元：账单{state}。",
    "newborn": "④ {name}于 {birth} 出生，{day} 凭出生医学证明登记参保。应缴 {amount} 元。",
    "parents_pay": "   {day} 父母在粤医保缴费，未超过出生后六个月：账单{state}。",
    "covered": "   医院查询 {day}：可享受待遇，{starts_on} 至 {ends_on}，依据 {rules}。",
    "not_covered": "   医院查询 {day}：不可享受待遇，依据 {rules}。",
    "season": "开平市参保季演练，规模 {scale}：",
    "season_told": "参保季已在上次运行中演练；加 --fresh 可重新演练。",
    "console": "操作台    {url}",
    "docs": "接口文档  {url}",
    "token": "令牌      {canbao} token --role clerk --area 440783 --state {state}",
    "callbacks": "税务部门向 {url} 发送回执；双方使用 {keys} 或环境变量中的密钥签名。",
    "stays": "按 Ctrl-C 结束；数据保留。",
}

_CHINESE_CODES = {
    "PAID": "已缴清（PAID）",
    "NEEDS_CORRECTION": "需补正（NEEDS_CORRECTION）",
    "INSUFFICIENT_BALANCE": "余额不足（INSUFFICIENT_BALANCE）",
}


class Words:
    """The sentences of one language."""

    def __init__(self, language: Language) -> None:
        self._sentences: Mapping[str, str] = CHINESE if language == "zh" else ENGLISH
        self._codes: Mapping[str, str] = _CHINESE_CODES if language == "zh" else {}

    def say(self, sentence: str, **values: Any) -> str:
        """One sentence with its values; codes that have a word in this language get it."""
        return self._sentences[sentence].format(**{name: self._codes.get(str(value), value) for name, value in values.items()})


def language_of_locale(environment: Mapping[str, str] = os.environ) -> Language:
    """Chinese where the locale for messages is Chinese (LC_ALL, LC_MESSAGES, LANG, in this order), else English."""
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"
