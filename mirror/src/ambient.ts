/** What the mirror shows unasked: home, today's trips, official warnings at home and on the way. */
import { ApiError, routes, say, stay, type RouteAsk } from "./api";
import { h, put } from "./dom";
import { badge, shown } from "./levels";
import { preferences, type OwnTrip } from "./preferences";
import { hourWords, isoDay, now, weekday } from "./time";
import type { Assessment, Beginning, Driver, Problem } from "./types";

const REFRESH_MS = 60_000;
const WEATHER_MS = 600_000;
const HOURS_AHEAD = 6;

/** A warning that is new since the last look. */
export type Told = (id: string, text: string) => void;

export class Ambient {
  readonly element: HTMLElement;
  private readonly home = h("section", { class: "tile home", "aria-labelledby": "home-title" });
  private readonly trips = h("section", { class: "tile trips", "aria-labelledby": "trips-title" });
  private readonly warnings = h("section", { class: "tile warnings", "aria-labelledby": "warnings-title" });
  private weather = "";
  private weatherAt = 0;
  private looked = false;
  private readonly seen = new Set<string>();

  constructor(
    private readonly beginning: () => Beginning,
    private readonly told: Told,
    private readonly online: (on: boolean) => void,
  ) {
    this.element = h("div", { class: "ambient" }, this.home, this.trips, this.warnings);
  }

  /** Looks now and then every minute. */
  async run(): Promise<void> {
    await this.look();
    setTimeout(() => void this.run(), REFRESH_MS);
  }

  async look(): Promise<void> {
    const place = preferences().home || this.beginning().home;
    const [atHome, ahead] = await Promise.all([this.lookHome(place), this.lookTrips(place)]);
    const drivers = [...(atHome?.drivers ?? []), ...ahead.flatMap((a) => a.drivers)];
    this.drawWarnings(drivers.filter((d) => d.kind === "alert"), atHome, place);
    this.looked = true;
    void this.lookWeather(place);
  }

  private async lookHome(place: string): Promise<Assessment | null> {
    try {
      const a = await stay(place, now(), HOURS_AHEAD);
      this.online(true);
      this.drawHome(place, a);
      return a;
    } catch (error) {
      if (error instanceof ApiError && error.status === 0) this.online(false);
      put(
        this.home,
        h("h2", { id: "home-title" }, `집 · ${place}`),
        h("p", { class: "line" }, badge("unknown")),
        h("p", { class: "quiet" }, (error as Error).message),
      );
      return null;
    }
  }

  private drawHome(place: string, a: Assessment): void {
    const words = this.beginning().words.hazard;
    const unknown = a.unknown.map((hazard) => words[hazard] ?? hazard);
    put(
      this.home,
      h("h2", { id: "home-title" }, `집 · ${place}`),
      h("p", { class: "line" }, badge(shown(a)), h("span", { class: "quiet" }, `앞으로 ${HOURS_AHEAD}시간`)),
      this.weather ? h("p", { class: "weather" }, this.weather) : null,
      unknown.length > 0 && h("p", { class: "quiet" }, `지금 확인할 수 없는 것: ${listed(unknown)}`),
    );
  }

  private async lookWeather(place: string): Promise<void> {
    if (Date.now() - this.weatherAt < WEATHER_MS) return;
    try {
      this.weather = (await say(`${preferences().user}-ambient`, `지금 ${place} 날씨 어때?`)).text;
      this.weatherAt = Date.now();
      const line = this.home.querySelector(".weather");
      if (line) put(line, this.weather);
      else this.home.querySelector(".line")?.after(h("p", { class: "weather" }, this.weather));
    } catch {
      // the next look tries again; until then no weather is shown rather than an old one
      this.weather = "";
    }
  }

