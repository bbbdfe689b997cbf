/** Closes an open account menu on Escape, and when the reader goes elsewhere. */
export function closeMenus(root: Document): void {
  const open = () => root.querySelector<HTMLDetailsElement>("details.user-menu[open]");

  root.addEventListener("keydown", (event) => {
    const menu = open();
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector<HTMLElement>("summary")?.focus();
  });
  for (const kind of ["click", "focusin"]) {
    root.addEventListener(kind, (event) => {
      const menu = open();
      if (menu && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    });
  }
}
