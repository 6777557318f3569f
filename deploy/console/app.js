// The shell: header, pages by the hash of the address, login.

import { logOut, session } from "./api.js";
import { Health } from "./pages/health.js";
import { Login } from "./pages/login.js";
import { PersonWay } from "./pages/person-way.js";
import { TownTable } from "./pages/town-table.js";
import { ROLE_NAMES } from "./words.js";

const PAGES = [
  { path: "towns", name: "参保进度" },
  { path: "health", name: "运行状态" },
  { path: "person", name: "个人轨迹" },
];

const Shell = {
  name: "ConsoleShell",
  components: { Health, Login, PersonWay, TownTable },
  data: () => ({ hash: location.hash }),
  setup: () => ({ PAGES, session, logOut, zh: ElementPlusLocaleZhCn }),
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
  template: `
    <el-config-provider :locale="zh">
      <header class="top">
        <div class="brand"><b>参保</b><span>城乡居民医保参保业务操作台</span></div>
        <nav class="pages" aria-label="页面"><a v-for="page in PAGES" :key="page.path" :href="'#/' + page.path" :class="{ here: place.path === page.path }"
          :aria-current="place.path === page.path ? 'page' : null">{{ page.name }}</a></nav>
        <div v-if="session.token" class="who"><span :title="who">{{ who }}</span><el-button link data-test="log-out" @click="logOut">退出</el-button></div>
      </header>
      <main>
        <Login v-if="!session.token" />
        <TownTable v-else-if="place.path === 'towns'" :scale="place.scale" />
        <Health v-else-if="place.path === 'health'" />
        <PersonWay v-else :person-id="place.argument" />
        <p class="foot">演练数据中的人员均为虚构 · 接口文档见各服务 /docs</p>
      </main>
    </el-config-provider>`,
};

Vue.createApp(Shell).use(ElementPlus).mount("#console");
