// Money comes back: a ledger is not a tree. A layered picture cannot hold a circle, so an account
// that money returns to is drawn again, as a second occurrence further on.

export interface FlowNodeData {
  id: string;
  label: string;
  state: string;
  kind: string;
  note: string;
}

export interface FlowLinkData {
  source: string;
  target: string;
  amount: number;
  label: string;
  title: string;
  time: string;
  crossing: boolean;
}

export interface FlowData {
  nodes: FlowNodeData[];
  links: FlowLinkData[];
}

/** One drawing of an account; `nth` counts from 1. */
export interface Occurrence extends FlowNodeData {
  key: string;
  nth: number;
}

export interface Stream {
  source: string;
  target: string;
  value: number;
  data: FlowLinkData;
}

/**
 * Splits accounts so that the streams make no circle. Links are taken in time order; a payment
 * whose target already leads to its source goes to a new occurrence of the target, from which the
 * target's later payments leave. Every link of a positive amount appears exactly once.
 */
export function unroll(data: FlowData): { nodes: Occurrence[]; streams: Stream[] } {
  const accounts = new Map(data.nodes.map((node) => [node.id, node]));
  const latest = new Map<string, Occurrence>();
  const onward = new Map<string, Set<string>>();
  const nodes: Occurrence[] = [];

  const draw = (id: string): Occurrence => {
    const account = accounts.get(id);
    if (!account) throw new Error(`A payment names the account ${id}, which is not in the picture.`);
    const nth = (latest.get(id)?.nth ?? 0) + 1;
    const occurrence = { ...account, key: `${id}#${nth}`, nth };
    latest.set(id, occurrence);
    onward.set(occurrence.key, new Set());
    nodes.push(occurrence);
    return occurrence;
  };

  const ordered = data.links
    .filter((link) => link.amount > 0)
    .sort((one, other) => one.time.localeCompare(other.time));
  const streams = ordered.map((link) => {
    const source = latest.get(link.source) ?? draw(link.source);
    let target = latest.get(link.target) ?? draw(link.target);
    if (leadsTo(onward, target.key, source.key)) target = draw(link.target);
    onward.get(source.key)?.add(target.key);
    return { source: source.key, target: target.key, value: link.amount, data: link };
  });
  return { nodes, streams };
}

function leadsTo(onward: Map<string, Set<string>>, start: string, goal: string): boolean {
  const seen = new Set<string>();
  const open = [start];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key === goal) return true;
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(...(onward.get(key) ?? []));
  }
  return false;
}

/** Streams upstream and downstream of an occurrence: where its money came from and went. */
export function connected(streams: readonly Stream[], key: string): Set<Stream> {
  const found = new Set<Stream>();
  const walk = (from: "source" | "target", to: "source" | "target") => {
    const seen = new Set([key]);
    const open = [key];
    for (let here = open.pop(); here !== undefined; here = open.pop()) {
      for (const stream of streams) {
        if (stream[from] !== here) continue;
        found.add(stream);
        if (!seen.has(stream[to])) {
          seen.add(stream[to]);
          open.push(stream[to]);
        }
      }
    }
  };
  walk("source", "target");
  walk("target", "source");
  return found;
}
