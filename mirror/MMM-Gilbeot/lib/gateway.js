/**
 * One connection to `WS /v1/voice` of a 길벗 server that comes back by itself (docs/voice-protocol.md).
 *
 * `events` gets every event of the protocol by name, and `disconnected` when the connection is lost; `sound`
 * gets the PCM16 of answers. Nothing is kept: what is not connected is not sent.
 */
"use strict";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** Closed with these (no key, wrong key), trying again soon would only annoy. */
const HOPELESS = new Set([4401, 4403]);
/** What waits for a stalled network at most: sound that would be heard seconds late is not sent. */
const MOST_WAITING = 256 * 1024;

class Gateway {
  /**
   * @param {{url: string, hello: object, Socket?: typeof WebSocket, firstPauseMs?: number}} options
   * @param {{event: (event: object) => void, sound?: (block: Buffer) => void}} listener
   */
  constructor(options, listener) {
    this.address = `${options.url.replace(/^http/, "ws").replace(/\/+$/, "")}/v1/voice`;
    this.hello = options.hello;
    // Node 22 has WebSocket; older ones find the one that MagicMirror's socket.io brings.
    this.Socket = options.Socket ?? globalThis.WebSocket ?? require("ws");
    this.firstPauseMs = options.firstPauseMs ?? FIRST_PAUSE_MS;
    this.pause = this.firstPauseMs;
    this.listener = listener;
    this.socket = null;
    this.ready = false;
    this.timer = null;
    this.ended = false;
  }

  connect() {
    if (this.ended || this.socket) return;
    let socket;
    try {
      socket = new this.Socket(this.address);
    } catch {
      this.lost(1006);
      return;
    }
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", ...this.hello }));
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") this.heard(data);
      else this.listener.sound?.(Buffer.from(data));
    };
    socket.onerror = () => {}; // onclose follows
    socket.onclose = ({ code }) => this.lost(code);
  }

  heard(data) {
    let event;
    try {
      event = JSON.parse(data);
    } catch {
      return;
    }
    if (typeof event?.type !== "string") return;
    if (event.type === "snapshot") {
      this.ready = true;
      this.pause = this.firstPauseMs;
    }
    this.listener.event(event);
  }

  lost(code) {
    this.socket = null;
    this.ready = false;
    if (this.ended) return;
    this.listener.event({ type: "disconnected", code });
    const wait = HOPELESS.has(code) ? LONGEST_PAUSE_MS : this.pause;
    this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
    this.timer = setTimeout(() => this.connect(), wait * (0.8 + Math.random() * 0.4));
  }

  /** False where there is no connection. */
  send(message) {
    if (!this.ready) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  sound(block) {
    if (this.ready && this.socket.bufferedAmount < MOST_WAITING) this.socket.send(block);
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
    this.socket?.close(1000);
    this.socket = null;
    this.ready = false;
  }
}

module.exports = { Gateway };
