/** Bookings and calendars out of files: sent, shown with their levels, and kept only when asked. */
import { headers, routes, sentence, ApiError } from "./api";
import { h } from "./dom";
import { badge, shown } from "./levels";
import { preferences } from "./preferences";
import { dayAhead, hourWords } from "./time";
import type { Problem, Read, ReadTrip } from "./types";

const ENDINGS = ".ics,.eml,.html,.htm,.json,.jsonld,.pkpass,.txt";
const PATIENCE_MS = 180_000;
/** Bytes that the server takes at a time (`MAX_UPLOAD_BYTES`): it hangs up on more, which says nothing. */
const MOST = 20 * 1024 * 1024;
const MB = 1024 * 1024;

/** The part of the settings where trips are read from files. */
export function uploadPart(kept: () => void): HTMLElement {
  const files = h("input", { id: "upload-files", type: "file", multiple: true, accept: ENDINGS });
  const bar = h("progress", { max: 1, value: 0, "aria-label": "파일 보내기", hidden: true });
  const told = h("p", { class: "quiet", role: "status" });
  const list = h("ul", { class: "read" });
  const keep = h("button", { type: "button", hidden: true }, "여정으로 저장");
  const leave = h("button", { type: "button", hidden: true }, "그만두기");
  let running: XMLHttpRequest | null = null;

  function calm(text: string): void {
    running = null;
    [bar.hidden, keep.hidden, leave.hidden, files.disabled] = [true, true, true, false];
    told.textContent = text;
  }

  function clear(text: string): void {
    list.replaceChildren();
    files.value = "";
    calm(text);
  }

  async function send(save: boolean): Promise<Read> {
    const query = new URLSearchParams({ user_id: preferences().user, save: String(save) });
    if (preferences().home) query.set("home", preferences().home);
    const form = new FormData();
    for (const file of files.files ?? []) form.append("file", file);
    [bar.hidden, bar.value, keep.hidden, leave.hidden, files.disabled] = [false, 0, true, false, true];
    told.textContent = "파일을 보내고 있어요.";
    return posted(`/v1/trips/import?${query}`, form, (request) => (running = request), (share) => {
      if (share < 1) return void (bar.value = share);
      bar.removeAttribute("value");
      told.textContent = "파일을 읽고 있어요.";
    });
  }

  files.addEventListener("change", () => {
    if (!files.files?.length) return;
    list.replaceChildren();
    const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
    if (size > MOST) return clear(`파일이 모두 ${Math.ceil(size / MB)} MB예요. 한 번에 ${MOST / MB} MB까지 보낼 수 있으니 나누어 보내 주세요.`);
    send(false)
      .then(async (read) => {
        const trips = read.trips.filter((trip) => trip.origin && trip.depart);
        list.replaceChildren(...read.trips.map((trip) => line(trip)), ...read.errors.map((error) => h("li", { class: "wrong" }, named(error, [...(files.files ?? [])]))));
        calm(trips.length ? `여정 ${trips.length}개를 찾았어요. 아직 저장하지 않았어요.` : "저장할 여정이 없어요.");
        [keep.hidden, leave.hidden] = [trips.length === 0, false];
        await rate(list, read.trips);
      })
      .catch((error: Error) => clear(error.message));
  });
  keep.addEventListener("click", () => {
    send(true)
      .then((read) => {
        clear(read.saved ? `여정 ${read.saved}개를 새로 저장했어요.` : read.called_off ? "취소하신 여정이라 저장하지 않았어요." : "이미 저장해 둔 여정이에요.");
        kept();
      })
      .catch((error: Error) => {
        calm(error.message);
        [keep.hidden, leave.hidden] = [false, false];
      });
  });
  leave.addEventListener("click", () => {
    running?.abort();
    clear("저장하지 않았어요.");
  });
  return h(
    "section",
    { class: "upload", "aria-labelledby": "upload-title" },
    h("h3", { id: "upload-title" }, "예약과 달력에서 여정 가져오기"),
    h("label", { for: "upload-files" }, "예약 메일, 달력, 탑승권 파일"),
    files,
    bar,
    told,
    list,
    h("div", { class: "choices" }, keep, leave),
  );
}

/** The server knows files by their number only: their names may be personal. */
function named(error: string, files: File[]): string {
  return error.replace(/^(\d+): /, (number, at) => (files[Number(at) - 1] ? `${files[Number(at) - 1]!.name}: ` : number));
}

function line(trip: ReadTrip): HTMLElement {
  const at = new Date(trip.depart ?? trip.start);
  const where = trip.origin ? `${trip.origin} → ${trip.destination}` : trip.where;
  return h(
    "li",
    {},
    h("span", {}, [`${dayAhead(at)} ${hourWords(at)} ${where}`, trip.title].filter(Boolean).join(" · ")),
    trip.why_not ? h("span", { class: "wrong" }, trip.why_not) : null,
  );
}

/** Puts the level beside each trip; what cannot be assessed is "확인 부족". */
async function rate(list: HTMLElement, trips: ReadTrip[]): Promise<void> {
  const asked = trips.map((trip, at) => ({ trip, at })).filter(({ trip }) => trip.origin && trip.destination && trip.depart);
  if (!asked.length) return;
  const answers = await routes(
    asked.slice(0, 50).map(({ trip }) => ({
      origin: trip.origin!, destination: trip.destination!, depart: trip.depart!, alternatives: false, ...(trip.mode ? { mode: trip.mode } : {}),
    })),
  ).catch(() => []);
  asked.forEach(({ at }, number) => {
    const answer = answers[number];
    list.children[at]?.append(badge(answer && "level" in answer ? shown(answer) : "unknown"));
  });
}

/** `fetch` does not tell how much of a body was sent. */
function posted(path: string, form: FormData, began: (request: XMLHttpRequest) => void, share: (sent: number) => void): Promise<Read> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.timeout = PATIENCE_MS;
    request.upload.onprogress = (event) => event.lengthComputable && share(event.loaded / event.total);
    request.upload.onload = () => share(1);
    request.onload = () => {
      if (request.status === 200) resolve(request.response as Read);
      else reject(new ApiError(request.status, request.status === 413 ? "파일이 너무 커요. 나누어 보내 주세요." : sentence(request.status, request.response as Problem | null)));
    };
    request.onerror = request.ontimeout = () => reject(new ApiError(0, "파일을 보내지 못했어요. 연결을 확인하고 다시 해 주세요."));
    request.onabort = () => reject(new ApiError(0, "저장하지 않았어요."));
    began(request);
    request.send(form);
  });
}
