/** Levels by colour, icon and word together: never by colour alone. */
import { h, s } from "./dom";
import type { Assessment, Level } from "./types";

export type Shown = Level | "unknown";

const DRAWN: Record<Shown, [shape: string, sign: string]> = {
  safe: ["M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z", "M7 12.5l3.5 3.5L17 9"],
  attention: ["M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z", "M12 11v6M12 7v.01"],
  caution: ["M12 2.5L22.5 21.5h-21z", "M12 9.5v5.5M12 18v.01"],
  alert: ["M12 1L23 12L12 23L1 12z", "M12 6.5v7M12 17v.01"],
  serious: ["M7.5 1.5h9l6 6v9l-6 6h-9l-6-6v-9z", "M9 6.5v7M9 17v.01M15 6.5v7M15 17v.01"],
  unknown: ["M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z", "M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.1-1.5 2.2M12 17.5v.01"],
};

let words: Record<string, string> = {};

export function useWords(given: Record<string, string>): void {
  words = given;
}

/** 안전, 관심 …; "확인 부족" where too little is known to say anything. */
export const levelWord = (level: Shown): string => (level === "unknown" ? "확인 부족" : (words[level] ?? level));

/** "안전" is not said while less than half was covered (DESIGN §4): then it is unknown. */
export const shown = (a: Pick<Assessment, "level" | "coverage">): Shown =>
  a.level === "safe" && a.coverage < 0.5 ? "unknown" : a.level;

export function levelIcon(level: Shown): SVGElement {
  const [shape, sign] = DRAWN[level];
  return s(
    "svg",
    { viewBox: "0 0 24 24", class: `icon level-${level}`, "aria-hidden": "true" },
    s("path", { d: shape, class: "shape" }),
    s("path", { d: sign, class: "sign" }),
  );
}

/** Icon and word. */
export const badge = (level: Shown): HTMLElement =>
  h("span", { class: `badge level-${level}` }, levelIcon(level), h("span", {}, levelWord(level)));
