"""The words for what every service answers."""

WORDS: dict[str, tuple[str, object]] = {
    # answers of every service
    "items": ("列表", None),
    "next": ("下一页的 after", None),
    "code": ("代码", "GENERAL"),
    "msg": ("可直接提示给用户的中文", "证件号码校验位不正确，请核对后重新填写"),
    "field": ("有关的填写项", "document_number"),
    "what": ("中文说明", "提交2025年度居民医保参保申请"),
    "service": ("服务", "registration"),
    "event_type": ("事件类型", "registration.participation.changed.v1"),
    "origin": ("来源服务", "registration"),
    "attempts": ("处理次数", 3),
    "gone": ("已不在列表中", 0),
    "replayed": ("已重新处理", 1),
    "replay_id": ("重新处理编号", "3"),
    "started_at": ("开始时间", None),
    "ended_at": ("结束时间", None),
    "discarded": ("已作废", 1),
    "asked_by": ("登记人", "operator:0001"),
    "discarded_by": ("作废人", "operator:0001"),
    "discard_reason": ("作废原因", "数据已由人工更正"),
}
