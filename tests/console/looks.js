// What a test looks at in a page: contrast of every visible text (WCAG 2.2, 1.4.3), names of inputs, marks of focus.

(() => {
  const parse = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return colour.startsWith("color(") ? { rgb: [255 * red, 255 * green, 255 * blue], alpha } : { rgb: [red, green, blue], alpha };
  };
  const over = (front, back) => front.rgb.map((value, index) => value * front.alpha + back[index] * (1 - front.alpha));
  const parents = (element) => (element ? [element, ...parents(element.parentElement)] : []);

  function backgroundOf(element) {
    const layers = parents(element).map((one) => parse(getComputedStyle(one).backgroundColor));
    return layers.reverse().reduce((back, layer) => over(layer, back), [255, 255, 255]);
  }

  function luminance(rgb) {
    const [red, green, blue] = rgb.map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function contrast(colour, element) {
    const back = backgroundOf(element);
    const opacity = parents(element).reduce((all, one) => all * Number(getComputedStyle(one).opacity), 1);
    const front = parse(colour);
    const [light, dark] = [luminance(over({ ...front, alpha: front.alpha * opacity }, back)), luminance(back)].sort((one, other) => other - one);
    return (light + 0.05) / (dark + 0.05);
  }

  const isVisible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length > 0;

  function texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const text = walker.currentNode.data.trim();
      if (text && isVisible(element)) found.push({ text, ratio: contrast(getComputedStyle(element).color, element) });
    }
    return found;
  }

  function fields() {
    const inputs = [...document.querySelectorAll("input, textarea")].filter(isVisible);
    return inputs.flatMap((input) => {
      const said = input.value ? [[input.value, null]] : input.placeholder ? [[input.placeholder, "::placeholder"]] : [];
      return said.map(([text, part]) => ({ text, ratio: contrast(getComputedStyle(input, part).color, input) }));
    });
  }

  function drawn() {
    const charts = [...document.querySelectorAll(".chart")].map((chart) => [chart, echarts.getInstanceByDom(chart)]);
    return charts.flatMap(([chart, drawing]) =>
      drawing
        .getZr()
        .storage.getDisplayList(true)
        .filter((shape) => shape.type === "tspan" && shape.style.text)
        .map((shape) => ({ text: shape.style.text, ratio: contrast(asRgb(shape.style.fill), chart) })),
    );
  }

  function asRgb(colour) {
    const [red, green, blue, alpha] = echarts.color.parse(colour);
    return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
  }

  // A ring of two pixels or more, around the element or around the box that stands for it.
  const boxOf = (element) => element.closest(".el-input__wrapper, .el-select__wrapper, .el-radio-button") || element;

  function isMarked(element) {
    const box = boxOf(element);
    const styles = [element, box, ...box.querySelectorAll("*")].map((one) => getComputedStyle(one));
    return styles.some((style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow.includes(" 0px 0px 0px 2px"));
  }

  window.looks = {
    faint: () => [...texts(), ...fields(), ...drawn()].filter(({ ratio }) => !(ratio >= 4.5)),
    seen: () => [...texts(), ...fields(), ...drawn()].length,
    unnamed: () =>
      [...document.querySelectorAll("input, textarea, select, button, a")]
        .filter(isVisible)
        .filter((one) => !(one.getAttribute("aria-label") || [...(one.labels || [])].some((label) => label.textContent.trim()) || (!one.value && one.textContent.trim())))
        .map((one) => one.outerHTML.slice(0, 200)),
    focused: async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const element = document.activeElement;
      return element === document.body ? null : { what: element.outerHTML.slice(0, 200), marked: isMarked(element) };
    },
    rings: () => [...document.querySelectorAll("input, textarea, button, a, summary")].filter((one) => !boxOf(one).contains(document.activeElement) && isMarked(one)).length,
  };
})();
