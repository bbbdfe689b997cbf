// Keys: ? shows them, / goes to the search box, g and a letter go to a place of the menu, and
// Ctrl+K (⌘K) opens the palette. Single keys never act inside a field, beside a modifier or over an
// open dialog, and the reader can switch them off (WCAG 2.1.4).

const SEQUENCE_MS = 1500;
const FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";

export function startShortcuts(root: Document, openPalette: (() => void) | null): void {
  let goSince = -Infinity;

  root.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      if (!openPalette) return;
      event.preventDefault();
      openPalette();
      return;
    }
    if (!mayActAlone(root, event)) return;
    if (event.timeStamp - goSince < SEQUENCE_MS) {
      goSince = -Infinity;
      if (go(root, event.key)) event.preventDefault();
    } else if (event.key === "g") {
      goSince = event.timeStamp;
    } else if (act(root, event.key)) {
      event.preventDefault();
    }
  });
}

/** Whether a key without Ctrl may mean something here. */
function mayActAlone(root: Document, event: KeyboardEvent): boolean {
  if (root.documentElement.dataset["keys"] === "off") return false;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (root.querySelector("dialog[open]")) return false;
  return !(event.target instanceof Element && event.target.closest(FIELDS));
}

function go(root: Document, key: string): boolean {
  const link = root.querySelector<HTMLElement>(`[data-shortcut="${CSS.escape(key)}"]`);
  link?.click();
  return link !== null;
}

function act(root: Document, key: string): boolean {
  if (key === "?") {
    const dialog = root.querySelector<HTMLDialogElement>("#keys-dialog");
    dialog?.showModal();
    return dialog !== null;
  }
  if (key === "/") {
    const fields = [...root.querySelectorAll<HTMLElement>("[data-search]")];
    const field = fields.find((one) => one.offsetParent !== null);
    field?.focus();
    return field !== undefined;
  }
  return false;
}
