/** Sound of the answers: PCM16 blocks, one after the other; stops at once when told to. */

const LEAD_S = 0.05;

export class Player {
  private context: AudioContext | null = null;
  private readonly playing = new Set<AudioBufferSourceNode>();
  private id = "";
  private rate = 22050;
  private next = 0;
  private complete = false;

  constructor(private readonly played: (id: string) => void) {}

  /** Called in a tap or key press: browsers play nothing before one. */
  unlock(): void {
    this.context ??= new AudioContext();
    void this.context.resume();
  }

  begin(id: string, rate: number): void {
    this.stop();
    this.id = id;
    this.rate = rate || 22050;
    this.complete = false;
    this.unlock();
  }

  play(block: ArrayBuffer): void {
    const context = this.context;
    if (!context || !this.id || block.byteLength < 2) return;
    const samples = new Int16Array(block, 0, block.byteLength >> 1);
    const buffer = context.createBuffer(1, samples.length, this.rate);
    const channel = buffer.getChannelData(0);
    for (let i = 0; i < samples.length; i++) channel[i] = samples[i]! / 0x8000;
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    this.next = Math.max(this.next, context.currentTime + LEAD_S);
    source.start(this.next);
    this.next += buffer.duration;
    this.playing.add(source);
    source.onended = () => {
      this.playing.delete(source);
      this.finish();
    };
  }

  pause(): void {
    void this.context?.suspend();
  }

  resume(): void {
    void this.context?.resume();
  }

  /** No more sound of this answer comes. */
  end(): void {
    this.complete = true;
    this.finish();
  }

  private finish(): void {
    if (!this.complete || this.playing.size > 0 || !this.id) return;
    const id = this.id;
    this.id = "";
    this.played(id);
  }

  stop(): void {
    this.id = "";
    this.next = 0;
    for (const source of this.playing) {
      source.onended = null;
      source.stop();
    }
    this.playing.clear();
    void this.context?.resume();
  }
}
