/** How long words stay. Korean is read at about five syllables a second from across a hall. */

const LEAST_S = 12;
const MOST_S = 90;
const SYLLABLES_A_SECOND = 5;

/** Milliseconds that a text stays on the mirror. */
export function readingMs(text: string): number {
  const seconds = 6 + text.replace(/\s/g, "").length / SYLLABLES_A_SECOND;
  return Math.min(MOST_S, Math.max(LEAST_S, seconds)) * 1000;
}
