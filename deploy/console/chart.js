// One ECharts drawing as a Vue component: follows its option and the width of the window.
// Its tooltip is drawn, too (`renderMode: "richText"`): one of HTML would need `unsafe-inline` styles.

import { html } from "./html.js";

export const Chart = {
  name: "SuiteChart",
  props: { option: { type: Object, required: true }, low: Boolean, label: { type: String, required: true } },
  render() {
    return html`<div ref="place" class=${["chart", { low: this.low }]} role="img" aria-label=${this.label}></div>`;
  },
  mounted() {
    this.drawing = Vue.markRaw(echarts.init(this.$refs.place));
    this.drawing.setOption(this.option);
    this.follow = () => this.drawing.resize();
    window.addEventListener("resize", this.follow);
  },
  beforeUnmount() {
    window.removeEventListener("resize", this.follow);
    this.drawing.dispose();
  },
  watch: {
    option(option) {
      this.drawing.setOption(option);
    },
  },
};
