// What lies above the page: toasts, alerts, questions, pictures in full size.
import { byId, h, icon, iconButton } from "./dom.js";

/** A sentence that goes by itself; errors stay longer. */
export function toast(text, kind = "info") {
  const node = h("div", { class: `toast toast-${kind}`, role: kind === "error" ? "alert" : null }, h("span", { text }));
  byId("toasts").append(node);
  setTimeout(() => node.remove(), kind === "error" ? 7000 : 2500);
}

/** The bot's answer to a tap: a toast at the top, or an alert that must be closed. */
export function showAnswer(answer) {
  if (answer.show_alert) notice({ title: "Pesan dari bot", text: answer.text });
  else toast(answer.text, "answer");
}

function dialog(className, label, ...children) {
  const node = h("dialog", { class: `dialog ${className}`, "aria-label": label }, ...children);
  node.addEventListener("close", () => node.remove());
  node.addEventListener("click", (event) => event.target === node && node.close());
  document.body.append(node);
  node.showModal();
  return node;
}

/** A window with one button. */
export function notice({ title, text }) {
  const close = h("button", { type: "button", class: "button primary", text: "Mengerti", on: { click: () => node.close() } });
  const node = dialog("notice", title, h("h2", { text: title }), h("p", { class: "prose", text }), h("div", { class: "row end" }, close));
  close.focus();
}

/** Asks yes or no; resolves to a boolean. */
export function confirm({ title, text, yes, danger = false }) {
  return new Promise((resolve) => {
    let answer = false;
    const choose = (value) => () => {
      answer = value;
      node.close();
    };
    const no = h("button", { type: "button", class: "button", text: "Batal", on: { click: choose(false) } });
    const go = h("button", { type: "button", class: `button ${danger ? "danger" : "primary"}`, text: yes, on: { click: choose(true) } });
    const node = dialog("notice", title, h("h2", { text: title }), h("p", { class: "prose", text }), h("div", { class: "row end" }, no, go));
    node.addEventListener("close", () => resolve(answer));
    (danger ? no : go).focus();
  });
}

/** Lets one choose from a list of {label, note, value}; resolves to the value, or null. */
export function choose({ title, text, options }) {
  return new Promise((resolve) => {
    let answer = null;
    const rows = options.map((option) =>
      h("button", { type: "button", class: "choice", on: { click: () => { answer = option.value; node.close(); } } },
        h("strong", { text: option.label }), option.note ? h("span", { text: option.note }) : null));
    const cancel = h("button", { type: "button", class: "button", text: "Batal", on: { click: () => node.close() } });
    const node = dialog("notice", title, h("h2", { text: title }), text ? h("p", { class: "prose", text }) : null, ...rows, h("div", { class: "row end" }, cancel));
    node.addEventListener("close", () => resolve(answer));
  });
}

/** An address outside: shown in full, opened only when the reader says so. */
export function openOutside(address) {
  const go = h("a", { class: "button primary", href: address, target: "_blank", rel: "noopener noreferrer", text: "Buka", on: { click: () => node.close() } });
  const no = h("button", { type: "button", class: "button", text: "Batal", on: { click: () => node.close() } });
  const node = dialog("notice", "Buka tautan", h("h2", { text: "Buka tautan luar?" }), h("p", { class: "address", text: address }), h("div", { class: "row end" }, no, go));
  no.focus();
}

/** A photo in full size with its download. */
export function showPhoto(source, caption) {
  const close = iconButton("close", "Tutup foto", () => node.close());
  const save = h("a", { class: "icon-button", href: source, download: "", "aria-label": "Unduh foto", title: "Unduh foto" }, icon("download"));
  const node = dialog("lightbox", "Foto", h("div", { class: "row end" }, save, close), h("img", { src: source, alt: caption || "Foto" }), caption ? h("p", { text: caption }) : null);
  close.focus();
}

let openMenu = null;

/** A small menu of {label, icon, act, danger} near a button; Escape and a click elsewhere close it. */
export function menu(anchor, items) {
  openMenu?.();
  const close = () => {
    node.remove();
    document.removeEventListener("pointerdown", outside, true);
    openMenu = null;
  };
  const outside = (event) => node.contains(event.target) || close();
  const rows = items.map((item) =>
    h("button", { type: "button", role: "menuitem", class: `menu-row ${item.danger ? "danger" : ""}`, on: { click: () => { close(); anchor.focus(); item.act(); } } },
      item.icon ? icon(item.icon) : null, h("span", { text: item.label })));
  const node = h("div", { class: "menu", role: "menu", on: { keydown: (event) => menuKey(event, rows, close, anchor) } }, ...rows);
  document.body.append(node);
  place(node, anchor);
  document.addEventListener("pointerdown", outside, true);
  openMenu = close;
  rows[0]?.focus();
}

function menuKey(event, rows, close, anchor) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    rows[(rows.indexOf(document.activeElement) + step + rows.length) % rows.length].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    close();
    anchor.focus();
  }
}

function place(node, anchor) {
  const spot = anchor.getBoundingClientRect();
  const left = Math.min(Math.max(8, spot.left), innerWidth - node.offsetWidth - 8);
  const below = spot.bottom + 6 + node.offsetHeight < innerHeight;
  node.style.left = `${left}px`;
  node.style.top = `${below ? spot.bottom + 6 : Math.max(8, spot.top - node.offsetHeight - 6)}px`;
}
