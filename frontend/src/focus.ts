/** After a refused form the summary of errors is where a reader must be. */
export function focusErrors(root: ParentNode): void {
  root.querySelector<HTMLElement>("[data-focus]")?.focus();
}

/** Where a page is one question after the other, writing begins in the first field. */
export function focusFirst(root: ParentNode): void {
  const form = root.querySelector<HTMLFormElement>("form[data-focus-first]");
  const first = form?.querySelector<HTMLInputElement>(".field :is(input, select, textarea)");
  const chosen = first?.type === "radio" && form?.querySelector<HTMLElement>(`[name="${first.name}"]:checked`);
  (chosen || first)?.focus();
}
