/** Microphone and loudspeaker of the machine by ALSA's `arecord` and `aplay`; only these two are ever started. */
"use strict";

const { spawn } = require("node:child_process");

const RATE = 16_000;
/** ALSA names: "default", "plughw:1,0", "plughw:CARD=seeed,DEV=0". */
const DEVICE = /^[\w:,=.-]{1,60}$/;

const device = (wanted) => (wanted === true ? "default" : DEVICE.test(String(wanted)) ? String(wanted) : null);

/** Sound of the microphone in blocks. Returns a function that stops it; null where `wanted` names no device. */
function listen(wanted, heard, failed, start = spawn) {
  const name = wanted ? device(wanted) : null;
  if (!name) return null;
  const process = start("arecord", ["-q", "-D", name, "-t", "raw", "-f", "S16_LE", "-r", String(RATE), "-c", "1"]);
  process.stdout.on("data", heard);
  process.on("error", failed);
  return () => process.kill();
}

/** A loudspeaker for the PCM16 of one answer after the other. */
class Speaker {
  constructor(wanted, failed, start = spawn) {
    this.name = wanted ? device(wanted) : null;
    this.failed = failed;
    this.start = start;
    this.process = null;
  }

  begin(rate) {
    this.stop();
    if (!this.name) return;
    this.process = this.start("aplay", ["-q", "-D", this.name, "-t", "raw", "-f", "S16_LE", "-r", String(rate), "-c", "1"]);
    this.process.on("error", this.failed);
    this.process.stdin.on("error", () => {}); // it was stopped while sound came
  }

  play(block) {
    this.process?.stdin.write(block);
  }

  /** What was sent is played to its end. */
  end() {
    this.process?.stdin.end();
    this.process = null;
  }

  /** Silence at once. */
  stop() {
    this.process?.kill();
    this.process = null;
  }
}

module.exports = { listen, Speaker, RATE };
