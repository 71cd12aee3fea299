/** What this mirror remembers, on this device only. */

export interface OwnTrip {
  origin: string;
  destination: string;
  /** HH:MM, Korean time */
  time: string;
  /** 0 Sunday … 6 Saturday; empty: every day */
  days: number[];
  /** "" lets the planner choose */
  mode: string;
}

export interface Preferences {
  home: string;
  key: string;
  user: string;
  sound: boolean;
  microphone: boolean;
  /** Whether the server is told where this device is. */
  locating: boolean;
  patience: number;
  /** What its owner calls it by, besides the names of the server; "" for none. */
  wake: string;
  trips: OwnTrip[];
}

const NAME = "gilbeot.mirror";
let current: Preferences | null = null;

/** Never fails: what cannot be read is forgotten. */
export function preferences(): Preferences {
  if (current) return current;
  const fresh: Preferences = {
    home: "",
    key: "",
    user: `mirror-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`,
    sound: true,
    microphone: false,
    locating: false,
    patience: 1,
    wake: "",
    trips: [],
  };
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? "{}") as Partial<Preferences>;
    current = { ...fresh, ...kept, trips: Array.isArray(kept.trips) ? kept.trips : [] };
  } catch {
    current = fresh;
  }
  remember({});
  return current;
}

/** As the server takes it: two to fourteen syllables of Hangul and spaces. */
export function wakePhrases(): string[] {
  const said = preferences().wake.trim();
  return /^[가-힣 ]{2,14}$/.test(said) ? [said] : [];
}

export function remember(change: Partial<Preferences>): void {
  current = { ...preferencesOrFresh(), ...change };
  try {
    localStorage.setItem(NAME, JSON.stringify(current));
  } catch {
    // private windows: it lasts as long as the page
  }
}

const preferencesOrFresh = (): Preferences => current ?? preferences();
