"""The frame of the national platform."""

from typing import Annotated, Any

from pydantic import Field

from service_runtime.rest import Answer, Body


def _optional_text(title: str, length: int) -> Any:  # noqa: ANN401 -- the default of a field of any type
    return Field(default=None, max_length=length, title=title)


class NationalCall(Body):
    """国家平台的交易报文，字段名与平台一致；此处只读 infno、msgid 和 input。"""

    infno: Annotated[str, Field(max_length=10, title="交易编号")]
    msgid: Annotated[str, Field(max_length=40, title="发送方报文ID")]
    mdtrtarea_admvs: str | None = _optional_text("就医地医保区划", 12)
    insuplc_admdvs: str | None = _optional_text("参保地医保区划", 12)
    recer_sys_code: str | None = _optional_text("接收方系统代码", 20)
    dev_no: str | None = _optional_text("设备编号", 100)
    dev_safe_info: str | None = _optional_text("设备安全信息", 2000)
    cainfo: str | None = _optional_text("数字签名信息", 2000)
    signtype: str | None = _optional_text("签名类型", 10)
    infver: str | None = _optional_text("接口版本号", 10)
    opter_type: str | None = _optional_text("经办人类别", 10)
    opter: str | None = _optional_text("经办人", 60)
    opter_name: str | None = _optional_text("经办人姓名", 60)
    inf_time: str | None = _optional_text("交易时间", 30)
    fixmedins_code: str | None = _optional_text("定点医药机构编号", 30)
    fixmedins_name: str | None = _optional_text("定点医药机构名称", 200)
    sign_no: str | None = _optional_text("交易签到流水号", 60)
    input: Annotated[dict[str, Any], Field(title="交易输入")]


class NationalAnswer(Answer):
    """国家平台的应答报文；infcode 为 0 成功，-1 失败。"""

    infcode: int
    inf_refmsgid: str
    respond_time: str
    err_msg: str
    output: dict[str, Any]
