// Addresses: which are safe, and which are invitations to this bot.
import { send } from "./api.js";
import { h } from "./dom.js";
import { choose, openOutside, toast } from "./overlay.js";
import { complain, select } from "./sync.js";
import { groups, isGroup, state } from "./store.js";

const SAFE = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

/** The address as a URL when it may become a link, else null (javascript: and the like). */
export function parseAddress(text) {
  try {
    const address = new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
    return SAFE.has(address.protocol) ? address : null;
  } catch {
    return null;
  }
}

/** {parameter: "start" | "startgroup" | "open", code} when the address is a deep link to this bot, else null. */
export function deepLink(address) {
  const bot = state.world?.bot.username?.toLowerCase();
  const inTelegram = address.protocol === "tg:" && address.host === "resolve";
  const onTheWeb = /^(www\.)?(t|telegram)\.me$/.test(address.hostname);
  const name = inTelegram ? address.searchParams.get("domain") : onTheWeb ? address.pathname.slice(1) : null;
  if (!name || name.toLowerCase().replace(/\/$/, "") !== bot) return null;
  for (const parameter of ["start", "startgroup"]) {
    if (address.searchParams.has(parameter)) return { parameter, code: address.searchParams.get(parameter) };
  }
  return { parameter: "open" };
}

/** Opens what was tapped: a deep link writes to the bot, anything else asks first. */
export function follow(address) {
  const deep = deepLink(address);
  if (!deep) return openOutside(address.href);
  if (deep.parameter === "open") return select({ chatId: state.personId });
  return (deep.parameter === "startgroup" ? startInGroup(deep.code) : startInPrivate(deep.code)).catch(complain);
}

/** "/start CODE" from the acting person in the private chat. */
export async function startInPrivate(code) {
  const personId = state.personId;
  await send({ user_id: personId, chat_id: personId, text: `/start ${code}`.trim() });
  select({ personId, chatId: personId });
}

async function startInGroup(code) {
  const mine = groups().filter((group) => (group.members ?? []).includes(state.personId));
  if (!mine.length) return toast("Orang ini bukan anggota grup mana pun.", "error");
  const options = mine.map((group) => ({ label: group.title, value: group.id }));
  const chatId = mine.length === 1 && isGroup(state.chatId) ? mine[0].id : await choose({ title: "Tautkan bot ke grup", text: "Pilih grup yang menerima kode ini.", options });
  if (chatId === null) return undefined;
  await send({ user_id: state.personId, chat_id: chatId, text: `/start@${state.world.bot.username} ${code}`.trim() });
  return select({ chatId });
}

/** A link whose tap goes through `follow`; unsafe addresses stay plain text. */
export function anchor(text, target, className = "link") {
  const address = parseAddress(target);
  if (!address) return h("span", { text });
  const act = (event) => {
    event.preventDefault();
    event.stopPropagation();
    follow(address);
  };
  return h("a", { class: className, href: address.href, rel: "noopener noreferrer", title: address.href, text, on: { click: act } });
}
