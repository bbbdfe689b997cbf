/** After a refused form the summary of errors is where a reader must be. */
export function focusErrors(root: ParentNode): void {
  root.querySelector<HTMLElement>("[data-focus]")?.focus();
}
