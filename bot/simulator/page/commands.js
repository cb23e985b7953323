// What opens over the text box while someone writes: commands after "/", results of the bot after its name.
import { inline } from "./api.js";
import { h } from "./dom.js";
import { complain } from "./sync.js";
import { state } from "./store.js";

const PAUSE = 250; // milliseconds without a key until the bot is asked

/** A listbox over the text box. `commands()` are those of the chat; `pick` and `choose` are told what was taken. */
export function suggestions({ list, field, commands, pick, choose, begin }) {
  let shown = []; // { title, note, take, complete }
  let active = 0;
  let timer = 0;

  function update() {
    clearTimeout(timer);
    const typed = /^\/([a-z0-9_]*)$/i.exec(field.value)?.[1]?.toLowerCase();
    const asked = typed === undefined ? question() : null;
    if (asked !== null) timer = setTimeout(() => ask(asked).catch(complain), PAUSE);
    else show(typed === undefined ? [] : commands().filter((one) => one.command.startsWith(typed)).map(commandOption));
  }

  const commandOption = ({ command, description }) => ({ title: `/${command}`, note: description, take: () => pick(command), complete: `/${command} ` });

  /** What is asked of the bot inline: all that follows its name and a blank. */
  function question() {
    const name = `@${state.world?.bot.username} `;
    return field.value.toLowerCase().startsWith(name.toLowerCase()) ? field.value.slice(name.length) : null;
  }

  async function ask(query) {
    const { query_id: queryId, results, button } = await inline({ user_id: state.personId, query });
    if (question() !== query) return; // something else has been typed meanwhile
    const rows = results.map((one) => ({ title: one.title ?? "Hasil", note: one.description ?? "", take: () => choose(queryId, one.id) }));
    if (button?.start_parameter !== undefined) rows.unshift({ title: button.text, note: "", take: () => begin(button.start_parameter) });
    show(rows.length ? rows : [{ title: "Tidak ada hasil", note: "", take: () => field.focus() }]);
  }

  function show(options) {
    shown = options;
    active = 0;
    draw();
  }

  function draw() {
    list.replaceChildren(...shown.map(row));
    list.hidden = !shown.length;
    field.setAttribute("aria-expanded", String(shown.length > 0));
    if (shown.length) field.setAttribute("aria-activedescendant", `command-${active}`);
    else field.removeAttribute("aria-activedescendant");
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function row(one, index) {
    return h("div", { id: `command-${index}`, role: "option", class: "command", "aria-selected": String(index === active), on: { pointerdown: (event) => { event.preventDefault(); take(one); } } },
      h("strong", { text: one.title }), h("span", { text: one.note }));
  }

  function take(one) {
    close();
    one.take();
  }

  function close() {
    clearTimeout(timer);
    show([]);
  }

  /** True when the key was for the list. */
  function key(event) {
    if (!shown.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      active = (active + step + shown.length) % shown.length;
      draw();
    } else if (event.key === "Escape") close();
    else if (event.key === "Tab" && shown[active].complete) {
      field.value = shown[active].complete;
      close();
    } else if (event.key === "Enter" && !event.shiftKey) take(shown[active]);
    else return false;
    event.preventDefault();
    return true;
  }

  return { update, key, close };
}
