// Times, days and sizes as an Indonesian reader expects them.

export const HOME = "Asia/Jakarta";
const NAMES = { "Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };
const formats = new Map();

function format(options, zone) {
  const key = JSON.stringify(options) + zone;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("id-ID", { ...options, timeZone: zone }));
  return formats.get(key);
}

/** WIB, WITA, WIT, or the name of the zone itself. */
export const zoneName = (zone) => NAMES[zone] ?? zone;

/** 08.00 */
export const hour = (moment, zone = HOME) =>
  format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, zone).format(moment).replace(":", ".");

/** 08.00.15 */
export const second = (moment, zone = HOME) =>
  format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }, zone).format(moment).replaceAll(":", ".");

/** Jumat, 24 Juli 2026 */
export const longDay = (moment, zone = HOME) =>
  format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }, zone).format(moment);

/** Jum, 24 Jul 2026 */
export const shortDay = (moment, zone = HOME) =>
  format({ weekday: "short", day: "numeric", month: "short", year: "numeric" }, zone).format(moment);

/** 24 Jul */
const dayAndMonth = (moment, zone) => format({ day: "numeric", month: "short" }, zone).format(moment);

/** Time of day for today, else the day: what a list of chats shows. */
export const stamp = (moment, now, zone = HOME) =>
  longDay(moment, zone) === longDay(now, zone) ? hour(moment, zone) : dayAndMonth(moment, zone);

/** "hari ini", "kemarin" or the long day, for the separators between messages. */
export function relativeDay(moment, now, zone = HOME) {
  const day = longDay(moment, zone);
  if (day === longDay(now, zone)) return `Hari ini, ${day}`;
  if (day === longDay(new Date(now.getTime() - 86400000), zone)) return `Kemarin, ${day}`;
  return day;
}

/** The value of a datetime-local field that shows `moment` in WIB. */
export const toField = (moment) => new Date(moment.getTime() + 7 * 3600000).toISOString().slice(0, 16);

/** What such a field says, read as WIB, as ISO 8601. */
export const fromField = (value) => new Date(`${value}:00+07:00`).toISOString();

/** 12,4 KB */
export function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "KB"] : [bytes / 1024 / 1024, "MB"];
  return `${value.toLocaleString("id-ID", { maximumFractionDigits: 1 })} ${unit}`;
}

export const fullName = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");
