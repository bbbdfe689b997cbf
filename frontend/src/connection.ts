// Whether the node can be reached: said in one band on top of the page, and tried again until it is.
// The words come translated from the page (web/components/connection.html).

const AGAIN_MS = 3000;
const SHOWN_MS = 10000;
const SVG = "http://www.w3.org/2000/svg";

export type Word = "offline" | "held" | "back" | "ready" | "ended" | "refused";

export class Connection {
  private down = false;
  private held = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly tries: (() => Promise<boolean>)[] = [];

  constructor(
    private readonly root: Document,
    private readonly band: HTMLElement,
  ) {
    addEventListener("offline", () => this.lost());
    addEventListener("online", () => void this.tryAgain());
    if (!navigator.onLine) this.lost();
  }

  get isDown(): boolean {
    return this.down;
  }

  get drafts(): string {
    return this.band.dataset["drafts"] ?? "";
  }

  word(name: string): string {
    return this.band.dataset[name] ?? "";
  }

  /** What is tried while the node cannot be reached; true means that it answered. */
  whileDown(attempt: () => Promise<boolean>): void {
    this.tries.push(attempt);
  }

  /** The node did not answer; `sent` says that somebody wanted to send a form. */
  lost(sent = false): void {
    this.down = true;
    this.held ||= sent;
    this.say(this.held ? "held" : "offline", "warning");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.tryAgain(), AGAIN_MS);
  }

  /** The node answered. */
  found(): void {
    if (!this.down) return;
    clearTimeout(this.timer);
    this.say(this.held ? "ready" : "back", "success");
    if (!this.held) this.timer = setTimeout(() => this.band.replaceChildren(), SHOWN_MS);
    this.down = this.held = false;
  }

  say(name: Word, tone: "warning" | "success" | "danger"): void {
    const words = this.word(name);
    if (this.band.textContent === words) return; // a reader's software says a change only
    const line = this.root.createElement("div");
    line.className = `banner banner-${tone}`;
    const picture = this.root.createElementNS(SVG, "svg");
    picture.setAttribute("class", "icon");
    picture.setAttribute("aria-hidden", "true");
    const use = this.root.createElementNS(SVG, "use");
    use.setAttribute("href", tone === "success" ? "#icon-done" : `#icon-${tone}`);
    picture.append(use);
    const text = this.root.createElement("span");
    text.textContent = words;
    line.append(picture, text);
    this.band.replaceChildren(line);
  }

  private async tryAgain(): Promise<void> {
    if (!this.down) return;
    for (const attempt of this.tries) {
      if (!(await attempt())) {
        this.lost();
        return;
      }
    }
    if (this.tries.length > 0 || navigator.onLine) this.found();
    else this.lost();
  }
}
