// The crisis room asks for news by htmx. Where none comes, the page says since when it is old.

const ROOM = "[data-room]";
// Three rounds without an answer, however it failed: also a screen that slept says so.
const SILENT = 50_000;

export function watchRoom(document: Document): void {
  if (!document.querySelector(ROOM)) return;
  let heard = Date.now();
  const stale = (is: boolean): void => {
    const note = document.querySelector<HTMLElement>(`${ROOM} [data-stale]`);
    if (note) note.hidden = !is;
  };
  for (const failed of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failed, () => stale(true));
  }
  // An answer that is no wall, such as the page to sign in, must not take its place.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean }>).detail;
    if (detail.xhr.responseText.includes("data-room")) {
      heard = Date.now();
    } else {
      detail.shouldSwap = false;
      stale(true);
    }
  });
  setInterval(() => {
    if (Date.now() - heard > SILENT) stale(true);
  }, 5_000);
}
