/** Where the tabs are wider than the window, the one that is open is in sight. */
export function showOpenTab(root: ParentNode): void {
  for (const open of root.querySelectorAll('.tabs [aria-current="page"]')) {
    open.scrollIntoView({ block: "nearest", inline: "center" });
  }
}
