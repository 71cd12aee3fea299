/** The mirror: clock, ambient view, conversation, alerts. */
import "./style.css";
import { Alerts } from "./alerts";
import { ApiError, begin } from "./api";
import { Ambient } from "./ambient";
import { clockView } from "./clock";
import { Conversation } from "./conversation";
import { h, put, s } from "./dom";
import { useWords } from "./levels";
import { tellLocation } from "./location";
import { preferences, remember } from "./preferences";
import { settingsDialog } from "./settings";
import { setClock } from "./time";
import type { Beginning } from "./types";
import { Voice } from "./voice/socket";

const RETRY_MS = 3000;
const root = document.querySelector("#mirror")!;
const offline = h("p", { class: "offline", role: "status" });
const recording = h("p", { class: "recording", role: "status" });

document.body.dataset["view"] = "ambient";
void start();

/** Waits for the server, however long it takes, and says so. */
async function start(): Promise<void> {
  try {
    build(await begin());
  } catch (error) {
    put(root, h("p", { class: "offline", role: "status" }, (error as Error).message), needsKey(error) && keyForm());
    if (!needsKey(error)) setTimeout(() => void start(), RETRY_MS);
  }
}

const needsKey = (error: unknown): boolean => error instanceof ApiError && (error.status === 401 || error.status === 403);

function keyForm(): HTMLElement {
  const key = h("input", { id: "key", type: "password", "aria-label": "API 열쇠", placeholder: "gb_…" });
  const form = h("form", { class: "ask" }, key, h("button", { type: "submit" }, "넣기"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    remember({ key: key.value.trim() });
    void start();
  });
  return form;
}

function build(beginning: Beginning): void {
  setClock(beginning.now);
  useWords(beginning.words.level);
  const alerts = new Alerts();
  const tap = h("button", { type: "button", class: "round mic", "aria-label": "마이크 켜고 말하기" }, icon(MIC));
  const mute = h("button", { type: "button", class: "round", "aria-label": "마이크 끄기", "aria-pressed": "false", hidden: true }, icon(MUTE));
  const gear = h("button", { type: "button", class: "round", "aria-label": "설정" }, icon(GEAR));
  const conversation = new Conversation(h("div", { class: "controls" }, tap, mute, gear));
  const ambient = new Ambient(() => beginning, (id, text) => alerts.show(id, text, false), (on) => put(offline, on ? "" : "길벗 서버와 연결이 끊겼어요. 다시 연결하고 있어요."));
  const voice = new Voice(conversation, (id, text, urgent) => alerts.show(id, text, urgent), () => {
    mute.hidden = !voice.hearing;
    put(recording, voice.recording ? "● 녹음 중" : "");
    mute.setAttribute("aria-pressed", String(voice.muted));
    tap.setAttribute("aria-label", voice.hearing ? "지금 말하기" : "마이크 켜고 말하기");
  });
  const settings = settingsDialog(beginning, () => {
    voice.configure();
    void ambient.look();
  });
  conversation.voice = voice;
  tap.addEventListener("click", () => {
    voice.tap().then(() => remember({ microphone: true })).catch((error: Error) => conversation.trouble(error.message));
  });
  mute.addEventListener("click", () => voice.mute(!voice.muted));
  gear.addEventListener("click", () => settings.showModal());
  const top = clockView();
  top.append(recording, offline, beginning.scenario ? h("p", { class: "replay" }, "기록 재생 중") : "");
  put(root);
  root.append(alerts.element, top, ambient.element, conversation.element, settings);
  void ambient.run();
  voice.connect();
  tellLocation();
  void heardBefore(voice);
}

/** A mirror in the hall is restarted by its power switch: where it listened before, it listens again. */
async function heardBefore(voice: Voice): Promise<void> {
  if (!preferences().microphone) return;
  try {
    const permission = await navigator.permissions.query({ name: "microphone" as PermissionName });
    if (permission.state === "granted") await voice.resume();
  } catch {
    // some browsers do not tell; then a tap is needed
  }
}

const MIC = "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4";
const MUTE = `${MIC}M4 3l16 18`;
const GEAR = "M4 7h10M18 7h2M4 17h2M10 17h10M14 4.5v5M8 14.5v5";

function icon(d: string): SVGElement {
  return s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d, class: "stroke" }));
}
