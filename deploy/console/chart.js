// One ECharts drawing as a Vue component: follows its option and the width of the window.

export const Chart = {
  name: "SuiteChart",
  props: { option: { type: Object, required: true }, low: Boolean, label: { type: String, required: true } },
  template: `<div ref="place" class="chart" :class="{ low }" role="img" :aria-label="label"></div>`,
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
