// One small module per behaviour; every page works without any of them.
import { keepDrafts } from "./drafts";
import { sendInParts } from "./evidence-upload";
import { focusErrors, focusFirst } from "./focus";
import { closeMenus } from "./menus";
import { drawFlows } from "./money-flow";
import { startPalette } from "./palette";
import { watchRoom } from "./room";
import { startShortcuts } from "./shortcuts";
import { showOpenTab } from "./tabs";

focusErrors(document);
focusFirst(document);
keepDrafts(document);
closeMenus(document);
showOpenTab(document);
startShortcuts(document, startPalette(document));
drawFlows(document);
sendInParts(document);
watchRoom(document);

// Parts of a page that htmx replaces bring their own pictures and errors.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target instanceof Element) {
    focusErrors(event.target);
    drawFlows(event.target);
  }
});
