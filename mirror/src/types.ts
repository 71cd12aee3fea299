/** What the server says (docs/api.md, docs/voice-protocol.md), as far as the page draws it. */

export type Level = "safe" | "attention" | "caution" | "alert" | "serious";

export interface Segment {
  name: string;
  from: string;
  until: string;
  level: Level;
}

export interface Driver {
  hazard: string;
  name: string;
  region: string;
  from: string;
  until: string;
  source: string;
  issued: string;
  kind: "alert" | "forecast" | "observation";
  text: string;
}

export interface Assessment {
  level: Level;
  coverage: number;
  trip: { origin: string; destination: string; mode: string; depart: string; arrive: string; via: string; by_way: string } | null;
  segments: Segment[];
  drivers: Driver[];
  unknown: string[];
}

export interface Card {
  kind: string;
  title: string;
  level: Level | null;
  description: string;
  items: { label: string; value: string; level: Level | null }[];
}

export interface Reply {
  text: string;
  expects_reply: boolean;
  cards: Card[];
  quick_replies: string[];
  assessment: Assessment | null;
  slots: Record<string, Place | null>;
}

/** A place that was said, as the server found it. */
export interface Place {
  name: string;
  kind: string;
  lat: number;
  lon: number;
  region: string | null;
  /** The first is what people say ("부산") */
  aliases?: string[];
}

/** `GET /v1/trips` */
export interface StoredTrip {
  id: string;
  title: string;
  origin: Place;
  destination: Place;
  depart: string | null;
  window: [string, string] | null;
  mode: string | null;
  risk: { level: Level; coverage: number; arrive: string } | null;
}

export interface Word {
  x: number;
  y: number;
  size: number;
  text: string;
}

/** `POST /v1/maps/routes` */
export interface Drawing {
  width: number;
  height: number;
  title: string;
  districts: { path: string; warnings: string[]; severe: boolean }[];
  roads: string;
  stretches: { path: string; level: Level; x: number; y: number; word: Word | null }[];
  others: { path: string; name: string }[];
  stops: { x: number; y: number; end: boolean; word: Word }[];
}

export interface Problem {
  title: string;
  detail?: string;
  code?: string;
}

/** `GET /v1/mirror` */
export interface Beginning {
  now: string;
  home: string;
  scenario: string | null;
  version: string;
  words: { level: Record<string, string>; hazard: Record<string, string>; mode: Record<string, string> };
}

/** One thing that `POST /v1/trips/import` found */
export interface ReadTrip {
  title: string;
  start: string;
  where: string;
  origin: string | null;
  destination: string | null;
  depart: string | null;
  mode: string | null;
  why_not: string;
}

/** `POST /v1/trips/import` */
export interface Read {
  trips: ReadTrip[];
  errors: string[];
  saved: number;
  called_off: number;
}
