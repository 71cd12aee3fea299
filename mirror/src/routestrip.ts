/** A journey as a line of stretches: what is passed when, and how it is there. */
import { h } from "./dom";
import { badge, shown } from "./levels";
import { hourWords } from "./time";
import type { Assessment } from "./types";

export function routeStrip(a: Assessment): HTMLElement | null {
  if (!a.trip || a.segments.length === 0) return null;
  const total = Math.max(1, +new Date(a.trip.arrive) - +new Date(a.trip.depart));
  const stretches = a.segments.map((part) => {
    const level = shown({ level: part.level, coverage: a.coverage });
    const share = (+new Date(part.until) - +new Date(part.from)) / total;
    const row = h(
      "li",
      { class: `stretch level-${level}` },
      h("span", { class: "when" }, hourWords(part.from)),
      h("span", { class: "rail", "aria-hidden": "true" }),
      h("span", { class: "where" }, part.name),
      badge(level),
    );
    row.style.setProperty("--share", share.toFixed(3));
    return row;
  });
  const end = h(
    "li",
    { class: "stretch arrival" },
    h("span", { class: "when" }, hourWords(a.trip.arrive)),
    h("span", { class: "rail", "aria-hidden": "true" }),
    h("span", { class: "where" }, `${a.trip.destination} 도착`),
  );
  return h("ol", { class: "strip", "aria-label": `${a.trip.origin}에서 ${a.trip.destination} 가는 길의 구간` }, ...stretches, end);
}
