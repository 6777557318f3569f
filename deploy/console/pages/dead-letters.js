// Events that no handler could take: what failed in them, once more to their handlers, or set aside for good with a reason.

import { Answer, AnswerNote, FAILURES } from "../answers.js";
import { SERVICES, get, post, session } from "../api.js";
import { html, instead } from "../html.js";
import { every } from "../refresh.js";
import { column } from "../table.js";
import { SERVICE_NAMES } from "../words.js";
import { count, when } from "../writing.js";
import { ASKED, WaitingActs, isWaiting } from "./waiting-acts.js";

const { ElAlert, ElButton, ElDialog, ElInput, ElRadioButton, ElRadioGroup, ElTable } = ElementPlus;
const PAGE = 50;
const LOOK_MS = 300;
const MOST_LOOKS = 20;
const STATES = { open: "待处理", discarded: "已作废" };

const fault = ({ field, rule, error }) => html`
  ${field && html`<div><code>${field}</code></div>`}
  ${rule && html`<div>${rule}</div>`}
  <div class="minor">${error}</div>`;

const event = ({ event_type: type, kind, kind_label: label }) => html`<div>${type}</div>${kind === "NOT_YET_KNOWN" && html`<div class="minor">${label}</div>`}`;

const end = ({ discard_reason: reason, discarded_by: who, discarded_at: at }) => html`<div>${reason}</div><div class="minor">${who} · ${when(at)}</div>`;

