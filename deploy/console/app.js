// The shell: header, pages by the hash of the address, login.

import { logOut, session } from "./api.js";
import { html } from "./html.js";
import { Health } from "./pages/health.js";
import { Login } from "./pages/login.js";
import { Reconciliations } from "./pages/reconciliations.js";
import { Refunds } from "./pages/refunds.js";
import { PersonWay } from "./pages/person-way.js";
import { TownTable } from "./pages/town-table.js";
import { ROLE_NAMES } from "./words.js";

const { ElButton, ElConfigProvider } = ElementPlus;
const PAGES = [
  { path: "towns", name: "参保进度" },
  { path: "health", name: "运行状态" },
  { path: "money", name: "退费对账" },
  { path: "person", name: "个人轨迹" },
];

const Shell = {
  name: "ConsoleShell",
  data: () => ({ hash: location.hash }),
  computed: {
    place() {
      const [way, query] = this.hash.replace(/^#\//, "").split("?");
      const [path, argument] = way.split("/");
      const scale = Number(new URLSearchParams(query).get("scale")) || 1;
      return { path: PAGES.some((page) => page.path === path) ? path : "towns", argument: argument || "", scale };
    },
    who() {
      return `${session.subject}（${session.roles.map((role) => ROLE_NAMES[role] || role).join("、")}）`;
    },
  },
  created() {
    window.addEventListener("hashchange", () => (this.hash = location.hash));
  },
  methods: {
    link({ path, name }) {
      const here = this.place.path === path;
      return html`<a key=${path} href="#/${path}" class=${{ here }} aria-current=${here ? "page" : null}>${name}</a>`;
    },
    page() {
      if (!session.token) return html`<${Login} />`;
      if (this.place.path === "towns") return html`<${TownTable} scale=${this.place.scale} />`;
      if (this.place.path === "health") return html`<${Health} />`;
      if (this.place.path === "money") return html`<div class="page-head"><h1>退费与对账</h1></div><${Refunds} /><${Reconciliations} />`;
      return html`<${PersonWay} personId=${this.place.argument} />`;
    },
    caller() {
      return html`<div class="who"><span title=${this.who}>${this.who}</span><${ElButton} link data-test="log-out" onClick=${logOut}>退出</${ElButton}></div>`;
    },
  },
  render() {
    return html`
      <${ElConfigProvider} locale=${ElementPlusLocaleZhCn}>
        <header class="top">
          <div class="brand"><b>参保</b><span>城乡居民医保参保业务操作台</span></div>
          <nav class="pages" aria-label="页面">${PAGES.map(this.link)}</nav>
          ${session.token && this.caller()}
        </header>
        <main>
          ${this.page()}
          <p class="foot">演练数据中的人员均为虚构 · 接口文档见各服务 /docs</p>
        </main>
      </${ElConfigProvider}>`;
  },
};

Vue.createApp(Shell).mount("#console");
