// What the page knows. The truth lives on the server; here are its last answers and what is selected.

const listeners = new Map();

/** Calls `act` whenever one of `topics` changes. */
export function on(topics, act) {
  for (const topic of topics.split(" ")) listeners.set(topic, [...(listeners.get(topic) ?? []), act]);
}

export function emit(topic) {
  for (const act of listeners.get(topic) ?? []) act();
}

export const state = {
  world: null,
  personId: null, // who acts
  chatId: null, // null: on a phone, the list is shown
  threadId: null, // the forum topic, null for the general one
  views: new Map(), // "person:chat" -> what that person sees there
  pending: new Map(), // query id -> the pressed button that waits for its answer
  calls: [], // of the bot, oldest first
  violations: [], // what a correct bot would not have done, also what belongs to no call
  clock: { base: Date.now(), at: performance.now(), speed: 0 },
  linked: true,
};

export const key = (personId, chatId) => `${personId}:${chatId}`;
export const viewOf = (personId, chatId) => state.views.get(key(personId, chatId));
export const currentView = () => viewOf(state.personId, state.chatId);
export const personOf = (id) => state.world?.people.find((person) => person.id === id);
export const chatOf = (id) => state.world?.chats.find((chat) => chat.id === id);
export const isGroup = (chatId) => chatId !== null && chatId < 0;
export const groups = () => (state.world?.chats ?? []).filter((chat) => chat.id < 0);
export const me = () => personOf(state.personId);

/** The simulated moment, run on from the last answer at the speed of its clock. */
export function now() {
  const { base, at, speed } = state.clock;
  return new Date(base + (performance.now() - at) * speed);
}

/** The messages of the selected topic, or all where there are no topics. */
export function threadMessages(view, threadId = state.threadId) {
  const forum = view?.chat?.is_forum ?? chatOf(state.chatId)?.is_forum;
  if (!forum) return view?.messages ?? [];
  return (view?.messages ?? []).filter((message) => topicOf(message) === threadId);
}

/** The general topic of a forum has the id 1 or none; here it is always null. */
export const topicOf = (message) => (message.thread_id && message.thread_id !== 1 ? message.thread_id : null);

/** The browser's memory, which may be switched off. */
export const memory = {
  read(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(`sigap.${name}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(`sigap.${name}`, JSON.stringify(value));
    } catch {
      // Without it only the theme, the side panel and the unread marks are forgotten.
    }
  },
};

// Unread marks: the last message read by a person in a chat and topic.
let marks = memory.read("read", {});
const markOf = (personId, message, chatId) => `${personId}:${chatId}:${topicOf(message) ?? 0}`;

/** How many messages of others that person has not seen, in one topic or in all. */
export function unread(personId, chatId, threadId) {
  const messages = viewOf(personId, chatId)?.messages ?? [];
  return messages.filter((message) => {
    if (message.deleted || message.service || message.from?.id === personId) return false;
    if (threadId !== undefined && topicOf(message) !== threadId) return false;
    return message.message_id > (marks[markOf(personId, message, chatId)] ?? 0);
  }).length;
}

/** Marks what is on the screen as read; true when that changed something. */
export function markRead(personId, chatId, messages) {
  let changed = false;
  for (const message of messages) {
    const name = markOf(personId, message, chatId);
    if ((marks[name] ?? 0) >= message.message_id) continue;
    marks[name] = message.message_id;
    changed = true;
  }
  if (changed) memory.write("read", marks);
  return changed;
}

/** After a restart of the world the numbers begin anew: no mark may lie beyond the last message. */
export function clampMarks(personId, chatId, view) {
  const last = Math.max(0, ...view.messages.map((message) => message.message_id));
  for (const name of Object.keys(marks)) {
    if (name.startsWith(`${personId}:${chatId}:`) && marks[name] > last) marks[name] = last;
  }
}

export function forgetReading() {
  marks = {};
  memory.write("read", marks);
}
