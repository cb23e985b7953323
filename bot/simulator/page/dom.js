// Builds elements. Text only ever enters the page as text: nothing here or elsewhere parses HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `class`, `text`, `on` (listeners) and `data` are special, all else are attributes; null is left out. */
export function h(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/**
 * Gives an element other children; null is left out. What would look the same stays as it is: a press that began on it
 * must end on it, and it keeps the focus. So what a button does may not depend on more than can be seen of it.
 */
export function fill(node, ...children) {
  const wanted = children.flat().filter((child) => child !== null && child !== undefined);
  const own = new Set(wanted);
  wanted.forEach((child, index) => {
    const old = node.childNodes[index];
    if (old === child) return;
    if (!old || own.has(old) || child.parentNode === node) node.insertBefore(child, old ?? null);
    else if (isText(old) && isText(child) && old.className === child.className) old.textContent = child.textContent;
    else if (!old.isEqualNode(child)) old.replaceWith(child);
  });
  while (node.childNodes.length > wanted.length) node.lastChild.remove();
}

const isText = (node) => /^(STRONG|SMALL|SPAN)$/.test(node.tagName) && !node.firstElementChild && !node.title;

const PATHS = {
  back: "M15 5l-7 7 7 7",
  send: "M4 12l16-8-5 16-4-6.5zM11 13.5L20 4",
  attach: "M19 11l-7.5 7.5a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-8 8a1.5 1.5 0 0 1-2.2-2.2l7-7",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  slash: "M14.5 5l-5 14",
  keys: "M4 7h16v10H4zM8 10.5v.01M12 10.5v.01M16 10.5v.01M8.5 14h7",
  down: "M6 9.5l6 6 6-6",
  up: "M6 14.5l6-6 6 6",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  pin: "M9 4h6l-.7 6 3.2 3.5h-11L9.7 10zM12 13.5V20",
  lock: "M7 11V8.5a5 5 0 0 1 10 0V11M5.5 11h13v8.5h-13z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M18.4 5.6l-1.1 1.1M6.7 17.3l-1.1 1.1",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
  panel: "M4 5h16v14H4zM14.5 5v14",
  restart: "M5 12a7 7 0 1 0 2.3-5.2M7.5 3v4h4",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4.3l3 1.7",
  file: "M7 3.5h7l4 4V20.5H7zM14 3.5v4h4",
  download: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14",
  link: "M9 15l6-6M13 6.5l1-1a3.5 3.5 0 0 1 5 5l-1.5 1.5M11 17.5l-1 1a3.5 3.5 0 0 1-5-5L6.5 12",
  copy: "M9 9h10v11H9zM15 9V4.5H5V15h4",
  reply: "M9 6l-5 5 5 5M4.5 11H13a6.5 6.5 0 0 1 6.5 6.5",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  heart: "M12 19.5S4.5 15 4.5 9.5A3.9 3.9 0 0 1 12 8a3.9 3.9 0 0 1 7.5 1.5C19.5 15 12 19.5 12 19.5z",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7",
  warn: "M12 4.5L21 19.5H3zM12 10v4.5M12 17v.01",
  ticket: "M4 7h16v3.5a1.5 1.5 0 0 0 0 3V17H4v-3.5a1.5 1.5 0 0 0 0-3zM14 7v10",
  people: "M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4M3 19c.5-3.5 3-5 6-5s5.5 1.5 6 5M15.5 5.5a3 3 0 0 1 0 5.8M17 14.3c2.2.5 3.6 2 4 4.7",
};

/** One of our line icons, drawn with the colour of the text around it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon only; the label is its name for screen readers and its tooltip. */
export function iconButton(name, label, act, { class: extra = "", ...more } = {}) {
  return h("button", { type: "button", class: `icon-button ${extra}`, "aria-label": label, title: label, ...more, on: { click: act } }, icon(name));
}

/** A round portrait with initials; the hue comes from the id, so a person keeps a colour. */
export function portrait(id, name, extra = "") {
  const words = String(name).split(/\s+/).filter(Boolean);
  const initials = words.length > 1 ? first(words[0]) + first(words[words.length - 1]) : first(words[0] ?? "?");
  return h("span", { class: `portrait hue-${Math.abs(Number(id)) % 7} ${extra}`, "aria-hidden": "true", text: initials.toUpperCase() });
}

function first(word) {
  return [...word][0] ?? "";
}

export const byId = (id) => document.getElementById(id);
