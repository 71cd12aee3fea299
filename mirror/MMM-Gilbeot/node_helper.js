/** The server's half: one connection to 길벗 for all screens, trips of the calendar, what the ambient view shows. */
"use strict";

const NodeHelper = require("node_helper");
const Log = require("logger");
const { Gateway } = require("./lib/gateway");
const { Client } = require("./lib/client");
const { listen, Speaker, RATE } = require("./lib/audio");
const { journeysOf, prefix } = require("./lib/calendar");

const COMMANDS = new Set(["start_listening", "stop_listening", "stop_pipeline", "mute_mic", "text"]);
const OUT_RATE = 22_050;

module.exports = NodeHelper.create({
  start() {
    this.settings = null;
    this.last = new Map();
    this.kept = new Map();
  },

  socketNotificationReceived(notification, payload) {
    if (notification === "START") this.begin(payload);
    else if (!this.settings) return;
    else if (notification === "COMMAND") this.command(payload);
    else if (notification === "CALENDAR") void this.calendar(payload);
  },

  /** The first screen's settings count until a restart: a page cannot point the helper elsewhere. */
  begin(settings) {
    if (this.settings) {
      for (const [name, value] of this.last) this.sendSocketNotification(name, value);
      return;
    }
    this.settings = settings;
    const { url, token, userId, microphone, speaker, patience, wakePhrases } = settings;
    this.client = new Client({ url, token, userId });
    const failed = (error) => Log.error(`[MMM-Gilbeot] sound: ${error.message}`);
    this.speaker = new Speaker(speaker, failed);
    const hello = {
      client: "MMM-Gilbeot/0.1",
      user_id: userId,
      ...(token ? { token } : {}),
      sample_rate: RATE,
      mode: microphone ? "wake" : "text",
      audio_out: { sample_rate: OUT_RATE, format: speaker ? "pcm16" : "none" },
      patience,
      ...(wakePhrases.length > 0 ? { wake_phrases: wakePhrases } : {}),
      barge_in: Boolean(microphone && speaker && settings.bargeIn),
      language: "ko",
    };
    this.gateway = new Gateway(
      { url, hello },
      { event: (event) => this.heard(event), sound: (block) => this.speaker.play(block) },
    );
    this.gateway.connect();
    this.stopListening = listen(microphone, (block) => this.gateway.sound(block), failed);
    void this.look();
    this.timer = setInterval(() => void this.look(), settings.updateSeconds * 1000);
  },

  heard(event) {
    if (event.type === "tts_speaking") this.speaker.begin(event.sample_rate || OUT_RATE);
    else if (event.type === "tts_finished") event.reason === "done" ? this.speaker.end() : this.speaker.stop();
    this.tell("EVENT", event, event.type === "snapshot" || event.type === "disconnected");
  },

  command(message) {
    if (!COMMANDS.has(message?.type)) return;
    if (message.type === "stop_pipeline") this.speaker.stop();
    if (!this.gateway.send(message)) this.tell("EVENT", { type: "disconnected" });
  },

  async look() {
    try {
      this.tell("AMBIENT", await this.client.ambient(this.settings.home, this.settings.hours), true);
    } catch (error) {
      this.tell("AMBIENT", { failed: error.status ?? 0 }, true);
    }
  },

  /** Only with consent. What a place cannot be found for is left out; titles and places are never logged. */
  async calendar({ events, sender }) {
    const { consent, days, origin, mode } = this.settings.calendar;
    if (consent !== true) return;
    let begun;
    try {
      begun = await this.client.beginning();
    } catch (error) {
      Log.warn(`[MMM-Gilbeot] the server could not be asked: ${error.message}`);
      return; // the calendar broadcasts again
    }
    const now = begun.now.getTime();
    const journeys = journeysOf(events, { now, days, sender: String(sender) });
    const seen = JSON.stringify(journeys);
    if (this.kept.get(sender) === seen) return;
    const start = origin || this.settings.home || begun.home;
    const results = await Promise.allSettled(journeys.map((j) => this.client.keep(j, start, mode)));
    const failed = results.filter((result) => result.status === "rejected").length;
    if (failed > 0) Log.warn(`[MMM-Gilbeot] ${failed} of ${journeys.length} events could not be kept as trips`);
    else this.kept.set(sender, seen);
    try {
      // An empty list comes before a calendar was fetched: nothing is deleted for that.
      if (Array.isArray(events) && events.length > 0) {
        await this.client.forget(prefix(String(sender)), new Set(journeys.map((j) => j.clientId)), now);
      }
    } catch (error) {
      Log.warn(`[MMM-Gilbeot] old trips could not be deleted: ${error.message}`);
    }
    if (journeys.length > 0) await this.look();
  },

  /** To all screens; with `keep` also to those that come later. */
  tell(name, value, keep = false) {
    if (keep) this.last.set(name, value);
    this.sendSocketNotification(name, value);
  },

  stop() {
    clearInterval(this.timer);
    this.stopListening?.();
    this.speaker?.stop();
    this.gateway?.end();
  },
});
