/**
 * Sends a file of evidence in parts, so that it may have any size and goes on where it stopped.
 *
 * Each part goes with its SHA-256. A file that was begun before is compared part by part with what
 * the node has. The form itself is sent as any other, without the file. Without this script, or
 * where the browser has no digests (a page without TLS), the file goes whole with the form.
 */
type Begun = { id: string; part_size: number; parts: Record<string, string> };
type Words = Record<string, string | undefined>;

const FIRST = 8 * 1024 * 1024;
const LONGEST_PAUSE = 30_000;

class Refused extends Error {}

export function sendInParts(root: ParentNode): void {
  const form = root.querySelector<HTMLFormElement>("form[data-parts]");
  const state = form?.querySelector<HTMLElement>("[data-parts-state]");
  const chosen = form?.querySelector<HTMLInputElement>("input[type=file]");
  const kept = form?.querySelector<HTMLInputElement>("input[name=upload]");
  const words = form?.querySelector<HTMLElement>("[data-parts-words]")?.dataset;
  if (!form || !state || !chosen || !kept || !words || !globalThis.crypto?.subtle) return;

  let current = 0;
  let running: Promise<boolean> | null = null;

  chosen.addEventListener("change", () => {
    const file = chosen.files?.[0];
    kept.value = "";
    current += 1;
    if (!file || file.size === 0) return;
    running = send(new Sending(form, state, file, words), kept, current, () => current);
  });

  form.addEventListener("submit", (event) => {
    // The form's draft asks the node first and then sends it once more (drafts.ts).
    if (event.defaultPrevented || !running || !chosen.files?.length) return;
    event.preventDefault();
    const mine = current;
    void running.then((isWhole) => {
      if (!isWhole || mine !== current) return;
      chosen.disabled = true; // it is there already
      form.submit();
    });
  });
}

async function send(
  sending: Sending,
  kept: HTMLInputElement,
  mine: number,
  current: () => number,
): Promise<boolean> {
  try {
    const id = await sending.run(() => mine !== current());
    if (id === null) return false;
    kept.value = id;
    return true;
  } catch (problem) {
    if (problem instanceof Refused) sending.say("refused", { reason: problem.message });
    else sending.say("unreadable");
    return false;
  }
}

class Sending {
  constructor(
    private form: HTMLFormElement,
    private state: HTMLElement,
    private file: File,
    private words: Words,
  ) {
    state.hidden = false;
  }

  /** The upload's id once every part is there; null where another file was chosen meanwhile. */
  async run(isOver: () => boolean): Promise<string | null> {
    const first = await digest(this.file.slice(0, FIRST));
    let begun = await this.begin(first, false);
    if (Object.keys(begun.parts).length && !(await this.isSame(begun, isOver))) {
      this.say("changed");
      begun = await this.begin(first, true);
    }
    const count = Math.ceil(this.file.size / begun.part_size);
    for (let number = 1; number <= count; number += 1) {
      if (isOver()) return null;
      if (!(number in begun.parts)) await this.part(begun, number);
      this.show(Math.min(number * begun.part_size, this.file.size));
    }
    this.say("whole");
    return begun.id;
  }

  /** Whether every part that the node has is that of this file. */
  private async isSame(begun: Begun, isOver: () => boolean): Promise<boolean> {
    this.say("comparing");
    for (const [number, known] of Object.entries(begun.parts)) {
      if (isOver()) return true;
      if ((await digest(this.slice(begun, Number(number)))) !== known) return false;
    }
    return true;
  }

  private async begin(first: string, anew: boolean): Promise<Begun> {
    const field = this.form.elements.namedItem("compartment");
    const body = new URLSearchParams({
      name: this.file.name,
      type: this.file.type,
      size: String(this.file.size),
      first,
      compartment: field && "value" in field ? String(field.value) : "",
    });
    if (anew) body.set("anew", "on");
    const address = this.form.dataset["parts"] ?? "";
    return (await this.ask(address, () => ({ method: "POST", body }))) as Begun;
  }

  private async part(begun: Begun, number: number): Promise<void> {
    const piece = this.slice(begun, number);
    const said = await digest(piece);
    const address = `${this.form.dataset["parts"]}${begun.id}/${number}/`;
    await this.ask(address, () => ({
      method: "PUT",
      body: piece,
      headers: { "X-Part-SHA256": said, "Content-Type": "application/octet-stream" },
    }));
  }

  private slice(begun: Begun, number: number): Blob {
    return this.file.slice((number - 1) * begun.part_size, number * begun.part_size);
  }

  /** Asks until there is an answer: a lost line or a busy node is waited for. */
  private async ask(address: string, options: () => RequestInit): Promise<unknown> {
    const token = this.form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value;
    for (let pause = 500; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const given = options();
      const headers = new Headers(given.headers);
      headers.set("X-CSRFToken", token ?? "");
      headers.set("Accept", "application/json");
      const answer = await fetch(address, { ...given, headers }).catch(() => null);
      if (answer?.ok && !answer.redirected) return answer.json();
      const isTemporary = answer === null || [502, 503, 504].includes(answer.status);
      if (!isTemporary) throw new Refused(await reason(answer));
      if (answer === null) this.say("waiting");
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  private show(done: number): void {
    const bar = this.state.querySelector("progress");
    if (bar) bar.value = Math.floor((done / this.file.size) * 1000);
    const million = 1024 * 1024;
    this.say("sending", {
      done: (done / million).toFixed(1),
      size: (this.file.size / million).toFixed(1),
    });
  }

  say(word: string, values: Record<string, string> = {}): void {
    let text = this.words[word] ?? "";
    for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
    const line = this.state.querySelector("[role=status]");
    if (line) line.textContent = text;
  }
}

async function reason(answer: Response): Promise<string> {
  const told = (await answer.json().catch(() => null)) as { title?: string } | null;
  return told?.title ?? String(answer.status);
}

async function digest(piece: Blob): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await piece.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
