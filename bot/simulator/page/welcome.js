// What an empty chat shows: what the bot can do, the big "Mulai", and the invitations of this person.
import { h, icon, portrait } from "./dom.js";
import { anchor, startInPrivate } from "./links.js";
import { complain } from "./sync.js";
import { isGroup, me, state } from "./store.js";

export function emptyChat(view) {
  if (isGroup(state.chatId)) return h("div", { class: "empty" }, h("p", { text: "Belum ada pesan di sini." }));
  const { bot } = state.world;
  const start = h("button", { type: "button", class: "button primary start", text: "Mulai", on: { click: () => startInPrivate("").catch(complain) } });
  return h("div", { class: "empty" },
    portrait(bot.id, bot.name ?? bot.username, "large bot"),
    h("h2", { text: bot.name ?? bot.username }),
    bot.description ? h("p", { class: "prose", text: bot.description }) : h("p", { text: "Percakapan ini masih kosong. Bot baru boleh menulis setelah Anda memulainya." }),
    view.deleted_history ? null : start,
    invitations());
}

/** The invitations waiting for the acting person, as cards to tap; null when there are none. */
export function invitations() {
  const links = (state.world.links ?? []).filter((link) => link.user_id === state.personId);
  if (!links.length) return null;
  return h("section", { class: "invitations", "aria-label": "Undangan" },
    h("h3", { text: `Undangan untuk ${me()?.first_name ?? "orang ini"}` }),
    ...links.map((link) => h("div", { class: "invitation" }, icon("ticket"), h("div", {}, anchor(link.label || "Undangan", link.url, "invitation-link"), h("small", { text: link.url })))));
}
