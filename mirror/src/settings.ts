/** The dialog with what this mirror remembers. Kept on this device only. */
import { h } from "./dom";
import { locationPart } from "./location";
import { preferences, remember, type OwnTrip } from "./preferences";
import type { Beginning } from "./types";
import { uploadPart } from "./upload";

const DAYS = ["일", "월", "화", "수", "목", "금", "토"];

export function settingsDialog(beginning: Beginning, changed: () => void): HTMLDialogElement {
  const list = h("ul", { class: "own-trips" });
  const home = h("input", { id: "set-home", type: "text", maxlength: 60, placeholder: beginning.home });
  const key = h("input", { id: "set-key", type: "password", maxlength: 200, autocomplete: "off" });
  const user = h("input", { id: "set-user", type: "text", maxlength: 128, autocomplete: "off", spellcheck: "false" });
  const sound = h("input", { id: "set-sound", type: "checkbox" });
  const patience = h("input", { id: "set-patience", type: "range", min: 0.5, max: 3, step: 0.5 });
  const wake = h("input", { id: "set-wake", type: "text", maxlength: 14, pattern: "[가-힣 ]{2,14}", autocomplete: "off", placeholder: "길벗아" });
  const dialog = h(
    "dialog",
    { class: "settings", "aria-labelledby": "settings-title" },
    h("h2", { id: "settings-title" }, "거울 설정"),
    h("p", { class: "quiet" }, "여기 적은 것은 이 화면에만 남아요. 길을 살펴볼 때 출발지와 도착지를 길벗 서버에 물어봐요."),
    field("집 (동네나 역 이름)", home),
    field("API 열쇠 (다른 기기의 서버일 때)", key),
    field("누구의 거울인지 (user_id: 여정과 알림을 같이 볼 이름)", user),
    h("label", { class: "check" }, sound, "답을 소리 내어 읽기"),
    field("말을 기다려 주는 시간", patience),
    field("따로 부르는 말 (한글 2~14자)", wake),
    locationPart(),
    h("h3", {}, "자주 가는 길"),
    list,
    tripForm(beginning, (trip) => {
      remember({ trips: [...preferences().trips, trip] });
      draw();
    }),
    uploadPart(changed),
    h("button", { type: "button", class: "done", onclick: () => dialog.close() }, "닫기"),
  );

  function draw(): void {
    list.replaceChildren(
      ...preferences().trips.map((trip, index) =>
        h(
          "li",
          {},
          `${daysWords(trip.days)} ${trip.time} ${trip.origin || "집"} → ${trip.destination} `,
          h("button", { type: "button", "aria-label": `${trip.destination} 가는 길 지우기`, onclick: () => drop(index) }, "지우기"),
        ),
      ),
    );
  }

  function drop(index: number): void {
    remember({ trips: preferences().trips.filter((_, at) => at !== index) });
    draw();
  }

  dialog.addEventListener("close", () => {
    const name = user.value.trim() || preferences().user;
    remember({ home: home.value.trim(), key: key.value.trim(), user: name, sound: sound.checked, patience: Number(patience.value), wake: wake.value.trim() });
    changed();
  });
  const kept = preferences();
  [home.value, key.value, user.value, wake.value] = [kept.home, kept.key, kept.user, kept.wake];
  [sound.checked, patience.value] = [kept.sound, String(kept.patience)];
  draw();
  return dialog;
}

function field(label: string, control: HTMLElement): HTMLElement {
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control);
}

function tripForm(beginning: Beginning, add: (trip: OwnTrip) => void): HTMLElement {
  const from = h("input", { id: "trip-from", type: "text", maxlength: 60, placeholder: "집" });
  const to = h("input", { id: "trip-to", type: "text", maxlength: 60, required: true });
  const time = h("input", { id: "trip-time", type: "time", required: true });
  const modes = Object.entries(beginning.words.mode).map(([value, word]) => h("option", { value }, word));
  const mode = h("select", { id: "trip-mode" }, h("option", { value: "" }, "알아서"), ...modes);
  const days = DAYS.map((_, day) => h("input", { type: "checkbox", value: day }));
  const form = h(
    "form",
    { class: "trip-form" },
    field("어디서", from),
    field("어디로", to),
    field("몇 시에", time),
    field("무엇으로", mode),
    h("fieldset", {}, h("legend", {}, "요일 (고르지 않으면 매일)"), ...days.map((box, day) => h("label", { class: "check" }, box, DAYS[day]))),
    h("button", { type: "submit" }, "길 더하기"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = days.filter((box) => box.checked).map((box) => Number(box.value));
    add({ origin: from.value.trim(), destination: to.value.trim(), time: time.value, days: chosen, mode: mode.value });
    form.reset();
  });
  return form;
}

const daysWords = (days: number[]): string => (days.length === 0 ? "매일" : days.map((day) => DAYS[day]).join("·"));
