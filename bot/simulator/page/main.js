// Starts the page: builds its parts, loads the world, then follows it.
import * as api from "./api.js";
import { buildComposer, messageMenu, say } from "./composer.js";
import { byId, h } from "./dom.js";
import { buildHead } from "./head.js";
import { buildLog } from "./log.js";
import { buildRoster } from "./roster.js";
import { buildSide } from "./side.js";
import { buildStage } from "./stage.js";
import { emit, state } from "./store.js";
import { applyAddress, complain, onChange, refreshJournal, refreshViews, refreshWorld } from "./sync.js";
import { buildTimebar } from "./timebar.js";

function build() {
  buildStage();
  buildTimebar();
  buildSide();
  buildRoster();
  buildHead();
  buildComposer();
  buildLog({ command: say, menu: messageMenu });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) byId("composer-text").focus();
  });
  addEventListener("hashchange", applyAddress);
}

function setLink(up) {
  if (state.linked === up) return;
  state.linked = up;
  emit("connection");
  // After a break everything may have changed, even the numbers, when it is another run.
  if (up) state.calls = [];
  if (up) onChange(["world", "journal"]).then(() => refreshViews()).catch(complain);
}

async function start() {
  build();
  try {
    await refreshWorld();
  } catch (error) {
    byId("log").replaceChildren(h("p", { class: "loading", role: "alert", text: error.message }));
    setTimeout(() => location.reload(), 3000);
    return;
  }
  const { version } = state.world;
  await Promise.all([applyAddress(), refreshJournal()]).catch(complain);
  document.documentElement.dataset.ready = "yes";
  await api.follow(version, (changed) => onChange(changed).catch(complain), setLink);
}

start();