export const DeadLetters = {
  name: "DeadLetters",
  data: () => ({
    state: "open",
    pages: Object.fromEntries(SERVICES.map((service) => [service, new Answer()])),
    chosen: null,
    content: new Answer(),
    discarding: null,
    reason: "",
    refused: "",
    busy: false,
  }),
  computed: {
    isOperator() {
      return session.roles.includes("operator");
    },
    letters() {
      return SERVICES.flatMap((service) => (this.pages[service].value?.items || []).map((letter) => ({ ...letter, service })));
    },
    failing() {
      return SERVICES.filter((service) => this.pages[service].state in FAILURES);
    },
    isAsking() {
      return SERVICES.some((service) => this.pages[service].state === "asking");
    },
    none() {
      const words = this.state === "open" ? "没有死信" : "没有作废的死信";
      return this.failing.length ? `其余服务${words}` : words;
    },
    cut() {
      return SERVICES.filter((service) => this.pages[service].value?.next).map((service) => SERVICE_NAMES[service]);
    },
  },
  methods: {
    load() {
      return this.forEach("askAgain");
    },
    show(state) {
      this.state = state;
      return this.forEach("ask");
    },
    async forEach(way) {
      if (!this.isOperator) return;
      const { state } = this;
      await Promise.all(SERVICES.map((service) => this.pages[service][way](() => get(`/${service}/v1/dead-letters`, { state, limit: PAGE }))));
    },
    open(letter) {
      this.chosen = letter;
      this.content.ask(() => get(`/${letter.service}/v1/dead-letters/${letter.id}`));
    },
    close() {
      this.chosen = null;
      this.content.forget();
    },
    async replay(letter) {
      try {
        const answer = await post(`/${letter.service}/v1/dead-letters/replay`, { ids: [letter.id] });
        if (isWaiting(answer)) ElementPlus.ElMessage.info(ASKED);
        else this.tell(await this.outcome(letter.service, answer));
      } catch (error) {
        ElementPlus.ElMessage.error(`没有重新处理：${error.message}`);
      }
      await this.load();
    },
    async outcome(service, replay) {
      for (let looks = 0; replay.state === "RUNNING" && looks < MOST_LOOKS; looks += 1) {
        await new Promise((go) => setTimeout(go, LOOK_MS));
        replay = await get(`/${service}/v1/replays/${replay.replay_id}`);
      }
      return replay;
    },
    tell({ state, replayed, gone, failed }) {
      if (state === "RUNNING") ElementPlus.ElMessage.info("正在后台重新处理");
      else if (replayed) ElementPlus.ElMessage.success("已重新处理");
      else if (gone && !failed) ElementPlus.ElMessage.warning("此死信已由他人处理");
      else ElementPlus.ElMessage.warning(state === "STOPPED" ? "已停止：数据库的表或权限与当前版本不符" : "重新处理仍未成功");
    },
    askReason(letter) {
      Object.assign(this, { discarding: letter, reason: "", refused: "" });
    },
    async discard() {
      const letter = this.discarding;
      Object.assign(this, { busy: true, refused: "" });
      try {
        const answer = await post(`/${letter.service}/v1/dead-letters/discard`, { ids: [letter.id], reason: this.reason.trim() });
        if (isWaiting(answer)) ElementPlus.ElMessage.info(ASKED);
        else ElementPlus.ElMessage.success("已作废");
        if (this.discarding === letter) this.discarding = null;
      } catch (error) {
        this.refused = `没有作废：${error.message}`;
      } finally {
        this.busy = false;
      }
      await this.load();
    },
    choice() {
      const states = Object.entries(STATES).map(([value, label]) => html`<${ElRadioButton} key=${value} value=${value} label=${label} />`);
      return html`<${ElRadioGroup} modelValue=${this.state} size="small" aria-label="死信状态" onUpdate:modelValue=${this.show}>${states}</${ElRadioGroup}>`;
    },
    shown() {
      return html`
        ${this.failing.map((service) => html`<${AnswerNote} key=${service} answer=${this.pages[service]} of=${SERVICE_NAMES[service]} />`)}
        ${this.cut.length > 0 && html`<p class="said">${this.cut.join("、")}的死信较多，只列出最早的 ${PAGE} 条</p>`}
        ${this.letters.length ? this.table() : this.emptiness()}`;
    },
    emptiness() {
      if (this.isAsking) return html`<p class="said asking">正在读取…</p>`;
      return this.failing.length < SERVICES.length && html`<p class="said none">${this.none}</p>`;
    },
    table() {
      const isOpen = this.state === "open";
      return html`
        <div class="wide"><${ElTable} data=${this.letters} size="small" border scrollbarAlwaysOn>
          ${column({ label: "服务", width: 110 }, (letter) => SERVICE_NAMES[letter.service])}
          ${column({ label: "事件", minWidth: 170 }, event)}
          ${column({ label: "出错字段与原因", minWidth: 260 }, fault)}
          ${column({ label: "次数", width: 60, align: "right" }, (letter) => count(letter.attempts))}
          ${column({ label: "时间", width: 150 }, (letter) => when(letter.failed_at))}
          ${!isOpen && column({ label: "作废", minWidth: 200 }, end)}
          ${column({ label: "操作", width: isOpen ? 190 : 140 }, this.acts)}
        </${ElTable}></div>`;
    },
    acts(letter) {
      const act = (word, type, work) => html`<${ElButton} link type=${type} onClick=${() => work(letter)}>${word}</${ElButton}>`;
      return [
        act("查看", "primary", this.open),
        act("重新处理", "primary", this.replay),
        this.state === "open" && act("作废", "danger", this.askReason),
      ];
    },
    contentDialog() {
      const { content } = this;
      return html`
        <${ElDialog} modelValue=${this.chosen !== null} title="死信内容" width="min(720px, 94vw)" onClose=${this.close}>
          <${AnswerNote} answer=${content} />
          ${content.value && html`<pre class="event">${content.value.event}</pre>`}
        </${ElDialog}>`;
    },
    reasonDialog() {
      return html`
        <${ElDialog} modelValue=${this.discarding !== null} title="作废死信" width="min(480px, 94vw)" onClose=${this.keep} data-test="discard">
          ${this.discarding && this.reasonForm()}
        </${ElDialog}>`;
    },
    reasonForm() {
      return html`
        <form onSubmit=${instead(this.discard)}>
          <p>须两名操作员先后提交；作废后不再提示，需要时仍可重新处理；作废人与原因留痕。<br /><code>${this.discarding.event_type}</code></p>
          ${this.refused && html`<${ElAlert} title=${this.refused} type="error" closable=${false} showIcon />`}
          <label for="discard-reason">原因（必填）</label>
          <${ElInput} id="discard-reason" modelValue=${this.reason} onUpdate:modelValue=${(reason) => (this.reason = reason)} type="textarea" rows=${3} maxlength="500" />
          <div class="buttons"><${ElButton} onClick=${this.keep}>取消</${ElButton}>
            <${ElButton} type="danger" nativeType="submit" loading=${this.busy} disabled=${!this.reason.trim()}>作废</${ElButton}></div>
        </form>`;
    },
    keep() {
      this.discarding = null;
    },
  },
  created() {
    this.stop = every(2000, () => this.load());
  },
  beforeUnmount() {
    this.stop();
  },
  render() {
    return html`
      <div class="sheet" data-test="letters">
        <div class="row-head">
          <h2>死信<small>处理不了、单独放置的事件；查明原因后重新处理，不再需要的写明原因作废</small></h2>
          ${this.isOperator && this.choice()}
        </div>
        ${this.isOperator && html`<${WaitingActs} />`}
        ${this.isOperator ? this.shown() : html`<p class="said none">查看死信需要运维角色</p>`}
        ${this.contentDialog()}
        ${this.reasonDialog()}
      </div>`;
  },
};
