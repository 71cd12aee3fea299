/** What MMM-Gilbeot draws. Elements only: nothing here parses HTML. Levels are always colour, icon and word. */
/* exported GilbeotView */
const GILBEOT_ICONS = {
  safe: ["M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z", "M7 12.5l3.5 3.5L17 9"],
  attention: ["M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z", "M12 11v6M12 7v.01"],
  caution: ["M12 2.5L22.5 21.5h-21z", "M12 9.5v5.5M12 18v.01"],
  alert: ["M12 1L23 12L12 23L1 12z", "M12 6.5v7M12 17v.01"],
  serious: ["M7.5 1.5h9l6 6v9l-6 6h-9l-6-6v-9z", "M9 6.5v7M9 17v.01M15 6.5v7M15 17v.01"],
  unknown: ["M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z", "M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.1-1.5 2.2M12 17.5v.01"],
};

class GilbeotView {
  constructor(translate, config) {
    this.translate = translate;
    this.config = config;
  }

  draw(module) {
    const root = this.h("div", `gilbeot state-${module.state}`);
    root.setAttribute("lang", "ko");
    root.append(module.answering() ? this.answer(module) : this.ambient(module));
    const words = this.translate(module.connected ? module.state.toUpperCase() : "DISCONNECTED");
    const state = this.h("div", "gilbeot-state xsmall dimmed", module.recording ? `${words} · ● ${this.translate("RECORDING")}` : words);
    state.setAttribute("role", "status");
    root.append(state);
    return root;
  }

  ambient({ ambient, stale }) {
    const box = this.h("div", "gilbeot-ambient");
    if (!ambient) {
      box.append(this.h("div", "small dimmed", this.translate(stale === 401 || stale === 403 ? "KEY" : "WAITING")));
      return box;
    }
    const { home, trips, warnings } = ambient;
    if (stale !== undefined) box.append(this.h("div", "xsmall", this.translate("STALE")));
    const line = this.h("div", "gilbeot-home small");
    line.append(this.badge(this.shown(home)), this.h("span", "bright", home.name), this.h("span", "dimmed", this.translate("HOURS", { hours: home.hours })));
    box.append(line);
    const list = this.h("ul", "gilbeot-trips small");
    for (const trip of trips) {
      const row = this.h("li");
      row.append(this.h("span", "dimmed", this.when(trip)), this.h("span", "bright", `${trip.origin} → ${trip.destination}`), this.badge(this.shown(trip)));
      if (trip.title) row.append(this.h("span", "gilbeot-title xsmall dimmed", trip.title));
      list.append(row);
    }
    if (trips.length > 0) box.append(list);
    const warned = this.h("ul", "gilbeot-warnings small");
    for (const { name, where, regions, source } of warnings.slice(0, this.config.maxWarnings)) {
      const level = name.endsWith("경보") ? "alert" : "caution";
      const row = this.h("li", `level-${level}`);
      const places = regions.length > 3 ? this.translate("PLACES", { first: regions.slice(0, 2).join("·"), count: regions.length }) : regions.join("·");
      row.append(this.icon(level), this.h("strong", "", name), this.h("span", "dimmed", where.map((w) => this.translate(w.toUpperCase())).join("·")), this.h("span", "", places), this.h("span", "xsmall dimmed", source));
      warned.append(row);
    }
    if (warnings.length > 0) box.append(warned);
    return box;
  }

  answer({ heard, reply, trouble }) {
    const box = this.h("div", "gilbeot-answer");
    box.setAttribute("aria-live", "polite");
    if (heard) box.append(this.h("div", "gilbeot-heard small dimmed", `“${heard}”`));
    if (trouble) box.append(this.h("div", "small", trouble));
    if (!reply) return box;
    const a = reply.assessment;
    const emergency = reply.cards?.some((card) => card.kind === "emergency");
    if (a) box.append(this.badge(this.shown(a), "medium"));
    else if (emergency) box.append(this.badge("serious", "medium"));
    box.append(this.h("div", "gilbeot-words small bright", reply.text));
    if (a?.trip && a.segments.length > 1) {
      const way = this.h("ol", "gilbeot-way xsmall");
      for (const part of a.segments) {
        const row = this.h("li");
        row.append(this.h("span", "dimmed", this.clock(part.from)), this.h("span", "", part.name), this.badge(this.shown({ level: part.level, coverage: a.coverage })));
        way.append(row);
      }
      box.append(way);
    }
    return box;
  }

  /** "안전" is not said while less than half was checked. */
  shown({ level, coverage }) {
    return !level || (level === "safe" && coverage < 0.5) ? "unknown" : level;
  }

  badge(level, size = "") {
    const badge = this.h("span", `gilbeot-badge level-${level} ${size}`);
    badge.append(this.icon(level), this.h("span", "", this.translate(`LEVEL_${level.toUpperCase()}`)));
    return badge;
  }

  icon(level) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", `gilbeot-icon level-${level}`);
    svg.setAttribute("aria-hidden", "true");
    GILBEOT_ICONS[level].forEach((d, index) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", d);
      path.setAttribute("class", index === 0 ? "shape" : "sign");
      svg.append(path);
    });
    return svg;
  }

  when(trip) {
    const day = new Intl.DateTimeFormat("ko-KR", { timeZone: "Asia/Seoul", month: "numeric", day: "numeric", weekday: "short" }).format(new Date(trip.at));
    return trip.allDay ? day : `${day} ${this.clock(trip.at)}`;
  }

  clock(moment) {
    return new Intl.DateTimeFormat("ko-KR", { timeZone: "Asia/Seoul", hour: "numeric", minute: "2-digit" }).format(new Date(moment));
  }

  h(tag, classes = "", text = "") {
    const element = document.createElement(tag);
    if (classes) element.className = classes.trim();
    if (text) element.textContent = text;
    return element;
  }
}
