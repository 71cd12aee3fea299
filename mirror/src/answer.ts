/** An answer for the eye: level by colour, icon and word, the words, the way, what may be asked next. */
import { h } from "./dom";
import { badge, shown, type Shown } from "./levels";
import { routeMap } from "./map";
import { routeStrip } from "./routestrip";
import type { Assessment, Reply } from "./types";

export function answerView(reply: Reply, ask: (text: string) => void): HTMLElement {
  const level = levelOf(reply);
  return h(
    "article",
    { class: level ? `answer level-${level}` : "answer" },
    level ? h("p", { class: "verdict" }, badge(level), title(reply)) : null,
    h("p", { class: "words" }, reply.text),
    onTheWay(reply) ? h("div", { class: "way" }, routeMap(reply), routeStrip(reply.assessment)) : null,
    ...(reply.assessment?.trip ? [] : reply.cards.map(list)),
    reply.quick_replies.length > 0 &&
      h(
        "div",
        { class: "quick", role: "group", "aria-label": "이어서 물어보기" },
        ...reply.quick_replies.map((text) => h("button", { type: "button", onclick: () => ask(text) }, text)),
      ),
  );
}

const onTheWay = (reply: Reply): reply is Reply & { assessment: Assessment } => !!reply.assessment?.trip;

function levelOf(reply: Reply): Shown | null {
  if (reply.assessment) return shown(reply.assessment);
  return reply.cards.find((card) => card.kind === "emergency") ? "serious" : null;
}

const title = (reply: Reply): HTMLElement | null =>
  reply.cards[0] ? h("span", { class: "title" }, reply.cards[0].title) : null;

function list(card: Reply["cards"][number]): HTMLElement {
  return h(
    "dl",
    { class: "card" },
    ...card.items.flatMap((item) => [h("dt", {}, item.label), h("dd", {}, item.value)]),
  );
}
