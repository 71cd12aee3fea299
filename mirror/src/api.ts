/** The HTTP API of the server that served this page. Errors are sentences for people. */
import { preferences } from "./preferences";
import type { Assessment, Beginning, Drawing, Place, Problem, Reply, StoredTrip } from "./types";

const PATIENCE_MS = 25_000;

/** What went wrong, in words that can be shown; `status` 0: the server did not answer. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Who asks. */
export const headers = (): Record<string, string> => (preferences().key ? { Authorization: `Bearer ${preferences().key}` } : {});

async function ask<T>(path: string, body?: unknown, method = body === undefined ? "GET" : "POST"): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers() : { ...headers(), "Content-Type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new ApiError(0, "길벗 서버와 연결이 끊겼어요. 곧 다시 연결해 볼게요.");
  }
  if (response.ok) return (await response.json()) as T;
  throw new ApiError(response.status, sentence(response.status, (await response.json().catch(() => null)) as Problem | null));
}

/** What went wrong, for people. */
export function sentence(status: number, problem: Problem | null): string {
  if (status === 401 || status === 403) return "이 서버는 열쇠가 필요해요. 설정에서 API 열쇠를 넣어 주세요.";
  if (status === 429) return "잠시 뒤에 다시 물어봐 주세요.";
  if (status === 503) return "길벗이 아직 준비하고 있어요. 몇 초 뒤에 다시 물어봐 주세요.";
  const detail = problem?.detail ?? "";
  return /[가-힣]/.test(detail) ? detail : "지금은 답할 수 없어요. 잠시 뒤에 다시 해 주세요.";
}

/** What the page needs before it can draw. */
export const begin = (): Promise<Beginning> => ask("/v1/mirror");

/** One typed question. */
export const say = (user: string, text: string): Promise<Reply> => ask("/v1/messages", { user_id: user, text });

interface Consent {
  kind: string;
  question: string;
}

/** What the user has to be asked before their place may be told, word for word. */
export async function question(user: string): Promise<string> {
  const kinds = await ask<Consent[]>(`/v1/me/consents?${new URLSearchParams({ user_id: user })}`);
  return kinds.find((each) => each.kind === "live_location")!.question;
}

/** The answer to that question. */
export const allow = (user: string, given: boolean): Promise<unknown> =>
  ask(`/v1/me/consents/live_location?${new URLSearchParams({ user_id: user })}`, { given }, "PUT");

/** Where the user is now: degrees, metres. */
export const hereIs = (user: string, place: { lat: number; lon: number; acc: number }): Promise<unknown> =>
  ask(`/v1/me/location?${new URLSearchParams({ user_id: user })}`, place);

/** A stay at a place from now on. */
export function stay(name: string, start: Date, hours: number): Promise<Assessment> {
  const end = new Date(start.getTime() + hours * 3_600_000);
  const query = new URLSearchParams({ name, start: start.toISOString(), end: end.toISOString() });
  return ask(`/v1/risk/places?${query}`);
}

export interface RouteAsk {
  origin: string | Place;
  destination: string | Place;
  depart?: string;
  window?: [string, string];
  mode?: string;
  alternatives: boolean;
}

/** Many trips at once; one that cannot be assessed is a problem document in its place. */
export async function routes(trips: RouteAsk[]): Promise<(Assessment | Problem)[]> {
  return (await ask<{ results: (Assessment | Problem)[] }>("/v1/risk/routes", { trips })).results;
}

/** The stored trips of this mirror's user, by departure. Those who may not see them see none. */
export async function stored(user: string): Promise<StoredTrip[]> {
  try {
    return await ask(`/v1/trips?${new URLSearchParams({ user_id: user, limit: "50" })}`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return [];
    throw error;
  }
}

/** The way of an answer, laid out on a page of that size. */
export function mapOf(reply: Reply & { assessment: Assessment }, page: { width: number; height: number; letter: number }): Promise<Drawing> {
  const trip = reply.assessment.trip!;
  return ask("/v1/maps/routes", {
    origin: point(reply.slots["origin"], trip.origin),
    destination: point(reply.slots["destination"], trip.destination),
    mode: trip.mode,
    depart: trip.depart,
    ...(trip.by_way ? { via: trip.by_way } : {}),
    alternatives: false,
    page,
  });
}

/** The place that was said where it is the one of the trip (there are several 광주), else its name. */
function point(said: Place | null | undefined, name: string): string | Place {
  return said && typeof said.lat === "number" && said.name.startsWith(name) ? { ...said, aliases: [name] } : name;
}
