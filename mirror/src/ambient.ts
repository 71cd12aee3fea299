/** What the mirror shows unasked: home, the trips ahead, official warnings at home and on the way. */
import { ApiError, say, stay } from "./api";
import { h, put } from "./dom";
import { badge, shown } from "./levels";
import { preferences } from "./preferences";
import { now } from "./time";
import { tripsAhead } from "./trips";
import type { Assessment, Beginning, Driver } from "./types";
import { official, shortened, together, warningLine } from "./warnings";

const REFRESH_MS = 60_000;
const WEATHER_MS = 600_000;
const HOURS_AHEAD = 6;
const MOST_WARNINGS = 6;

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
    this.drawWarnings(official(atHome ? [atHome] : []), official(ahead), atHome, place);
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
    const { lines, assessments, trouble } = await tripsAhead(place);
    put(
      this.trips,
      h("h2", { id: "trips-title" }, "가실 길"),
      lines.length > 0
        ? h("ul", {}, ...lines)
        : h("p", { class: "quiet" }, "앞으로 한 주 동안 가실 길이 없어요. “목요일 열 시에 부산 출장 잡아줘”처럼 말씀하시거나 설정에 적어 두세요."),
      trouble ? h("p", { class: "quiet" }, trouble) : null,
    );
    return assessments;
  }

  private drawWarnings(home: Driver[], way: Driver[], atHome: Assessment | null, place: string): void {
    const found = together(home, way);
    for (const warning of found) {
      for (const d of warning.drivers) {
        const id = `${d.name}|${d.region}|${d.issued}`;
        if (this.looked && !this.seen.has(id)) this.told(id, `${d.source} ${d.name}: ${shortened(d.region.split("·"))}`);
        this.seen.add(id);
      }
    }
    const nothing =
      atHome === null || atHome.coverage < 0.5
        ? "지금 확인된 특보는 없지만, 확인하지 못한 정보가 있어요."
        : `${place}과 가실 길에 확인된 특보가 없어요.`;
    put(
      this.warnings,
      h("h2", { id: "warnings-title" }, "집과 가는 길의 특보"),
      found.length === 0 ? h("p", { class: "quiet" }, nothing) : h("ul", {}, ...found.slice(0, MOST_WARNINGS).map(warningLine)),
    );
  }
}

const listed = (words: string[]): string => (words.length > 4 ? `${words.slice(0, 4).join(", ")} 등 ${words.length}가지` : words.join(", "));
