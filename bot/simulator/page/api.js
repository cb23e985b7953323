// The simulator's control side over HTTP. Every refusal becomes an Error that carries its sentence.

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("Simulator tidak menjawab. Periksa apakah program masih berjalan.");
  }
  const body = await answer.json().catch(() => ({}));
  // Sentences come as "Indonesian / English"; this page is Indonesian.
  if (!answer.ok) throw new Error(body.error?.split(" / ")[0] ?? `Simulator menolak permintaan (${answer.status}).`);
  return body;
}

const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const loadWorld = () => ask("/sim/world");
export const loadChat = (chatId, personId) => ask(`/sim/chats/${chatId}?as=${personId}`);
export const loadJournal = (since) => ask(`/sim/journal?since=${since}`);
export const loadFaults = () => ask("/sim/faults");

export const send = (message) => post("/sim/send", message);
export const edit = (message) => post("/sim/edit", message);
export const tap = (press) => post("/sim/tap", press);
export const inline = (question) => post("/sim/inline", question);
export const choose = (choice) => post("/sim/choose", choice);
export const react = (reaction) => post("/sim/react", reaction);
export const vote = (choice) => post("/sim/vote", choice);
export const remove = (message) => post("/sim/delete", message);
export const setTopic = (change) => post("/sim/topic", change);
export const makeGroup = (group) => post("/sim/group", group);
export const setClock = (change) => post("/sim/clock", change);
export const setFault = (fault) => post("/sim/fault", fault);
export const setMember = (change) => post("/sim/member", change);
export const reset = () => post("/sim/reset", {});

export function upload({ userId, chatId, threadId, file, caption }) {
  const form = new FormData();
  form.set("user_id", userId);
  form.set("chat_id", chatId);
  if (threadId) form.set("thread_id", threadId);
  form.set("caption", caption);
  form.set("file", file, file.name);
  return ask("/sim/upload", { method: "POST", body: form });
}

const pause = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));

/** Waits for changes for ever: `onChange(changed, version)` after each, `onLink(up)` when the link goes down or comes back. */
export async function follow(version, onChange, onLink) {
  let wait = 500;
  for (;;) {
    try {
      const news = await ask(`/sim/events?since=${version}`);
      onLink(true);
      wait = 500;
      const fresh = news.version !== version;
      version = news.version;
      if (fresh) await onChange(news.changed ?? []);
    } catch {
      onLink(false);
      await pause(wait);
      wait = Math.min(wait * 2, 5000);
    }
  }
}
