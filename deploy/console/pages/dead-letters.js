// Events that no handler could take: what failed in them, once more to their handlers, or set aside for good with a reason.

import { Answer, AnswerNote, FAILURES } from "../answers.js";
import { SERVICES, get, post, session } from "../api.js";
import { every } from "../refresh.js";
import { SERVICE_NAMES } from "../words.js";
import { count, when } from "../writing.js";

const PAGE = 50;
const STATES = { open: "待处理", discarded: "已作废" };

export const DeadLetters = {
  name: "DeadLetters",
  components: { AnswerNote },
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
  setup: () => ({ SERVICES, SERVICE_NAMES, STATES }),
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
    count,
    when,
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
        const { replayed, gone } = await post(`/${letter.service}/v1/dead-letters/replay`, { ids: [letter.id] });
        const said = replayed ? "已重新处理" : gone ? "此死信已由他人处理" : "重新处理仍未成功";
        ElementPlus.ElMessage[replayed ? "success" : "warning"](said);
      } catch (error) {
        ElementPlus.ElMessage.error(`没有重新处理：${error.message}`);
      }
      await this.load();
    },
    askReason(letter) {
      Object.assign(this, { discarding: letter, reason: "", refused: "" });
    },
    async discard() {
      const letter = this.discarding;
      Object.assign(this, { busy: true, refused: "" });
      try {
        await post(`/${letter.service}/v1/dead-letters/discard`, { ids: [letter.id], reason: this.reason.trim() });
        ElementPlus.ElMessage.success("已作废");
        if (this.discarding === letter) this.discarding = null;
      } catch (error) {
        this.refused = `没有作废：${error.message}`;
      } finally {
        this.busy = false;
      }
      await this.load();
    },
  },
  created() {
    this.stop = every(2000, () => this.load());
  },
  beforeUnmount() {
    this.stop();
  },
  template: `
    <div class="sheet" data-test="letters">
      <div class="row-head">
        <h2>死信<small>处理不了、单独放置的事件；查明原因后重新处理，不再需要的写明原因作废</small></h2>
        <el-radio-group v-if="isOperator" :model-value="state" size="small" aria-label="死信状态" @update:model-value="show">
          <el-radio-button v-for="(label, value) in STATES" :key="value" :value="value" :label="label" />
        </el-radio-group>
      </div>
      <p v-if="!isOperator" class="said none">查看死信需要运维角色</p>
      <template v-else>
        <AnswerNote v-for="service in failing" :key="service" :answer="pages[service]" :of="SERVICE_NAMES[service]" />
        <p v-if="cut.length" class="said">{{ cut.join("、") }}的死信较多，只列出最早的 ${PAGE} 条</p>
        <div v-if="letters.length" class="wide"><el-table :data="letters" size="small" border scrollbar-always-on>
          <el-table-column label="服务" width="110"><template #default="{ row }">{{ SERVICE_NAMES[row.service] }}</template></el-table-column>
          <el-table-column prop="event_type" label="事件" min-width="170" />
          <el-table-column label="出错字段与原因" min-width="260"><template #default="{ row }">
            <div v-if="row.field"><code>{{ row.field }}</code></div><div v-if="row.rule">{{ row.rule }}</div><div class="minor">{{ row.error }}</div></template></el-table-column>
          <el-table-column label="次数" width="60" align="right"><template #default="{ row }">{{ count(row.attempts) }}</template></el-table-column>
          <el-table-column label="时间" width="150"><template #default="{ row }">{{ when(row.failed_at) }}</template></el-table-column>
          <el-table-column v-if="state === 'discarded'" label="作废" min-width="200"><template #default="{ row }">
            <div>{{ row.discard_reason }}</div><div class="minor">{{ row.discarded_by }} · {{ when(row.discarded_at) }}</div></template></el-table-column>
          <el-table-column label="操作" :width="state === 'open' ? 190 : 140"><template #default="{ row }">
            <el-button link type="primary" @click="open(row)">查看</el-button>
            <el-button link type="primary" @click="replay(row)">重新处理</el-button>
            <el-button v-if="state === 'open'" link type="danger" @click="askReason(row)">作废</el-button></template></el-table-column>
        </el-table></div>
        <p v-else-if="isAsking" class="said asking">正在读取…</p>
        <p v-else-if="failing.length < SERVICES.length" class="said none">{{ none }}</p>
      </template>
      <el-dialog :model-value="chosen !== null" title="死信内容" width="min(720px, 94vw)" @close="close">
        <AnswerNote :answer="content" />
        <pre v-if="content.value" class="event">{{ content.value.event }}</pre>
      </el-dialog>
      <el-dialog :model-value="discarding !== null" title="作废死信" width="min(480px, 94vw)" @close="discarding = null" data-test="discard">
        <form v-if="discarding" @submit.prevent="discard">
          <p>作废后不再提示，需要时仍可重新处理；作废人与原因留痕。<br><code>{{ discarding.event_type }}</code></p>
          <el-alert v-if="refused" :title="refused" type="error" :closable="false" show-icon />
          <label for="discard-reason">原因（必填）</label>
          <el-input id="discard-reason" v-model="reason" type="textarea" :rows="3" maxlength="500" />
          <div class="buttons"><el-button @click="discarding = null">取消</el-button>
            <el-button type="danger" native-type="submit" :loading="busy" :disabled="!reason.trim()">作废</el-button></div>
        </form>
      </el-dialog>
    </div>`,
};
