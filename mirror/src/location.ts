/** Where this device is, told to the server while its user allows it: for "여기" and "지금", never stored. */
import { allow, ApiError, hereIs, question } from "./api";
import { h } from "./dom";
import { preferences, remember } from "./preferences";

/** The server forgets a place after ten minutes. */
const AGAIN_MS = 300_000;
let telling: number | null = null;

/** Goes on telling where the device is, if that was allowed; `failed` hears why it cannot. */
export function tellLocation(failed: (why: string) => void = () => undefined): void {
  if (telling !== null || !preferences().locating) return;
  if (!navigator.geolocation) return failed("이 브라우저는 위치를 알려 주지 않아요. https 주소로 열어 주세요.");
  const tell = (): void => navigator.geolocation.getCurrentPosition(told, refused, { maximumAge: 60_000, timeout: 30_000 });
  const told = ({ coords }: GeolocationPosition): void => {
    hereIs(preferences().user, { lat: coords.latitude, lon: coords.longitude, acc: coords.accuracy }).catch((error: Error) => {
      if (error instanceof ApiError && error.status === 403) stop(); // the consent was taken back elsewhere
    });
  };
  const refused = (error: GeolocationPositionError): void => {
    if (error.code !== error.PERMISSION_DENIED) return; // it may be known again in five minutes
    stop();
    failed("브라우저에서 위치를 막아 두셨어요.");
  };
  telling = window.setInterval(tell, AGAIN_MS);
  tell();
}

function stop(): void {
  if (telling !== null) clearInterval(telling);
  telling = null;
  remember({ locating: false });
}

/** The part of the settings where it is allowed and taken back. */
export function locationPart(): HTMLElement {
  const box = h("input", { id: "set-location", type: "checkbox" });
  const told = h("p", { class: "quiet", role: "status" });
  const yes = h("button", { type: "button" }, "동의해요");
  const no = h("button", { type: "button" }, "아니요");
  const choices = h("div", { class: "choices", hidden: true }, yes, no);

  function say(text: string, on: boolean): void {
    [told.textContent, box.checked, choices.hidden] = [text, on, true];
  }

  const off = (error: Error): void => say(error.message, false);

  box.addEventListener("change", () => {
    if (box.checked) {
      question(preferences().user)
        .then((words) => ([told.textContent, choices.hidden] = [words, false]))
        .catch(off);
      return;
    }
    stop();
    allow(preferences().user, false)
      .then(() => say("이제 위치를 쓰지 않아요. 알고 있던 위치도 버렸어요.", false))
      .catch(off);
  });
  yes.addEventListener("click", () => {
    allow(preferences().user, true)
      .then(() => {
        remember({ locating: true });
        say("고마워요. 여기와 지금을 이 위치로 알아들을게요.", true);
        tellLocation((why) => {
          say(why, false);
          void allow(preferences().user, false).catch(off);
        });
      })
      .catch(off);
  });
  no.addEventListener("click", () => say("위치를 쓰지 않을게요.", false));
  box.checked = preferences().locating;
  return h("section", { class: "location", "aria-label": "위치" }, h("label", { class: "check" }, box, "이 기기의 위치로 '여기'와 '지금' 알아듣기"), told, choices);
}
