// Acts that one operator has asked for and a second one has to confirm, of all services. Who asked may take it back.

import { Answer } from "../answers.js";
import { SERVICES, get, post, session } from "../api.js";
import { html } from "../html.js";
import { every } from "../refresh.js";
import { SERVICE_NAMES } from "../words.js";
import { when } from "../writing.js";

export const ASKED = "已登记，待另一名操作员确认";
export const isWaiting = (answer) => answer.state === "WAITING_FOR_SECOND";

const { ElButton } = ElementPlus;
const summary = (act) => Object.values(act.summary || {}).flat().filter((one) => one !== null).join("、");

export const WaitingActs = {
  name: "WaitingActs",
  data: () => ({ pages: Object.fromEntries(SERVICES.map((service) => [service, new Answer()])) }),
  computed: {
    acts() {
      return SERVICES.flatMap((service) => (this.pages[service].value?.items || []).map((act) => ({ ...act, service })));
    },
  },
  methods: {
    load() {
      return Promise.all(SERVICES.map((service) => this.pages[service].askAgain(() => get(`/${service}/v1/confirmations`))));
    },
    async cancel(act) {
      try {
        await post(`/${act.service}/v1/confirmations/${act.id}/cancel`);
        ElementPlus.ElMessage.success("已撤销");
      } catch (error) {
        ElementPlus.ElMessage.error(`没有撤销：${error.message}`);
      }
      await this.load();
    },
    line(act) {
      const mine = act.asked_by === session.subject;
      return html`<li key=${`${act.service}/${act.id}`}>${SERVICE_NAMES[act.service]}：${act.kind_label}（${summary(act) || "全部"}），${act.asked_by} 于 ${when(act.asked_at)} 登记，${when(act.expires_at)} 前待另一名操作员确认
        ${mine && html`<${ElButton} link type="primary" onClick=${() => this.cancel(act)}>撤销</${ElButton}>`}</li>`;
    },
  },
  created() {
    this.stop = every(2000, () => this.load());
  },
  beforeUnmount() {
    this.stop();
  },
  render() {
    // A service that does not answer is named beside its letters.
    return this.acts.length ? html`<ul class="said waiting" data-test="waiting">${this.acts.map(this.line)}</ul>` : null;
  },
};
