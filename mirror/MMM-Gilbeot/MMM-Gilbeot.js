/* global Module, GilbeotView */
/** 길벗 on MagicMirror²: trips and warnings unasked, answers when asked. See README.md. */
Module.register("MMM-Gilbeot", {
  requiresVersion: "2.25.0",

  defaults: {
    url: "http://127.0.0.1:8080",
    token: "",
    userId: "me",
    home: "",
    hours: 6,
    updateSeconds: 60,
    microphone: false,
    speaker: false,
    bargeIn: false,
    patience: 1.0,
    wakePhrases: [],
    showAlerts: true,
    urgentSeconds: 60,
    maxWarnings: 4,
    calendar: { consent: false, days: 7, origin: "", mode: "" },
  },

  start() {
    this.config.calendar = { ...this.defaults.calendar, ...this.config.calendar };
    this.state = "idle";
    this.recording = false;
    this.connected = false;
    this.ambient = null;
    this.heard = "";
    this.reply = null;
    this.trouble = "";
    this.rest = null;
    this.sendSocketNotification("START", this.config);
  },

  getScripts() {
    return [this.file("view.js")];
  },

  getStyles() {
    return ["MMM-Gilbeot.css"];
  },

  getTranslations() {
    return { ko: "translations/ko.json", en: "translations/en.json" };
  },

  getHeader() {
    return this.data.header ?? "";
  },

  getDom() {
    const view = new GilbeotView((key, values) => this.translate(key, values), this.config);
    return view.draw(this);
  },

  notificationReceived(notification, payload, sender) {
    if (notification === "CALENDAR_EVENTS" && this.config.calendar.consent === true) {
      const events = payload.map(({ title, startDate, fullDayEvent, location, geo }) => ({ title, startDate, fullDayEvent, location, geo }));
      this.sendSocketNotification("CALENDAR", { events, sender: sender?.identifier ?? "" });
    } else if (notification === "GILBEOT_ASK") this.command({ type: "text", text: String(payload?.text ?? payload ?? "").slice(0, 400) });
    else if (notification === "GILBEOT_LISTEN") this.command({ type: "start_listening" });
    else if (notification === "GILBEOT_STOP") this.command({ type: "stop_pipeline" });
    else if (notification === "GILBEOT_MUTE") this.command({ type: "mute_mic", muted: payload?.muted !== false });
  },

  command(message) {
    this.sendSocketNotification("COMMAND", message);
    if (message.type === "stop_pipeline") this.close();
  },

  socketNotificationReceived(notification, payload) {
    if (notification === "AMBIENT") {
      if (payload.failed === undefined) this.ambient = payload;
      this.stale = payload.failed;
      if (!this.answering()) this.updateDom();
    } else if (notification === "EVENT") this.event(payload);
  },

  /** Each event goes on to other modules (lights, music) under its own name, without the sound and the words of an answer. */
  event(event) {
    const { type } = event;
    this.sendNotification("GILBEOT_EVENT", { type, state: this.state, ...(event.on === undefined ? {} : { on: event.on }) });
    switch (type) {
      case "snapshot":
        this.connected = true;
        this.state = event.muted ? "muted" : "idle";
        this.recording = event.recording === true;
        break;
      case "recording":
        this.recording = event.on === true;
        break;
      case "disconnected":
        this.connected = this.recording = false;
        this.state = "idle";
        break;
      case "wake_word_detected":
      case "listening":
        this.state = "listening";
        break;
      case "stt_partial":
      case "stt_text":
        this.open();
        this.heard = event.text;
        break;
      case "thinking":
        this.state = "thinking";
        break;
      case "reply":
        this.open();
        this.reply = event.reply;
        this.linger(event.reply.text);
        break;
      case "tts_speaking":
        this.state = "speaking";
        break;
      case "announcement":
        this.alert(event);
        return;
      case "pipeline_error":
        this.open();
        this.trouble = event.message;
        this.linger(event.message);
        break;
      case "muted":
        this.state = event.muted ? "muted" : "idle";
        break;
      case "idle":
        this.state = this.state === "muted" ? "muted" : "idle";
        if (this.answering()) this.linger(this.reply?.text ?? this.trouble ?? "");
        break;
      default:
        return;
    }
    this.updateDom();
  },

  /** By MagicMirror's own alert module, as text: words of others are never markup. */
  alert({ text, priority }) {
    if (!this.config.showAlerts) return;
    const urgent = priority === "urgent";
    this.sendNotification("SHOW_ALERT", {
      type: urgent ? "alert" : "notification",
      title: this.translate(urgent ? "URGENT" : "NOTICE"),
      titleType: "text",
      message: text,
      messageType: "text",
      imageFA: urgent ? "triangle-exclamation" : undefined,
      timer: urgent ? Math.max(this.config.urgentSeconds * 1000, this.readingMs(text)) : this.readingMs(text),
    });
  },

  answering() {
    return this.reply !== null || this.heard !== "" || this.trouble !== "";
  },

  open() {
    clearTimeout(this.rest);
    this.reply = null;
    this.trouble = "";
  },

  close() {
    clearTimeout(this.rest);
    this.reply = null;
    this.heard = "";
    this.trouble = "";
    this.updateDom();
  },

  linger(text) {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.close(), 2 * this.readingMs(text));
  },

  /** Korean is read at about five syllables a second from across a hall: 12 to 90 s. */
  readingMs(text) {
    const seconds = 6 + text.replace(/\s/g, "").length / 5;
    return Math.min(90, Math.max(12, seconds)) * 1000;
  },

  suspend() {
    this.close();
  },
});
