/** The conversation: what is heard, what is answered, and a place to type. */
import { ApiError, say } from "./api";
import { answerView } from "./answer";
import { h, put } from "./dom";
import { preferences } from "./preferences";
import { readingMs } from "./reading";
import type { Reply } from "./types";
import type { Voice, VoiceEvents } from "./voice/socket";

export type State = "idle" | "listening" | "thinking" | "speaking" | "muted";

const STATE_WORDS: Record<State, string> = {
  idle: "물어보세요",
  listening: "듣고 있어요",
  thinking: "알아보고 있어요",
  speaking: "말하고 있어요",
  muted: "마이크를 껐어요",
};

export class Conversation implements VoiceEvents {
  readonly element: HTMLElement;
  private readonly stage = h("div", { class: "stage", "aria-live": "polite", "aria-atomic": "false" });
  private readonly heard = h("p", { class: "heard" });
  private readonly answer = h("div", { class: "answers" });
  private readonly status = h("span", { class: "state", role: "status" });
  private readonly input = h("input", {
    id: "question",
    type: "text",
    maxlength: 400,
    autocomplete: "off",
    enterkeyhint: "send",
    placeholder: "내일 부산 가는 길 안전해?",
    "aria-label": "길벗에게 물어보기",
  });
  private rest = 0;
  private waiting = 0;
  private text = "";
  voice: Voice | null = null;

  constructor(controls: HTMLElement) {
    this.stage.append(this.heard, this.answer);
    const form = h(
      "form",
      { class: "ask", onsubmit: (event) => this.submit(event) },
      this.input,
      h("button", { type: "submit" }, "묻기"),
    );
    this.element = h("main", { class: "conversation" }, this.stage, h("div", { class: "dock" }, this.status, form, controls));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.state("idle");
  }

  private submit(event: Event): void {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    void this.ask(text);
  }

  /** Through the voice socket where there is one (so that it is also spoken), else by HTTP. */
  async ask(text: string): Promise<void> {
    this.final(text);
    this.state("thinking");
    if (this.voice?.ask(text)) return;
    const turn = ++this.waiting;
    try {
      const reply = await say(preferences().user, text);
      if (turn === this.waiting) this.reply(reply);
    } catch (error) {
      if (turn === this.waiting) this.trouble(error instanceof ApiError ? error.message : "지금은 답할 수 없어요.");
    }
  }

  state(state: State): void {
    document.body.dataset["state"] = state;
    put(this.status, STATE_WORDS[state]);
    if (state === "idle") this.linger();
    else clearTimeout(this.rest);
  }

  partial(text: string): void {
    this.open();
    this.heard.classList.add("partial");
    put(this.heard, text);
  }

  final(text: string): void {
    this.open();
    this.heard.classList.remove("partial");
    put(this.heard, text);
    put(this.answer);
  }

  reply(reply: Reply): void {
    this.open();
    this.text = reply.text;
    put(this.answer);
    this.answer.append(answerView(reply, (text) => void this.ask(text)));
    this.stage.scrollTop = 0;
    this.state("idle");
  }

  trouble(message: string): void {
    this.open();
    this.text = message;
    put(this.answer, h("p", { class: "words trouble" }, message));
    this.state("idle");
  }

  private open(): void {
    document.body.dataset["view"] = "answer";
  }

  private close(): void {
    document.body.dataset["view"] = "ambient";
    this.voice?.stop();
    put(this.heard);
    put(this.answer);
  }

  /** Back to the ambient view once it could be read, and nobody is busy with it. */
  private linger(): void {
    clearTimeout(this.rest);
    if (document.body.dataset["view"] !== "answer") return;
    this.rest = window.setTimeout(() => {
      if (this.stage.matches(":hover, :focus-within") || this.input.value) this.linger();
      else this.close();
    }, 2 * readingMs(this.text));
  }
}
