// Drafts: what is typed is kept on the node while it is typed, so that it survives a closed browser;
// while the line is down it stays in the page and is kept as soon as the line is back. Nothing of it
// is written to the device: no localStorage, no sessionStorage (docs/explanation/drafts.md).
//
//   <form data-draft="cases:add_person" data-draft-subject="/cases/XA-1/people/new/">
//       kept under this name, and offered when the form is opened again
//   <form data-draft-url="/cases/first-call/…/">
//       sent to an address of its own, which fills the form by itself
import { Connection } from "./connection";

const PAUSE_MS = 600;
const PATIENCE_MS = 8000;
const CARRIED = ["revision", "seen"]; // hidden fields that belong to what was read

type Outcome = "kept" | "down" | "ended" | "refused";
type Fields = Record<string, string[]>;
interface Told {
  token?: string;
  saved?: string;
  fields?: Fields;
}

export function keepDrafts(root: Document): void {
  const band = root.querySelector<HTMLElement>("#connection");
  if (!band) return;
  const connection = new Connection(root, band);
  const forms = root.querySelectorAll<HTMLFormElement>("form[data-draft], form[data-draft-url]");
  for (const form of forms) new Draft(root, form, connection);
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
    if (form.method !== "post" || navigator.onLine) return;
    event.preventDefault();
    connection.lost(true);
  });
}

class Draft {
  private changed = false;
  private undecided = false;
  private isSending = false;
  private mayLeave = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy: Promise<Outcome> | undefined;
  private readonly state: HTMLElement;

  constructor(
    private readonly root: Document,
    private readonly form: HTMLFormElement,
    private readonly connection: Connection,
  ) {
    this.state = form.querySelector<HTMLElement>("[data-draft-state]") ?? this.newState();
    form.addEventListener("input", () => this.note());
    form.addEventListener("submit", (event) => void this.send(event));
    connection.whileDown(async () => (await this.save()) !== "down");
    addEventListener("pageshow", () => (this.isSending = this.mayLeave = false));
    addEventListener("beforeunload", (event) => {
      if (this.changed && connection.isDown && !this.mayLeave) event.preventDefault();
    });
    if (!this.own && !form.querySelector(".error-summary")) void this.offer();
  }

  /** The form's own address, which fills it again by itself. */
  private get own(): string {
    return this.form.dataset["draftUrl"] ?? "";
  }

  private newState(): HTMLElement {
    const line = this.root.createElement("p");
    line.className = "muted";
    line.setAttribute("role", "status");
    this.form.append(line);
    return line;
  }

