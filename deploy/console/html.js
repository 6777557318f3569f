// Vue elements written as HTML: html`<p class=${kind}>${text}</p>`, html`<${ElTag} type=${type}>${word}</${ElTag}>`.
// The text is read, never compiled into a function, so the page needs no `unsafe-eval`.

import htm from "./vendor/htm/htm.module.js";

const isSlots = (child) => child !== null && typeof child === "object" && typeof child.default === "function";

function element(type, properties, ...children) {
  this[0] = 3; // never the same element twice: in Vue each one belongs to its place
  if (typeof type === "string") return Vue.h(type, properties, children);
  if (!children.length) return Vue.h(type, properties);
  return Vue.h(type, properties, isSlots(children[0]) ? children[0] : { default: () => children });
}

export const html = htm.bind(element);

// A handler of a form that keeps the browser from sending it.
export const instead = (act) => (event) => {
  event.preventDefault();
  act();
};