  private async lookTrips(place: string): Promise<Assessment[]> {
    const today = ofToday(preferences().trips);
    if (today.length === 0) {
      put(
        this.trips,
        h("h2", { id: "trips-title" }, "오늘 가실 길"),
        h("p", { class: "quiet" }, "적어 두신 길이 없어요. 설정에 적어 두시면 떠나기 전에 살펴볼게요."),
      );
      return [];
    }
    try {
      const answers = await routes(today.map((trip) => asked(trip, place)));
      put(this.trips, h("h2", { id: "trips-title" }, "오늘 가실 길"), h("ul", {}, ...today.map((trip, i) => tripLine(trip, answers[i], place))));
      return answers.filter(isAssessment);
    } catch (error) {
      put(
        this.trips,
        h("h2", { id: "trips-title" }, "오늘 가실 길"),
        h("ul", {}, ...today.map((trip) => tripLine(trip, undefined, place))),
        h("p", { class: "quiet" }, (error as Error).message),
      );
      return [];
    }
  }

  private drawWarnings(found: Driver[], atHome: Assessment | null, place: string): void {
    const distinct = [...new Map(found.map((d) => [`${d.name}|${d.region}`, d])).values()];
    for (const [id, d] of distinct.map((d) => [`${d.name}|${d.region}|${d.issued}`, d] as const)) {
      if (this.looked && !this.seen.has(id)) this.told(id, `${d.source} ${d.name}: ${d.region}`);
      this.seen.add(id);
    }
    const nothing =
      atHome === null || atHome.coverage < 0.5
        ? "지금 확인된 특보는 없지만, 확인하지 못한 정보가 있어요."
        : `${place}과 오늘 가실 길에 확인된 특보가 없어요.`;
    put(
      this.warnings,
      h("h2", { id: "warnings-title" }, "집과 가는 길의 특보"),
      distinct.length === 0
        ? h("p", { class: "quiet" }, nothing)
        : h(
            "ul",
            {},
            ...distinct.slice(0, 6).map((d) =>
              h(
                "li",
                {},
                h("strong", {}, d.name),
                h("span", {}, shortened(d.region)),
                h("span", { class: "quiet" }, `${d.source} ${hourWords(d.issued)} 발표`),
              ),
            ),
          ),
    );
  }
}

const isAssessment = (a: Assessment | Problem | undefined): a is Assessment => a !== undefined && "level" in a;

function ofToday(trips: OwnTrip[]): OwnTrip[] {
  const [day, clock] = [weekday(now()), now().getTime()];
  return trips
    .filter((t) => t.days.length === 0 || t.days.includes(day))
    .filter((t) => departure(t).getTime() > clock - 30 * 60_000)
    .sort((a, b) => a.time.localeCompare(b.time))
    .slice(0, 5);
}

const departure = (trip: OwnTrip): Date => new Date(`${isoDay(now())}T${trip.time}:00+09:00`);

function asked(trip: OwnTrip, place: string): RouteAsk {
  const query: RouteAsk = {
    origin: trip.origin || place,
    destination: trip.destination,
    depart: departure(trip).toISOString(),
    alternatives: false,
  };
  return trip.mode ? { ...query, mode: trip.mode } : query;
}

function tripLine(trip: OwnTrip, a: Assessment | Problem | undefined, place: string): HTMLElement {
  const known = isAssessment(a);
  return h(
    "li",
    {},
    h("span", { class: "when" }, hourWords(departure(trip))),
    h("span", { class: "where" }, `${trip.origin || place} → ${trip.destination}`),
    badge(known ? shown(a) : "unknown"),
    !known && a?.detail ? h("span", { class: "quiet" }, a.detail) : null,
  );
}

const listed = (words: string[]): string => (words.length > 4 ? `${words.slice(0, 4).join(", ")} 등 ${words.length}가지` : words.join(", "));

function shortened(regions: string): string {
  const names = regions.split("·");
  return names.length > 4 ? `${names.slice(0, 3).join("·")} 등 ${names.length}곳` : regions;
}
