// What is known of the answer to one question, and how a page says so. None, unknown and unreachable are three different things.

import { Refused } from "./api.js";
import { html } from "./html.js";
import { clock } from "./writing.js";

const isNothing = (value) => value === null || (Array.isArray(value) && !value.length);

// `state`: idle (not asked), asking, told, none (there is nothing), unknown (not readable), unreachable (nobody answers).
// A new question forgets the answer of the one before; a late answer to an earlier question is dropped.
export class Answer {
  constructor() {
    this.round = 0;
    this.forget();
  }

  forget() {
    Object.assign(this, { round: this.round + 1, state: "idle", value: null, at: 0, reason: "" });
  }

  ask(work) {
    this.forget();
    this.state = "asking";
    return this.askAgain(work);
  }

  // The same question once more: what was told stays meanwhile, and stays as stale if nothing can be told now.
  async askAgain(work) {
    const round = ++this.round;
    if (this.state === "idle") this.state = "asking";
    try {
      const value = await work();
      if (round === this.round) Object.assign(this, { state: isNothing(value) ? "none" : "told", value, at: Date.now(), reason: "" });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (round === this.round) Object.assign(this, { state: error.kind, reason: error.message });
    }
  }

  get isKnown() {
    return this.state === "told" || this.state === "none";
  }

  get isStale() {
    return !this.isKnown && this.at > 0;
  }
}

export const FAILURES = { unknown: "读取不到", unreachable: "连接不上" };

// One line for an answer that is not there, and nothing for one that is. `of`: whose answer, where several stand together.
export const AnswerNote = {
  name: "AnswerNote",
  props: { answer: { type: Object, required: true }, none: { type: String, default: "" }, of: { type: String, default: "" } },
  computed: {
    said() {
      const { state, reason, isStale, at } = this.answer;
      if (state === "asking") return "正在读取…";
      if (state === "none") return this.none;
      if (!(state in FAILURES)) return "";
      return `${FAILURES[state]}：${reason}${isStale ? `。上一次读到 ${clock(at)}，可能已过时` : ""}`;
    },
  },
  render() {
    const { state, reason } = this.answer;
    if (!this.said) return null;
    return html`<p class="said ${state}" data-state=${state} role=${reason ? "alert" : "status"}>${this.of && html`<b>${this.of}</b>`}${this.said}</p>`;
  },
};
