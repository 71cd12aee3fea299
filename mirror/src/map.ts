/** The way on a map, drawn by the server (`/v1/maps/…`); without one the strip of stretches stands alone. */
import type { Assessment } from "./types";

export function routeMap(_: Assessment): HTMLElement | null {
  return null;
}
