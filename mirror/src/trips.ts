/** Trips ahead: those written into this mirror, and those that the server keeps for its user. */
import { routes, stored, type RouteAsk } from "./api";
import { h } from "./dom";
import { badge, shown, type Shown } from "./levels";
import { preferences, type OwnTrip } from "./preferences";
import { dayAhead, hourWords, isoDay, now, weekday } from "./time";
import type { Assessment, Place, Problem, StoredTrip } from "./types";

const MOST = 6;
const LATE_MS = 30 * 60_000;
const AHEAD_MS = 7 * 86_400_000;

/** One line of the list. */
interface Ahead {
  at: Date;
  /** Until when the departure may be; null: it leaves at `at` */
  until: Date | null;
  where: string;
  title: string;
  ask: RouteAsk;
  /** What the server last thought of it */
  rated: Shown | null;
}

export interface Looked {
  lines: HTMLElement[];
  assessments: Assessment[];
  /** A sentence for people, "" if all went well */
  trouble: string;
}

/** The next trips of a week with their levels. Never throws: what could not be asked is said. */
export async function tripsAhead(home: string): Promise<Looked> {
  let trouble = "";
  const kept = await stored(preferences().user).catch((error: Error) => {
    trouble = error.message;
    return [];
  });
  const ahead = [...ofToday(preferences().trips).map((trip) => own(trip, home)), ...kept.map(fromServer).filter(soon)]
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .slice(0, MOST);
  if (ahead.length === 0) return { lines: [], assessments: [], trouble };
  try {
    const answers = await routes(ahead.map((trip) => trip.ask));
    return { lines: ahead.map((trip, i) => line(trip, answers[i])), assessments: answers.filter(isAssessment), trouble };
  } catch (error) {
    return { lines: ahead.map((trip) => line(trip, undefined)), assessments: [], trouble: (error as Error).message };
  }
}

const isAssessment = (a: Assessment | Problem | undefined): a is Assessment => a !== undefined && "level" in a;

function ofToday(trips: OwnTrip[]): OwnTrip[] {
  const [day, clock] = [weekday(now()), now().getTime()];
  return trips
    .filter((t) => t.days.length === 0 || t.days.includes(day))
    .filter((t) => departure(t).getTime() > clock - LATE_MS);
}

const departure = (trip: OwnTrip): Date => new Date(`${isoDay(now())}T${trip.time}:00+09:00`);

const soon = (trip: Ahead): boolean => {
  const [clock, last] = [now().getTime(), (trip.until ?? trip.at).getTime()];
  return last > clock - LATE_MS && trip.at.getTime() < clock + AHEAD_MS;
};

function own(trip: OwnTrip, home: string): Ahead {
  const [at, origin] = [departure(trip), trip.origin || home];
  const ask: RouteAsk = { origin, destination: trip.destination, depart: at.toISOString(), alternatives: false };
  if (trip.mode) ask.mode = trip.mode;
  return { at, until: null, where: `${origin} → ${trip.destination}`, title: "", ask, rated: null };
}

function fromServer(trip: StoredTrip): Ahead {
  const ask: RouteAsk = { origin: trip.origin, destination: trip.destination, alternatives: false };
  if (trip.depart) ask.depart = trip.depart;
  else if (trip.window) ask.window = trip.window;
  if (trip.mode) ask.mode = trip.mode;
  return {
    at: new Date(trip.depart ?? trip.window?.[0] ?? 0),
    until: trip.window ? new Date(trip.window[1]) : null,
    where: `${said(trip.origin)} → ${said(trip.destination)}`,
    title: trip.title,
    ask,
    rated: trip.risk ? shown(trip.risk) : null,
  };
}

const said = (place: Place): string => place.aliases?.[0] ?? place.name;

function line(trip: Ahead, a: Assessment | Problem | undefined): HTMLElement {
  const known = isAssessment(a);
  return h(
    "li",
    {},
    h("span", { class: "when" }, h("span", {}, dayAhead(trip.at)), trip.until ? "하루 중" : hourWords(trip.at)),
    h("span", { class: "where" }, trip.where),
    badge(known ? shown(a) : (trip.rated ?? "unknown")),
    trip.title ? h("span", { class: "quiet" }, trip.title) : null,
    !known && a?.detail ? h("span", { class: "quiet" }, a.detail) : null,
  );
}
