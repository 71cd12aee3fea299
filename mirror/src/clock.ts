/** The clock. */
import { h, put } from "./dom";
import { clockParts, dayWords, now } from "./time";

export function clockView(): HTMLElement {
  const time = h("time", { class: "clock" });
  const day = h("p", { class: "day" });
  const tick = () => {
    const moment = now();
    const [hour = "", minute = ""] = clockParts(moment);
    put(time, `${hour}:${minute}`);
    put(day, dayWords(moment));
    setTimeout(tick, 1000 - (moment.getTime() % 1000));
  };
  tick();
  return h("header", { class: "top" }, h("h1", { class: "unseen" }, "길벗 거울"), h("div", {}, time, day));
}
