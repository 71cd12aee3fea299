/** Official warnings at home and on the way: one line for each kind, with all regions where it is met. */
import { h } from "./dom";
import { levelIcon } from "./levels";
import { hourWords } from "./time";
import type { Assessment, Driver } from "./types";

export interface Warning {
  name: string;
  source: string;
  issued: string;
  where: string;
  regions: string[];
  drivers: Driver[];
}

export const official = (assessments: Assessment[]): Driver[] => assessments.flatMap((a) => a.drivers).filter((d) => d.kind === "alert");

/** 경보 before 주의보, home before the way. */
export function together(home: Driver[], way: Driver[]): Warning[] {
  const found = new Map<string, Warning>();
  for (const [place, drivers] of [["집", home], ["가는 길", way]] as const) {
    for (const d of drivers) {
      const key = `${d.source}|${d.name}`;
      const same = found.get(key) ?? { name: d.name, source: d.source, issued: d.issued, where: place, regions: [], drivers: [] };
      if (!same.where.includes(place)) same.where = `${same.where}·${place}`;
      if (d.issued > same.issued) same.issued = d.issued;
      same.regions = [...new Set([...same.regions, ...d.region.split("·")])];
      same.drivers.push(d);
      found.set(key, same);
    }
  }
  return [...found.values()].sort((a, b) => Number(isSevere(b)) - Number(isSevere(a)));
}

const isSevere = (warning: Warning): boolean => warning.name.endsWith("경보");

export function warningLine(warning: Warning): HTMLElement {
  const level = isSevere(warning) ? "alert" : "caution";
  return h(
    "li",
    { class: `level-${level}` },
    levelIcon(level),
    h("strong", {}, warning.name),
    h("span", { class: "place" }, warning.where),
    h("span", { class: "regions" }, shortened(warning.regions)),
    h("span", { class: "quiet" }, `${warning.source} ${hourWords(warning.issued)} 발표`),
  );
}

export function shortened(names: string[]): string {
  return names.length > 4 ? `${names.slice(0, 3).join("·")} 등 ${names.length}곳` : names.join("·");
}
