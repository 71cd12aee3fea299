/** The HTTP API of a 길벗 server, as far as a mirror needs it. */
"use strict";

const PATIENCE_MS = 25_000;
const MARGIN_MS = 10 * 60_000;
const MOST_TRIPS = 6;

class Client {
  /** @param {{url: string, token?: string, userId: string, fetch?: typeof fetch}} options */
  constructor({ url, token, userId, fetch: ask }) {
    this.url = url.replace(/\/+$/, "");
    this.userId = userId;
    this.headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
    this.fetch = ask ?? globalThis.fetch;
  }

  async ask(path, method = "GET", body = undefined) {
    const response = await this.fetch(this.url + path, {
      method,
      headers: this.headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      throw Object.assign(new Error(problem.title ?? `status ${response.status}`), { status: response.status });
    }
    return response.status === 204 ? null : response.json();
  }

  /** Home for the next hours, and the stored trips with their levels: what the ambient view shows. */
  async ambient(home, hours) {
    const { now, home: usual } = await this.beginning();
    const place = home || usual;
    const span = { start: now.toISOString(), end: new Date(now.getTime() + hours * 3_600_000).toISOString() };
    const [stay, trips] = await Promise.all([
      this.ask(`/v1/risk/places?${new URLSearchParams({ name: place, ...span })}`),
      this.ask(`/v1/trips?${new URLSearchParams({ user_id: this.userId, limit: "50" })}`),
    ]);
    const next = trips.filter((trip) => ahead(trip, now)).slice(0, MOST_TRIPS);
    return {
      now: now.toISOString(),
      home: { name: place, hours, level: stay.level, coverage: stay.coverage },
      trips: next.map(shownTrip),
      warnings: warnings([stay], await this.ways(next)),
    };
  }

  /** What is met on the way of trips that leave at a known hour. */
  async ways(trips) {
    const asked = trips.filter((trip) => trip.depart).map(({ origin, destination, depart, mode }) => ({
      origin, destination, depart, ...(mode ? { mode } : {}), alternatives: false,
    }));
    if (asked.length === 0) return [];
    const { results } = await this.ask("/v1/risk/routes", "POST", { trips: asked });
    return results.filter((way) => Array.isArray(way.drivers));
  }

  /** The server's moment (a replay has its own), its home, its words. */
  async beginning() {
    const beginning = await this.ask("/v1/mirror");
    return { ...beginning, now: new Date(beginning.now) };
  }

  /** Stores a journey of the calendar so that it is watched. Sent again, nothing is doubled. */
  async keep(journey, origin, mode) {
    const ends = { origin, destination: journey.destination, ...(mode ? { mode } : {}) };
    const way = await this.ask("/v1/risk/routes", "POST", {
      ...ends,
      depart: new Date(journey.start - 3 * 3_600_000).toISOString(),
      alternatives: false,
    });
    const lasts = new Date(way.trip.arrive) - new Date(way.trip.depart);
    await this.ask("/v1/trips", "POST", {
      ...ends,
      user_id: this.userId,
      client_id: journey.clientId,
      title: journey.title,
      depart: new Date(journey.start - lasts - MARGIN_MS).toISOString(),
      provenance: "calendar",
      origin_assumed: true,
    });
  }

  /** Deletes what was stored of a calendar and is no longer in it. Past ones are left to the server. */
  async forget(prefix, kept, now) {
    const trips = await this.ask(`/v1/trips?${new URLSearchParams({ user_id: this.userId, limit: "500" })}`);
    const gone = trips.filter(
      (t) => t.client_id?.startsWith(prefix) && !kept.has(t.client_id) && new Date(t.depart) > now,
    );
    for (const trip of gone) await this.ask(`/v1/trips/${encodeURIComponent(trip.id)}`, "DELETE");
    return gone.length;
  }
}

const ahead = (trip, now) => new Date(trip.depart ?? trip.window[1]).getTime() > now.getTime() - 30 * 60_000;

/** One for each kind of official warning, 경보 first, home before the way. */
function warnings(home, ways) {
  const found = new Map();
  for (const [where, assessments] of [["home", home], ["way", ways]]) {
    for (const driver of assessments.flatMap((a) => a.drivers).filter((d) => d.kind === "alert")) {
      const { name, source, region } = driver;
      const same = found.get(name) ?? { name, source, where: [], regions: [] };
      same.where = [...new Set([...same.where, where])];
      same.regions = [...new Set([...same.regions, ...region.split("·")])];
      found.set(name, same);
    }
  }
  return [...found.values()].sort((a, b) => Number(b.name.endsWith("경보")) - Number(a.name.endsWith("경보")));
}

const said = (place) => place.aliases?.[0] ?? place.name;

const shownTrip = (trip) => ({
  id: trip.id,
  at: trip.depart ?? trip.window[0],
  allDay: trip.depart === null,
  title: trip.title,
  origin: said(trip.origin),
  destination: said(trip.destination),
  level: trip.risk?.level ?? null,
  coverage: trip.risk?.coverage ?? 0,
});

module.exports = { Client };
