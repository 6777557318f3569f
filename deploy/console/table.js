// A column of a table: what stands in a cell is written by a function of its row.

import { html } from "./html.js";

const { ElTableColumn } = ElementPlus;

export const column = (properties, cell) => html`<${ElTableColumn} key=${properties.label} ...${properties}>${{ default: ({ row }) => cell(row) }}</${ElTableColumn}>`;
