// What a screen reader is told: Chromium's own accessibility tree, which has the names as they are computed.

import { settled } from "./browser.mjs";

/** What is used, walked or entered has a name, whether or not the focus goes there. */
const NAMED = new Set(
  ("alertdialog application button checkbox columnheader combobox dialog grid link listbox menu menubar menuitem menuitemcheckbox menuitemradio meter option " +
    "popUpButton progressbar radio radiogroup scrollbar searchbox slider spinbutton spinButton splitter switch tab table tablist tabpanel textbox textField toolbar tree treegrid treeitem").split(" "),
);
const sessions = new WeakMap();

function sessionOf(page) {
  if (!sessions.has(page)) sessions.set(page, page.context().newCDPSession(page));
  return sessions.get(page);
}

/** Every node that is told, with its role and its name; at once where the page is not to come to rest first. */
export async function told(page, atOnce = false) {
  if (!atOnce) await settled(page);
  const session = await sessionOf(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const isInGrid = ({ parentId }) => {
    const parent = byId.get(parentId);
    return parent !== undefined && (["grid", "treegrid"].includes(parent.role?.value) || isInGrid(parent));
  };
  return nodes
    .filter(({ ignored, role }) => !ignored && role && role.value !== "RootWebArea")
    .map((node) => {
      const { role, name, properties = [], backendDOMNodeId } = node;
      const has = (property) => properties.some((one) => one.name === property && one.value.value === true);
      // The arrows go from row to row of a grid; those of a table are only read.
      const isWalked = role.value === "row" && isInGrid(node);
      return { role: role.value, name: (name?.value ?? "").trim(), canFocus: has("focusable"), isWalked, node: backendDOMNodeId };
    });
}

/** Controls, and what they stand in, without a name: role and HTML, a line each. */
export async function nameless(page, atOnce = false) {
  const session = await sessionOf(page);
  const bad = (await told(page, atOnce)).filter(({ role, name, canFocus, isWalked }) => (canFocus || isWalked || NAMED.has(role)) && !/[\p{L}\p{N}]/u.test(name));
  return Promise.all(
    bad.map(async ({ role, node }) => {
      const { outerHTML } = await session.send("DOM.getOuterHTML", { backendNodeId: node });
      return `${role}: ${outerHTML.slice(0, 300)}`;
    }),
  );
}

/** Names of everything with this role. */
export async function namesOf(page, role) {
  return (await told(page)).filter((one) => one.role === role).map(({ name }) => name);
}

/** Puts the elements of these nodes into a list of the page's own, by its name there. */
export async function elementsOf(page, nodes, list) {
  const session = await sessionOf(page);
  for (const { node } of nodes) {
    const { object } = await session.send("DOM.resolveNode", { backendNodeId: node });
    await session.send("Runtime.callFunctionOn", { objectId: object.objectId, functionDeclaration: `function () { window[${JSON.stringify(list)}].push(this); }` });
  }
}
