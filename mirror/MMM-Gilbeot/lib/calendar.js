/** Events of MagicMirror's calendar (`CALENDAR_EVENTS`) as journeys. Pure: the moment is passed in. */
"use strict";

const { createHash } = require("node:crypto");

const DAY_MS = 86_400_000;
const MOST = 20;

/**
 * Events that are journeys: at an hour, with a place, within `days`.
 * @param {object[]} events payload of CALENDAR_EVENTS
 * @param {{now: number, days: number, sender: string}} about `now` in milliseconds; `sender` keeps calendars apart
 * @returns {{clientId: string, title: string, destination: string | object, start: number}[]}
 */
function journeysOf(events, { now, days, sender }) {
  if (!Array.isArray(events)) return [];
  const found = new Map();
  for (const event of events) {
    const start = Number(event?.startDate);
    const location = typeof event?.location === "string" ? event.location.trim() : "";
    if (!Number.isFinite(start) || start <= now || start > now + days * DAY_MS) continue;
    if (event.fullDayEvent || !location || /^(https?:|zoom|온라인|전화)/i.test(location)) continue;
    const destination = place(location, event.geo);
    const clientId = `${prefix(sender)}${hash(`${start}|${location}`)}`;
    found.set(clientId, { clientId, title: String(event.title ?? "").slice(0, 200), destination, start });
  }
  return [...found.values()].sort((a, b) => a.start - b.start).slice(0, MOST);
}

/** What client ids of one calendar begin with. */
const prefix = (sender) => `magicmirror:${hash(sender)}:`;

const hash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 16);

function place(location, geo) {
  const [lat, lon] = [Number(geo?.lat), Number(geo?.lon)];
  const name = location.split(/[,\n(]/)[0].trim().slice(0, 100) || location.slice(0, 100);
  return geo && Number.isFinite(lat) && Number.isFinite(lon) && lat !== 0 ? { lat, lon, name, aliases: [name] } : name;
}

module.exports = { journeysOf, prefix };
