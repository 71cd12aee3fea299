/** Korean time as Koreans read it. The server's moment counts: a replayed scenario has its own. */

const ZONE = "Asia/Seoul";
let shift = 0;

export function setClock(serverNow: string): void {
  shift = new Date(serverNow).getTime() - Date.now();
}

export const now = (): Date => new Date(Date.now() + shift);

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("ko-KR", { timeZone: ZONE, ...options });
const DAY = format({ month: "long", day: "numeric", weekday: "long" });
const HOUR = format({ hour: "numeric", minute: "2-digit", hour12: true });
const PARTS = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const dayWords = (moment: Date): string => DAY.format(moment);
/** 오후 6:05 */
export const hourWords = (moment: Date | string): string => HOUR.format(new Date(moment));
/** 2023-08-09 in Korea */
export const isoDay = (moment: Date): string => PARTS.format(moment);
/** ["18", "05", "09"] */
export const clockParts = (moment: Date): string[] => CLOCK.format(moment).split(":");
/** 0 Sunday … 6 Saturday in Korea */
export const weekday = (moment: Date): number => new Date(`${isoDay(moment)}T00:00:00Z`).getUTCDay();

const DATE = format({ month: "numeric", day: "numeric", weekday: "short" });
const DAYS_AHEAD = ["오늘", "내일", "모레"];

/** 오늘, 내일, 모레, or 12. 3. (목) */
export function dayAhead(moment: Date): string {
  const days = Math.round((Date.parse(isoDay(moment)) - Date.parse(isoDay(now()))) / 86_400_000);
  return DAYS_AHEAD[days] ?? DATE.format(moment);
}
