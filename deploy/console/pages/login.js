// Who is at the desk: asks the suite's development issuer for a token, or takes one that another sign-on has given.

import { FAILURES } from "../answers.js";
import { logIn, useToken } from "../api.js";
import { ROLE_NAMES } from "../words.js";

function said({ kind, status, message }) {
  if (status === 404) return "这里不签发令牌，请填写登录平台签发的令牌";
  return kind === "unreachable" ? `${FAILURES[kind]}：${message}` : message;
}

export const Login = {
  name: "LoginPanel",
  data: () => ({ subject: "console", roles: ["operator", "clerk"], area: "440783", token: "", problem: "", busy: false }),
  setup: () => ({ ROLE_NAMES }),
  methods: {
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
  template: `
    <form class="sheet login" @submit.prevent="enter" data-test="login">
      <h2>登录<small>演练环境由本套件签发令牌</small></h2>
      <el-alert v-if="problem" :title="problem" type="error" :closable="false" show-icon style="margin-bottom: 14px" />
      <el-form label-width="72px" label-position="left">
        <el-form-item label="工号"><el-input v-model="subject" autocomplete="off" maxlength="60" /></el-form-item>
        <el-form-item label="角色"><el-select v-model="roles" multiple style="width: 100%">
          <el-option v-for="(label, value) in ROLE_NAMES" :key="value" :value="value" :label="label + ' ' + value" /></el-select></el-form-item>
        <el-form-item label="地区"><el-input v-model="area" placeholder="行政区划代码前缀，如 440783" /></el-form-item>
        <el-form-item label="令牌"><el-input v-model="token" type="password" autocomplete="off" placeholder="可不填；已有其他平台签发的令牌时填写" data-test="token" /></el-form-item>
      </el-form>
      <el-button type="primary" native-type="submit" style="width: 100%" :loading="busy" :disabled="!subject.trim() || !roles.length" data-test="enter">登录</el-button>
    </form>`,
};
