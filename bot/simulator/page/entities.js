// Message text with its entities. Offsets count UTF-16 units, as JavaScript strings do.
import { h, iconButton } from "./dom.js";
import { hour, longDay, zoneName } from "./format.js";
import { anchor } from "./links.js";
import { toast } from "./overlay.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** A fragment that shows `text`; `act.command(text)` is called when a command in it is tapped. */
export function rich(text, entities = [], act = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, act);
}

function build(text, from, to, entities, act) {
  const out = document.createDocumentFragment();
  let at = from;
  let afterBlock = false;
  for (let i = 0; i < entities.length; ) {
    const entity = entities[i];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    let next = i + 1;
    if (end > start) {
      while (next < entities.length && entities[next].offset < end) next += 1;
      const isBlock = BLOCKS.has(entity.type);
      out.append(plain(text.slice(at, start), afterBlock, isBlock));
      out.append(wrap(entity, text.slice(start, end), build(text, start, end, entities.slice(i + 1, next), act), act));
      at = end;
      afterBlock = isBlock;
    }
    i = next;
  }
  out.append(plain(text.slice(at, to), afterBlock, false));
  return out;
}

/** A block brings its own line breaks, so the ones next to it are dropped. */
function plain(text, afterBlock, beforeBlock) {
  let shown = afterBlock ? text.replace(/^\n/, "") : text;
  if (beforeBlock) shown = shown.replace(/\n$/, "");
  return document.createTextNode(shown);
}

function wrap(entity, text, inner, act) {
  if (TAGS[entity.type]) return h(TAGS[entity.type], {}, inner);
  switch (entity.type) {
    case "text_link":
      return anchor(text, entity.url ?? "");
    case "url":
      return anchor(text, text);
    case "email":
      return anchor(text, `mailto:${text}`);
    case "phone_number":
      return anchor(text, `tel:${text.replace(/[^+\d]/g, "")}`);
    case "spoiler":
      return spoiler(inner);
    case "pre":
      return preformatted(entity, text);
    case "blockquote":
      return h("blockquote", { class: "quote" }, inner);
    case "expandable_blockquote":
      return expandable(inner);
    case "bot_command":
      return h("button", { type: "button", class: "inline-command", text, on: { click: () => act.command?.(text) } });
    case "date_time":
      return dateTime(entity, text);
    default:
      return h("span", { class: `entity-${entity.type}` }, inner);
  }
}

function spoiler(inner) {
  const node = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Teks tersembunyi, tekan untuk membuka" }, h("span", { class: "spoiler-text" }, inner));
  const open = (event) => {
    if (node.classList.contains("open") || (event.key && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    node.classList.add("open");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", open);
  node.addEventListener("keydown", open);
  return node;
}

function preformatted(entity, text) {
  const copy = iconButton("copy", "Salin", () => copyText(text));
  const label = h("span", { class: "pre-label", text: entity.language ?? "teks" });
  return h("div", { class: "pre" }, h("div", { class: "pre-head" }, label, copy), h("pre", {}, h("code", { text })));
}

function expandable(inner) {
  const body = h("div", { class: "quote-body" }, inner);
  const toggle = h("button", { type: "button", class: "quote-toggle", "aria-expanded": "false", text: "Selengkapnya" });
  const node = h("blockquote", { class: "quote expandable" }, body, toggle);
  const flip = () => {
    const open = node.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? "Ringkas" : "Selengkapnya";
  };
  toggle.addEventListener("click", flip);
  // Only once it is laid out does the quotation know whether anything is hidden.
  requestAnimationFrame(() => node.classList.toggle("fits", body.scrollHeight <= body.clientHeight + 1));
  return node;
}

function dateTime(entity, text) {
  const moment = new Date((entity.unix_time ?? 0) * 1000);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const show = () => toast(`${longDay(moment, zone)} pukul ${hour(moment, zone)} ${zoneName(zone)} (waktu perangkat Anda)`);
  return h("button", { type: "button", class: "inline-command", text, on: { click: show } });
}

export function copyText(text) {
  const done = () => toast("Disalin.");
  const failed = () => toast("Peramban tidak mengizinkan penyalinan.", "error");
  if (!navigator.clipboard) return failed();
  return navigator.clipboard.writeText(text).then(done, failed);
}