  private note(): void {
    this.changed = true;
    if (this.undecided || this.isSending) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), PAUSE_MS);
  }

  /** Keep what is typed now; without a change only ask whether the node is there. */
  private async save(): Promise<Outcome> {
    clearTimeout(this.timer);
    if (this.busy) await this.busy;
    this.busy = this.changed && !this.undecided ? this.keep() : this.ask();
    const outcome = await this.busy;
    this.busy = undefined;
    if (outcome === "down") this.connection.lost();
    else this.connection.found();
    if (outcome === "ended" || outcome === "refused") this.connection.say(outcome, "danger");
    return outcome;
  }

  private async keep(again = true): Promise<Outcome> {
    this.changed = false;
    const answer = await call(this.own || this.connection.drafts, this.body());
    const outcome = judged(answer);
    if (outcome === "kept") {
      const told = (await answer?.json()) as Told;
      this.state.textContent = `${this.connection.word("kept")} ${told.saved ?? ""}`;
      return outcome;
    }
    this.changed = true;
    if (outcome === "ended" && again && (await this.freshToken())) return this.keep(false);
    return outcome;
  }

  private async ask(): Promise<Outcome> {
    return judged(await call(this.address("ping")));
  }

  /** After a new sign-in in another window the page's token against forgery is an old one. */
  private async freshToken(): Promise<boolean> {
    const answer = await call(this.address("ping"));
    if (judged(answer) !== "kept") return false;
    const { token } = (await answer?.json()) as Told;
    for (const field of this.root.querySelectorAll<HTMLInputElement>("[name=csrfmiddlewaretoken]"))
      field.value = token ?? "";
    return token !== undefined;
  }

  private address(instead = ""): string {
    return `${this.connection.drafts}?${new URLSearchParams(this.name(instead)).toString()}`;
  }

  private name(instead = ""): [string, string][] {
    const { draft, draftSubject } = this.form.dataset;
    if (draft === undefined) return [["draft_form", instead]];
    return [
      ["draft_form", draft],
      ["draft_subject", draftSubject ?? ""],
    ];
  }

  private body(): URLSearchParams {
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string") sent.append(name, value);
    }
    for (const [name, value] of this.own ? [["go", "keep"]] : this.name()) {
      sent.append(name ?? "", value ?? "");
    }
    return sent;
  }

  /** A form is sent only once the node has answered: a form that goes nowhere is a form lost. */
  private async send(event: SubmitEvent): Promise<void> {
    if (this.mayLeave) return;
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    const outcome = await this.save();
    if (outcome === "down" || outcome === "ended") {
      this.isSending = false;
      if (outcome === "down") this.connection.lost(true);
      return;
    }
    if (!this.own && !this.undecided) this.nameDraft();
    this.mayLeave = true;
    this.form.requestSubmit(event.submitter as HTMLElement | null);
  }

  /** The node discards the draft of a form that it accepts. */
  private nameDraft(): void {
    for (const [name, value] of this.name()) {
      const field = this.form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
      const hidden = field ?? this.root.createElement("input");
      Object.assign(hidden, { type: "hidden", name, value });
      this.form.append(hidden);
    }
  }

  /** Say that an earlier draft is there; until it is used or discarded nothing takes its place. */
  private async offer(): Promise<void> {
    const answer = await call(this.address());
    if (judged(answer) !== "kept") return;
    const { fields, saved } = (await answer?.json()) as Told;
    if (!fields) return;
    this.undecided = true;
    const box = this.root.createElement("div");
    box.className = "draft-offer";
    box.setAttribute("role", "status");
    const words = this.root.createElement("p");
    words.textContent = `${this.connection.word("offer")} ${saved ?? ""}`;
    const use = this.button("use", "btn btn-primary", () => fill(this.form, fields));
    const discard = this.button("discard", "btn", () => void this.discard());
    box.append(words, use, discard);
    for (const one of [use, discard]) {
      one.addEventListener("click", () => {
        box.remove();
        this.undecided = false;
        this.note();
        this.form.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select")?.focus();
      });
    }
    this.form.prepend(box);
  }

  private button(word: string, style: string, act: () => void): HTMLButtonElement {
    const made = this.root.createElement("button");
    Object.assign(made, { type: "button", className: style });
    made.textContent = this.connection.word(word);
    made.addEventListener("click", act);
    return made;
  }

  private async discard(): Promise<void> {
    const body = this.body();
    body.append("draft_action", "discard");
    await call(this.connection.drafts, body);
  }
}

/** The node's answer, or nothing where none came. */
async function call(url: string, body?: URLSearchParams): Promise<Response | undefined> {
  const options: RequestInit = { redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) };
  try {
    return await fetch(url, body ? { ...options, method: "POST", body } : options);
  } catch {
    return undefined;
  }
}

function judged(answer: Response | undefined): Outcome {
  if (!answer || answer.status >= 500) return "down";
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403)
    return "ended";
  return answer.ok ? "kept" : "refused";
}

/** Write a draft's fields into the form. */
function fill(form: HTMLFormElement, fields: Fields): void {
  const used = new Map<string, number>();
  for (const field of form.elements) {
    const name = field.getAttribute("name") ?? "";
    const texts = fields[name];
    if (!texts) {
      if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = false;
      continue;
    }
    if (field instanceof HTMLSelectElement) {
      for (const option of field.options) option.selected = texts.includes(option.value);
    } else if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) {
      write(field, texts, used);
    }
  }
}

function write(
  field: HTMLInputElement | HTMLTextAreaElement,
  texts: string[],
  used: Map<string, number>,
): void {
  if (field instanceof HTMLInputElement) {
    if (field.type === "file" || (field.type === "hidden" && !CARRIED.includes(field.name))) return;
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = texts.includes(field.value);
      return;
    }
  }
  const place = used.get(field.name) ?? 0;
  used.set(field.name, place + 1);
  field.value = texts[place] ?? "";
}
