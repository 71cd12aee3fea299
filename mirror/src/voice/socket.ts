/** One connection to `WS /v1/voice` (docs/voice-protocol.md) that comes back by itself. */
import type { State } from "../conversation";
import { preferences, wakePhrases } from "../preferences";
import type { Reply } from "../types";
import { Microphone, RATE } from "./microphone";
import { Player } from "./player";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** Closed with these, trying again at once would only annoy: a person has to do something first. */
const HOPELESS = new Set([4401, 4403]);

export interface VoiceEvents {
  state(state: State): void;
  partial(text: string): void;
  final(text: string): void;
  reply(reply: Reply): void;
  trouble(message: string): void;
}

export interface Announced {
  (id: string, text: string, urgent: boolean): void;
}

type Event = { type: string } & Record<string, unknown>;

export class Voice {
  private socket: WebSocket | null = null;
  private ready = false;
  private pause = FIRST_PAUSE_MS;
  private readonly player = new Player((id) => this.send({ type: "played", id }));
  private readonly microphone = new Microphone((block) => this.sound(block));
  /** Who this connection is for: another user or key needs another one. */
  private greeted = "";
  muted = false;
  /** Debug recording is on: what is said here is kept for some hours. */
  recording = false;

  constructor(
    private readonly events: VoiceEvents,
    private readonly announced: Announced,
    private readonly changed: () => void,
  ) {}

  get hearing(): boolean {
    return this.microphone.on;
  }

  get connected(): boolean {
    return this.ready;
  }

  connect(): void {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/v1/voice`);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(JSON.stringify(this.hello()));
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === "string") this.event(JSON.parse(data) as Event);
      else this.player.play(data);
    };
    socket.onclose = ({ code }) => this.lost(code);
  }

  private hello(): Event {
    const { user, key, sound, patience } = preferences();
    this.greeted = `${user} ${key}`;
    return {
      type: "hello",
      client: "mirror/1.0",
      user_id: user,
      ...(key ? { token: key } : {}),
      sample_rate: RATE,
      mode: this.hearing ? "wake" : "text",
      audio_out: { sample_rate: 22050, format: sound ? "pcm16" : "none" },
      patience,
      wake_phrases: wakePhrases(),
      language: "ko",
    };
  }

  private lost(code: number): void {
    const was = this.ready;
    this.ready = false;
    this.recording = false;
    this.player.stop();
    if (was) this.events.state("idle");
    this.changed();
    const wait = HOPELESS.has(code) ? LONGEST_PAUSE_MS : this.pause;
    this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
    setTimeout(() => this.connect(), wait * (0.8 + Math.random() * 0.4));
  }

  private event(event: Event): void {
    switch (event.type) {
      case "snapshot":
        this.ready = true;
        this.pause = FIRST_PAUSE_MS;
        this.muted = event["muted"] === true;
        this.recording = event["recording"] === true;
        this.changed();
        break;
      case "recording":
        this.recording = event["on"] === true;
        this.changed();
        break;
      case "listening":
        this.events.state("listening");
        break;
      case "stt_partial":
        this.events.partial(String(event["text"]));
        break;
      case "stt_text":
        this.events.final(String(event["text"]));
        break;
      case "thinking":
        this.events.state("thinking");
        break;
      case "reply":
        this.events.reply(event["reply"] as Reply);
        break;
      case "tts_speaking":
        this.player.begin(String(event["id"]), Number(event["sample_rate"]));
        this.events.state("speaking");
        break;
      case "tts_paused":
        this.player.pause();
        break;
      case "tts_resumed":
        this.player.resume();
        break;
      case "tts_finished":
        if (event["reason"] === "done") this.player.end();
        else this.player.stop();
        break;
      case "announcement":
        this.announced(String(event["id"]), String(event["text"]), event["priority"] === "urgent");
        break;
      case "muted":
        this.muted = event["muted"] === true;
        this.changed();
        break;
      case "idle":
        this.events.state(this.muted ? "muted" : "idle");
        break;
      case "pipeline_error":
        this.events.trouble(String(event["message"]));
        break;
    }
  }

  private send(message: Event): boolean {
    if (!this.ready || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private sound(block: ArrayBuffer): void {
    // A stalled network must not fill the memory: what would be heard seconds late is not sent.
    if (this.ready && this.socket && this.socket.bufferedAmount < 256 * 1024) this.socket.send(block);
  }

  /** False where there is no connection: the caller asks by HTTP instead. */
  ask(text: string): boolean {
    this.player.unlock();
    return this.send({ type: "text", text });
  }

  /** The microphone button: on, listen now, done, or be quiet, whichever makes sense. Throws with words. */
  async tap(): Promise<void> {
    this.player.unlock();
    if (!this.hearing) {
      await this.microphone.start();
      this.send({ type: "configure", mode: "wake" });
      this.changed();
    }
    const state = document.body.dataset["state"];
    if (this.muted) this.send({ type: "mute_mic", muted: false });
    if (state === "listening") this.send({ type: "stop_listening" });
    else if (state === "speaking" || state === "thinking") this.stop();
    else this.send({ type: "start_listening" });
  }

  /** Starts the microphone without a tap, where permission was given before. */
  async resume(): Promise<void> {
    await this.microphone.start();
    this.send({ type: "configure", mode: "wake" });
    this.changed();
  }

  mute(muted: boolean): void {
    this.send({ type: "mute_mic", muted });
  }

  stop(): void {
    this.player.stop();
    this.send({ type: "stop_pipeline" });
  }

  /** After a change of the settings. */
  configure(): void {
    const { user, key, sound, patience } = preferences();
    if (this.greeted && this.greeted !== `${user} ${key}`) {
      this.pause = FIRST_PAUSE_MS;
      this.socket?.close(1000);
      return;
    }
    this.send({ type: "configure", patience, wake_phrases: wakePhrases(), audio_out: { sample_rate: 22050, format: sound ? "pcm16" : "none" } });
  }
}
