"""The frame of the national platform."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from service_runtime.rest import Answer, Body


def _optional_text(title: str, length: int) -> Any:  # noqa: ANN401 -- the default of a field of any type
    return Field(default=None, max_length=length, title=title)


class NationalPersonForm(Body):
    """交易 1101 的输入：人员编号、证件或就诊凭证之一，以及查询的时间。"""

    model_config = ConfigDict(extra="ignore", strict=True)

    psn_no: str | None = _optional_text("人员编号", 36)
    mdtrt_cert_type: str | None = _optional_text("就诊凭证类型", 3)
    mdtrt_cert_no: str | None = _optional_text("就诊凭证编号", 512)
    card_sn: str | None = _optional_text("卡识别码", 32)
    begntime: str | None = _optional_text("开始时间", 19)
    psn_cert_type: str | None = _optional_text("人员证件类型", 6)
    certno: str | None = _optional_text("证件号码", 50)
    psn_name: str | None = _optional_text("人员姓名", 50)


class NationalInput(Body):
    """输入节点。"""

    model_config = ConfigDict(extra="ignore", strict=True)

    data: NationalPersonForm


class NationalCall(Body):
    """国家平台的交易报文，字段名与平台一致；此处只读 infno 和 input，平台以后增加的字段不影响交易。"""

    model_config = ConfigDict(extra="ignore", strict=True)

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
    input: Annotated[NationalInput, Field(title="交易输入")]


class NationalAnswer(Answer):
    """国家平台的应答报文；infcode 为 0 成功，-1 失败。时间格式为 yyyyMMddHHmmssSSS。"""

    infcode: int
    inf_refmsgid: str
    refmsg_time: str
    respond_time: str
    warn_msg: str = ""
    cainfo: str = ""
    err_msg: str = ""
    signtype: str = ""
    output: dict[str, Any]
