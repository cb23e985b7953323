// The list of commands that opens when a message begins with "/".
import { h } from "./dom.js";

/** A listbox over the text box; `pick(command)` is called with the chosen command. */
export function commandMenu({ list, field, commands, pick }) {
  let shown = [];
  let active = 0;

  function update() {
    const typed = /^\/([a-z0-9_]*)$/i.exec(field.value)?.[1]?.toLowerCase();
    shown = typed === undefined ? [] : commands().filter((one) => one.command.startsWith(typed));
    active = 0;
    draw();
  }

  function draw() {
    list.replaceChildren(...shown.map(option));
    list.hidden = !shown.length;
    field.setAttribute("aria-expanded", String(shown.length > 0));
    if (shown.length) field.setAttribute("aria-activedescendant", `command-${active}`);
    else field.removeAttribute("aria-activedescendant");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function option(one, index) {
    return h("div", { id: `command-${index}`, role: "option", class: "command", "aria-selected": String(index === active), on: { pointerdown: (event) => { event.preventDefault(); choose(one); } } },
      h("strong", { text: `/${one.command}` }), h("span", { text: one.description }));
  }

  function choose(one) {
    close();
    pick(one.command);
  }

  function close() {
    shown = [];
    draw();
  }

  /** True when the key was for the list. */
  function key(event) {
    if (!shown.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      active = (active + step + shown.length) % shown.length;
      draw();
    } else if (event.key === "Escape") close();
    else if (event.key === "Tab") {
      field.value = `/${shown[active].command} `;
      close();
    } else if (event.key === "Enter" && !event.shiftKey) choose(shown[active]);
    else return false;
    event.preventDefault();
    return true;
  }

  return { update, key, close };
}
