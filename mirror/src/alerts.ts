/** Warnings that nobody asked for: they stay long enough to be read; urgent ones until somebody has. */
import { h } from "./dom";
import { levelIcon } from "./levels";
import { readingMs } from "./reading";
import { hourWords, now } from "./time";

const MOST = 3;

export class Alerts {
  readonly element = h("div", { class: "alerts", role: "region", "aria-label": "새 알림" });
  private readonly aloud = h("div", { class: "unseen", role: "alert" });
  private readonly shown = new Map<string, HTMLElement>();

  constructor() {
    this.element.append(this.aloud);
  }

  show(id: string, text: string, urgent: boolean): void {
    if (this.shown.has(id)) return;
    const close = h("button", { type: "button", class: "close", onclick: () => this.hide(id) }, "확인");
    const box = h(
      "div",
      { class: urgent ? "notice urgent" : "notice" },
      levelIcon(urgent ? "serious" : "caution"),
      h("div", {}, h("p", {}, text), h("p", { class: "quiet" }, `${hourWords(now())}에 알려 드렸어요`)),
      close,
    );
    this.shown.set(id, box);
    this.element.append(box);
    this.aloud.textContent = text;
    if (!urgent) this.later(id, box, readingMs(text));
    const oldest = [...this.shown].find(([, element]) => !element.classList.contains("urgent"));
    if (this.shown.size > MOST && oldest) this.hide(oldest[0]);
  }

  /** While somebody points at it or has the focus in it, it stays. */
  private later(id: string, box: HTMLElement, ms: number): void {
    setTimeout(() => {
      if (box.matches(":hover, :focus-within")) this.later(id, box, 3000);
      else this.hide(id);
    }, ms);
  }

  private hide(id: string): void {
    this.shown.get(id)?.remove();
    this.shown.delete(id);
  }
}
