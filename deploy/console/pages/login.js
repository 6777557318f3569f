// Who is at the desk: asks the suite's development issuer for a token, or takes one that another sign-on has given.

import { FAILURES } from "../answers.js";
import { logIn, useToken } from "../api.js";
import { html, instead } from "../html.js";
import { ROLE_NAMES } from "../words.js";

const { ElAlert, ElButton, ElForm, ElFormItem, ElInput, ElOption, ElSelect } = ElementPlus;

function said({ kind, status, message }) {
  if (status === 404) return "这里不签发令牌，请填写登录平台签发的令牌";
  return kind === "unreachable" ? `${FAILURES[kind]}：${message}` : message;
}

export const Login = {
  name: "LoginPanel",
  data: () => ({ subject: "console", roles: ["operator", "clerk"], area: "44", token: "", problem: "", busy: false }),
  methods: {
    // What a field shows and where its input goes.
    bound(name) {
      return { modelValue: this[name], "onUpdate:modelValue": (value) => (this[name] = value) };
    },
    async enter() {
      this.busy = true;
      this.problem = "";
      try {
        if (this.token.trim()) return useToken(this.token.trim());
        await logIn({ subject: this.subject.trim(), roles: this.roles, areas: this.area.split(/[\s,，]+/).filter(Boolean) });
      } catch (error) {
        this.problem = said(error);
      } finally {
        this.busy = false;
      }
    },
  },
  render() {
    const roles = Object.entries(ROLE_NAMES).map(([value, label]) => html`<${ElOption} key=${value} value=${value} label="${label} ${value}" />`);
    return html`
      <form class="sheet login" onSubmit=${instead(this.enter)} data-test="login">
        <h2>登录<small>演练环境由本套件签发令牌</small></h2>
        ${this.problem && html`<${ElAlert} title=${this.problem} type="error" closable=${false} showIcon style="margin-bottom: 14px" />`}
        <${ElForm} labelWidth="72px" labelPosition="left">
          <${ElFormItem} label="工号"><${ElInput} ...${this.bound("subject")} autocomplete="off" maxlength="60" /></${ElFormItem}>
          <${ElFormItem} label="角色"><${ElSelect} ...${this.bound("roles")} multiple style="width: 100%">${roles}</${ElSelect}></${ElFormItem}>
          <${ElFormItem} label="地区"><${ElInput} ...${this.bound("area")} placeholder="行政区划代码前缀，如 440783" /></${ElFormItem}>
          <${ElFormItem} label="令牌"><${ElInput} ...${this.bound("token")} type="password" autocomplete="off" placeholder="可不填；已有其他平台签发的令牌时填写" data-test="token" /></${ElFormItem}>
        </${ElForm}>
        <${ElButton} type="primary" nativeType="submit" style="width: 100%" loading=${this.busy} disabled=${!this.subject.trim() || !this.roles.length} data-test="enter">登录</${ElButton}>
      </form>`;
  },
};
