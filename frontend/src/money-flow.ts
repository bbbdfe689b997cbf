// Draws the money-flow picture above its table. Words come from the server; colours from the
// styles, by class; nothing is written that the content security policy forbids.
import { sankey, sankeyLeft, sankeyLinkHorizontal } from "d3-sankey";
import type { SankeyLink, SankeyNode } from "d3-sankey";
import { connected, unroll } from "./flow-graph";
import type { FlowData, Occurrence, Stream } from "./flow-graph";

/** d3-sankey writes the layer of a node, which its types leave out. */
interface Placed extends Occurrence {
  layer?: number;
}

type Node = SankeyNode<Placed, Stream>;
type Link = SankeyLink<Placed, Stream>;

interface Drawing {
  nodes: Node[];
  links: Link[];
  width: number;
  height: number;
  mirrored: boolean;
  again: string;
}

const SVG = "http://www.w3.org/2000/svg";
const BAR = 14;
const GAP = 46; // holds the two lines above each bar
const LAYER = 230;
const LONGEST = 26; // signs of a label; the whole of it is in the title and the table
const LABEL_ROOM = 200;
const MARGIN = 16;
const TITLE = 40;
const MOST_STREAMS = 400; // beyond this the picture hides more than it shows: the table stays

export function drawFlows(root: ParentNode): void {
  for (const figure of root.querySelectorAll<HTMLElement>("figure[data-flow]")) {
    const data = read(figure);
    if (data && data.links.length > 0 && data.links.length <= MOST_STREAMS) draw(figure, data);
  }
}

function read(figure: HTMLElement): FlowData | null {
  const text = document.getElementById(figure.dataset["flow"] ?? "")?.textContent;
  return text ? (JSON.parse(text) as FlowData) : null;
}

function draw(figure: HTMLElement, data: FlowData): void {
  const canvas = figure.querySelector<HTMLElement>("[data-flow-canvas]");
  if (!canvas) return;
  const mirrored = getComputedStyle(figure).direction === "rtl";
  const drawing = lay(data, canvas, mirrored);
  canvas.replaceChildren(picture(drawing, canvas.dataset["label"] ?? "", helpOf(figure)));
  const legend = figure.querySelector<HTMLElement>("[data-flow-legend]");
  if (legend) legend.hidden = false;
}

function helpOf(figure: HTMLElement): string {
  const help = figure.querySelector<HTMLElement>("[data-flow-help]");
  if (help) help.hidden = false;
  return help?.id ?? "";
}

function lay(data: FlowData, canvas: HTMLElement, mirrored: boolean): Drawing {
  const { nodes, streams } = unroll(data);
  // Two passes: the first only counts layers and rows, so that the second has room for labels.
  const probe = layout(nodes, streams, 100, 100);
  const layers = Math.max(...probe.nodes.map((node) => node.layer ?? 0)) + 1;
  const rows = new Map<number, number>();
  for (const node of probe.nodes) rows.set(node.layer ?? 0, (rows.get(node.layer ?? 0) ?? 0) + 1);
  const most = Math.max(...rows.values());
  const width = Math.max(canvas.clientWidth, 640, layers * LAYER);
  const height = most * (GAP + 36) + TITLE + MARGIN;
  const again = canvas.dataset["again"] ?? "";
  return { ...layout(nodes, streams, width, height), width, height, mirrored, again };
}

function layout(nodes: Occurrence[], streams: Stream[], width: number, height: number) {
  return sankey<Placed, Stream>()
    .nodeId((node) => node.key)
    .nodeAlign(sankeyLeft)
    .nodeWidth(BAR)
    .nodePadding(GAP)
    .extent([
      [MARGIN, TITLE],
      [Math.max(width - LABEL_ROOM, MARGIN + BAR + 1), Math.max(height - MARGIN, TITLE + 1)],
    ])({
    nodes: nodes.map((node) => ({ ...node })),
    links: streams.map((stream) => ({ ...stream })),
  });
}

function picture(drawing: Drawing, label: string, help: string): SVGElement {
  const frame = element("svg", {
    viewBox: `0 0 ${drawing.width} ${drawing.height}`,
    width: String(drawing.width),
    height: String(drawing.height),
    role: "group",
    "aria-label": label,
    ...(help ? { "aria-describedby": help } : {}),
  });
  const streams = element("g", { "aria-hidden": "true" });
  streams.append(...drawing.links.map((link) => stream(drawing, link)));
  const accounts = element("g", {});
  const bars = drawing.nodes.map((node) => account(drawing, node));
  accounts.append(...bars);
  frame.append(streams, accounts);
  steer(frame, drawing, bars);
  return frame;
}

function stream(drawing: Drawing, link: Link): SVGElement {
  const path = element("path", {
    class: link.data.crossing ? "flow-link flow-crossing" : "flow-link",
    d: sankeyLinkHorizontal<Placed, Stream>()(link) ?? "",
    "stroke-width": String(Math.max(1.5, link.width ?? 0)),
    ...(drawing.mirrored ? { transform: `matrix(-1 0 0 1 ${drawing.width} 0)` } : {}),
  });
  path.append(element("title", {}, link.data.title));
  return path;
}

