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
  trip: { origin: string; destination: string; mode: string; depart: string; arrive: string; via: string } | null;
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
