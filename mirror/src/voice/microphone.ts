/** The microphone as blocks of PCM16, 40 ms each, at 16 kHz. */
import worklet from "./capture.ts?worker&url";

/** Asked of the browser, which resamples; fixed for a connection. */
export const RATE = 16_000;

export class Microphone {
  on = false;

  constructor(private readonly heard: (block: ArrayBuffer) => void) {}

  /** Asks for permission where needed. Throws an Error whose message can be shown. */
  async start(): Promise<void> {
    if (this.on) return;
    if (!navigator.mediaDevices?.getUserMedia) throw new Error("이 화면에서는 마이크를 쓸 수 없어요. 글로 물어봐 주세요.");
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
    } catch (error) {
      const refused = error instanceof DOMException && error.name === "NotAllowedError";
      throw new Error(refused ? "마이크 사용을 허락해 주시면 들을 수 있어요." : "마이크를 찾지 못했어요. 글로 물어봐 주세요.");
    }
    const context = new AudioContext({ sampleRate: RATE });
    await context.audioWorklet.addModule(worklet);
    const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
    capture.port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.heard(data);
    context.createMediaStreamSource(stream).connect(capture);
    stream.getAudioTracks()[0]?.addEventListener("ended", () => {
      this.on = false;
      void context.close();
    });
    await context.resume();
    this.on = true;
  }
}