function account(drawing: Drawing, node: Node): SVGElement {
  const [x0, x1] = [node.x0 ?? 0, node.x1 ?? 0];
  const [y0, y1] = [node.y0 ?? 0, node.y1 ?? 0];
  const x = drawing.mirrored ? drawing.width - x1 : x0;
  const height = Math.max(2, y1 - y0);
  const group = element("g", {
    class: `flow-node flow-kind-${node.kind}`,
    role: "img",
    tabindex: "-1",
    "aria-label": spoken(drawing, node),
  });
  const ring = { x: x - 4, y: y0 - 4, width: BAR + 8, height: height + 8, rx: 3 };
  group.append(
    element("title", {}, spoken(drawing, node)),
    element("rect", numbers({ x, y: y0, width: BAR, height, rx: 2 })),
    element("rect", { class: "flow-ring", ...numbers(ring) }),
    ...labels(drawing, node),
  );
  return group;
}

/** Two lines above the bar, clear of the streams; text-anchor follows the direction. */
function labels(drawing: Drawing, node: Node): SVGElement[] {
  const [edge, top] = [node.x0 ?? 0, node.y0 ?? 0];
  const x = drawing.mirrored ? drawing.width - edge : edge;
  const sums = node.targetLinks?.length ? node.targetLinks : (node.sourceLinks ?? []);
  const only = sums.length === 1 ? (sums[0]?.data.label ?? "") : "";
  const second = [node.state, node.note, only].filter(Boolean).join(" · ");
  return [
    element("text", { class: "flow-name", ...numbers({ x, y: top - 23 }) }, short(name(drawing, node))),
    element("text", numbers({ x, y: top - 8 }), second),
  ];
}

function name(drawing: Drawing, node: Occurrence): string {
  return node.nth > 1 ? `${node.label} (${drawing.again})` : node.label;
}

/** The beginning and the end of a long label: account numbers differ in both. */
function short(label: string): string {
  const signs = [...label];
  if (signs.length <= LONGEST) return label;
  return `${signs.slice(0, LONGEST - 11).join("")}…${signs.slice(-10).join("")}`;
}

function spoken(drawing: Drawing, node: Node): string {
  const titles = [...(node.targetLinks ?? []), ...(node.sourceLinks ?? [])].map((l) => l.data.title);
  return [[name(drawing, node), node.state, node.note].filter(Boolean).join(", "), ...titles].join(". ");
}

/** One stop for Tab; the arrow keys follow the money. The pointer lights the same streams. */
function steer(frame: SVGElement, drawing: Drawing, bars: SVGElement[]): void {
  const paths = [...frame.querySelectorAll(".flow-link")];
  const streams = drawing.links.map((link) => ({
    source: (link.source as Node).key,
    target: (link.target as Node).key,
    value: link.value,
    data: link.data,
  }));
  const light = (index: number | null) => {
    const node = index === null ? undefined : drawing.nodes[index];
    const lit = node ? connected(streams, node.key) : new Set();
    frame.classList.toggle("flow-active", node !== undefined);
    paths.forEach((path, place) => {
      const one = streams[place];
      path.classList.toggle("flow-on", one !== undefined && lit.has(one));
    });
  };
  bars[0]?.setAttribute("tabindex", "0");
  bars.forEach((bar, index) => {
    bar.addEventListener("focus", () => {
      for (const other of bars) other.setAttribute("tabindex", other === bar ? "0" : "-1");
      light(index);
    });
    bar.addEventListener("blur", () => light(null));
    bar.addEventListener("pointerenter", () => light(index));
    bar.addEventListener("pointerleave", () => light(null));
    bar.addEventListener("keydown", (event) => {
      const next = beside(drawing, index, event.key);
      if (next === null) return;
      event.preventDefault();
      bars[next]?.focus();
    });
  });
}

/** The bar that an arrow key leads to: along the largest stream, or up and down its layer. */
function beside(drawing: Drawing, index: number, key: string): number | null {
  const node = drawing.nodes[index];
  if (!node) return null;
  const forward = drawing.mirrored ? "ArrowLeft" : "ArrowRight";
  const back = drawing.mirrored ? "ArrowRight" : "ArrowLeft";
  const at = (found: Node | undefined) => (found ? drawing.nodes.indexOf(found) : null);
  const largest = (links: Link[] | undefined) =>
    [...(links ?? [])].sort((one, other) => other.value - one.value)[0];
  if (key === forward) return at(largest(node.sourceLinks)?.target as Node | undefined);
  if (key === back) return at(largest(node.targetLinks)?.source as Node | undefined);
  if (key !== "ArrowDown" && key !== "ArrowUp") return null;
  const layer = drawing.nodes
    .filter((other) => other.layer === node.layer)
    .sort((one, other) => (one.y0 ?? 0) - (other.y0 ?? 0));
  return at(layer[layer.indexOf(node) + (key === "ArrowDown" ? 1 : -1)]);
}

function element(tag: string, attributes: Record<string, string>, text?: string): SVGElement {
  const made = document.createElementNS(SVG, tag) as SVGElement;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function numbers(values: Record<string, number>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, String(Math.round(value * 100) / 100)]),
  );
}
