/** The way on a map: laid out by the server (`POST /v1/maps/routes`), painted here. The strip of stretches says the same in words. */
import { mapOf } from "./api";
import { h, s } from "./dom";
import { levelIcon, levelWord, shown } from "./levels";
import type { Assessment, Drawing, Reply, Word } from "./types";

/** Height of the smallest words, as a share of the root's letters. */
const LETTER = 0.8;

/** An empty frame at first, which fills when the server has answered; it goes away where there is no map. */
export function routeMap(reply: Reply & { assessment: Assessment }): HTMLElement {
  const figure = h("figure", { class: "map", "aria-busy": "true" });
  requestAnimationFrame(() => void fill(figure, reply));
  return figure;
}

async function fill(figure: HTMLElement, reply: Reply & { assessment: Assessment }): Promise<void> {
  const { clientWidth: width, clientHeight: height } = figure;
  try {
    if (width < 1 || height < 1) throw new Error("the answer is gone already");
    const letter = Math.round(parseFloat(getComputedStyle(figure).fontSize) * LETTER);
    const drawing = await mapOf(reply, { width: clamp(width), height: clamp(height), letter: Math.max(12, letter) });
    figure.append(paint(drawing, reply.assessment));
    figure.removeAttribute("aria-busy");
  } catch {
    figure.remove();
  }
}

const clamp = (size: number): number => Math.min(4000, Math.max(200, Math.round(size)));

function paint(drawing: Drawing, a: Assessment): SVGElement {
  const of = (level: Assessment["level"]) => shown({ level, coverage: a.coverage });
  const reach = drawing.stops[0]?.word.size ?? 16;
  const marked = drawing.stretches.filter((part) => part.level !== "safe");
  return s(
    "svg",
    { viewBox: `0 0 ${drawing.width} ${drawing.height}`, role: "img", "aria-label": spoken(drawing, a) },
    s("g", { class: "land" }, ...drawing.districts.map((land) => s("path", { d: land.path }))),
    s(
      "g",
      { class: "warned" },
      ...drawing.districts.filter((land) => land.warnings.length > 0).map((land) => s("path", { d: land.path, class: land.severe ? "severe" : "mild" })),
    ),
    s("path", { d: drawing.roads, class: "roads" }),
    ...drawing.others.map((way) => s("path", { d: way.path, class: "other" })),
    ...drawing.stretches.map((part) => s("path", { d: part.path, class: "under" })),
    ...drawing.stretches.map((part) => s("path", { d: part.path, class: `way level-${of(part.level)}` })),
    ...drawing.stops.map((stop) => s("circle", { cx: stop.x, cy: stop.y, r: stop.end ? reach * 0.4 : reach * 0.25, class: "stop" })),
    ...drawing.stops.map((stop) => word(stop.word, stop.end ? "end" : "")),
    ...marked.map((part) => icon(part.x, part.y, reach * 1.5, part.level)),
    ...marked.map((part) => part.word && word(part.word, `level level-${part.level}`)),
  );
}

const word = (w: Word, kind: string): SVGElement => s("text", { x: w.x, y: w.y, "font-size": w.size, class: kind }, w.text);

function icon(x: number, y: number, size: number, level: Assessment["level"]): SVGElement {
  const drawn = levelIcon(level);
  for (const [name, value] of Object.entries({ x: x - size / 2, y: y - size / 2, width: size, height: size })) {
    drawn.setAttribute(name, String(value));
  }
  return drawn;
}

/** "서울 → 부산 지도. 밀양~김해 경계" */
function spoken(drawing: Drawing, a: Assessment): string {
  const parts = a.segments.filter((part) => part.level !== "safe").map((part) => `${part.name} ${levelWord(part.level)}`);
  return [`${drawing.title} 지도`, ...parts].join(". ");
}
