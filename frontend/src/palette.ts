// Ctrl+K: places of the menu at once, then what the search box of the node finds.

interface Choice {
  caption: string;
  url: string;
  icon: string;
}

interface Found {
  hits: { kind: string; caption: string; url: string; icon: string }[];
}

const PAUSE_MS = 150;
const SVG = "http://www.w3.org/2000/svg";

/** Prepares the palette of the page; returns what opens it, or null where there is none. */
export function startPalette(root: Document): (() => void) | null {
  const dialog = root.querySelector<HTMLDialogElement>("#palette");
  const query = root.querySelector<HTMLInputElement>("#palette-query");
  const list = root.querySelector<HTMLElement>("#palette-results");
  if (!dialog || !query || !list) return null;
  const palette = new Palette(root, dialog, query, list);
  return () => palette.open();
}

class Palette {
  private choices: Choice[] = [];
  private chosen = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | undefined;

  constructor(
    private readonly root: Document,
    private readonly dialog: HTMLDialogElement,
    private readonly query: HTMLInputElement,
    private readonly list: HTMLElement,
  ) {
    query.addEventListener("input", () => this.look());
    query.addEventListener("keydown", (event) => this.press(event));
    list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("[data-index]") : null;
      if (option) this.go(Number(option.getAttribute("data-index")));
    });
  }

  open(): void {
    if (!this.dialog.open) this.dialog.showModal();
    this.query.value = "";
    this.query.focus();
    this.look();
  }

  private places(): Choice[] {
    const words = this.query.value.trim().toLocaleLowerCase();
    const links = [...this.root.querySelectorAll<HTMLAnchorElement>(".main-menu a")];
    return links
      .map((link) => ({
        caption: link.querySelector("span")?.textContent ?? "",
        url: link.href,
        icon: link.querySelector("use")?.getAttribute("href") ?? "",
      }))
      .filter((place) => place.caption.toLocaleLowerCase().includes(words));
  }

  private look(): void {
    this.show(this.places());
    clearTimeout(this.timer);
    this.asked?.abort();
    if (this.query.value.trim().length < 2) return;
    this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  private async ask(): Promise<void> {
    const asked = (this.asked = new AbortController());
    try {
      const answer = await fetch(this.searchUrl(), {
        headers: { Accept: "application/json" },
        signal: asked.signal,
      });
      if (!answer.ok) return; // the places stay; Enter opens the full search, which says why
      const found = (await answer.json()) as Found;
      const records = found.hits.map((hit) => ({
        caption: `${hit.caption} · ${hit.kind}`,
        url: hit.url,
        icon: `#icon-${hit.icon}`,
      }));
      this.show([...this.places(), ...records]);
    } catch (fault) {
      if (!asked.signal.aborted) throw fault;
    }
  }

  private searchUrl(): string {
    const address = this.dialog.dataset["searchUrl"] ?? "";
    return `${address}?q=${encodeURIComponent(this.query.value.trim())}`;
  }

  private press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && this.choices.length) {
      event.preventDefault();
      this.choose((this.chosen + step + this.choices.length) % this.choices.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.go(this.chosen);
    }
  }

  private go(index: number): void {
    const choice = this.choices[index];
    this.root.location.assign(choice ? choice.url : this.searchUrl());
  }

  private show(choices: Choice[]): void {
    this.choices = choices;
    this.list.replaceChildren(...choices.map((choice, index) => this.option(choice, index)));
    const words = this.dialog.querySelector<HTMLElement>("[data-empty]");
    if (words) words.textContent = choices.length ? "" : (words.dataset["empty"] ?? "");
    this.choose(0);
  }

  private option(choice: Choice, index: number): HTMLElement {
    const option = this.root.createElement("li");
    option.id = `palette-${index}`;
    option.dataset["index"] = String(index);
    option.setAttribute("role", "option");
    const picture = this.root.createElementNS(SVG, "svg");
    picture.setAttribute("class", "icon");
    picture.setAttribute("aria-hidden", "true");
    picture.append(this.root.createElementNS(SVG, "use"));
    picture.firstElementChild?.setAttribute("href", choice.icon);
    const words = this.root.createElement("bdi");
    words.textContent = choice.caption;
    option.append(picture, words);
    return option;
  }

  private choose(index: number): void {
    this.chosen = index;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === index));
      if (place === index) option.scrollIntoView({ block: "nearest" });
    });
    this.query.setAttribute("aria-activedescendant", this.choices.length ? `palette-${index}` : "");
  }
}
