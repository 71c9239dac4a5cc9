// What the filters leave: which papers, nodes and edges.
import type { Model } from "./model";
import type { State } from "./state";

export interface Selection {
  /** 1 for each node and each edge that is shown. */
  nodes: Uint8Array;
  edges: Uint8Array;
  /** 1 for each paper that the filters leave, shown or not. */
  papers: Uint8Array;
}
interface PaperFacts { code: Uint8Array; vendors: Map<string, Uint8Array> }
const known = new WeakMap<Model, PaperFacts>();

/** Which papers have code, and which are linked to which vendor's hardware. */
export function paperFacts(model: Model): PaperFacts {
  const found = known.get(model);
  if (found) return found;
  const code = new Uint8Array(model.nodes), vendors = new Map<string, Uint8Array>();
  const hardware = model.about.types.indexOf("hardware"), repository = model.about.types.indexOf("repository"), introduces = model.about.roles.indexOf("introduces");
  const vendorOf = new Map<number, string>();
  for (let node = 0; node < model.nodes; node++) {
    const vendor = model.type[node] === hardware ? model.facts(node).vendor : undefined;
    if (vendor !== undefined) vendorOf.set(node, String(vendor));
  }
  for (let edge = 0; edge < model.edges; edge++) {
    const paper = model.source[edge], entity = model.target[edge];
    if (!model.isPaper(paper)) continue;
    if (model.type[entity] === repository && model.role[edge] === introduces) code[paper] = 1;
    const vendor = vendorOf.get(entity);
    if (vendor === undefined) continue;
    if (!vendors.has(vendor)) vendors.set(vendor, new Uint8Array(model.nodes));
    vendors.get(vendor)![paper] = 1;
  }
  const facts = { code, vendors };
  known.set(model, facts);
  return facts;
}

/** Whether the filters ask for a link, not only for a paper. */
export function asksForLink(model: Model, state: State): boolean {
  const entityTypes = model.about.types.filter((type) => type !== "paper");
  return state.roles !== null || state.confidence > 0 || (state.types !== null && !entityTypes.every((type) => state.types!.includes(type)));
}
export const isFiltered = (state: State): boolean =>
  state.types !== null || state.roles !== null || state.from !== null || state.until !== null || state.confidence > 0 || state.vendor !== null || state.code;

export function select(model: Model, state: State): Selection {
  const { code, vendors } = paperFacts(model);
  const shownType = model.about.types.map((type) => state.types === null || state.types.includes(type));
  const shownRole = model.about.roles.map((role) => state.roles === null || state.roles.includes(role));
  const ofVendor = state.vendor === null ? null : (vendors.get(state.vendor) ?? new Uint8Array(model.nodes));
  const least = state.confidence * 10, needsLink = asksForLink(model, state), filtered = isFiltered(state);
  const papers = new Uint8Array(model.nodes), linked = new Uint8Array(model.nodes), nodes = new Uint8Array(model.nodes), edges = new Uint8Array(model.edges);
  for (let node = 0; node < model.nodes; node++) {
    if (!model.isPaper(node)) continue;
    const year = model.year[node];
    if ((state.from !== null || state.until !== null) && !(year && year >= (state.from ?? 0) && year <= (state.until ?? 9999))) continue;
    if ((state.code && !code[node]) || (ofVendor && !ofVendor[node])) continue;
    papers[node] = 1;
  }
  const passes = (edge: number): boolean => shownRole[model.role[edge]] && (model.confidence[edge] < 0 || model.confidence[edge] >= least);
  for (let edge = 0; edge < model.edges; edge++) {
    const from = model.source[edge], to = model.target[edge];
    if (!papers[from] || !shownType[model.type[to]] || !passes(edge)) continue;
    linked[from] = 1;
    linked[to] = 1;
  }
  for (let node = 0; node < model.nodes; node++) {
    if (model.isPaper(node)) {
      if (needsLink && !linked[node]) papers[node] = 0;
      nodes[node] = papers[node] && shownType[model.paperType] ? 1 : 0;
    } else nodes[node] = shownType[model.type[node]] && (!filtered || linked[node]) ? 1 : 0;
  }
  for (let edge = 0; edge < model.edges; edge++) edges[edge] = nodes[model.source[edge]] && nodes[model.target[edge]] && passes(edge) ? 1 : 0;
  return { nodes, edges, papers };
}

/** A node and what it is linked to by shown edges. */
export function neighbourhood(model: Model, selection: Selection, node: number): Set<number> {
  const found = new Set([node]);
  for (const edge of model.edgesOf(node)) if (selection.edges[edge]) found.add(model.otherEnd(edge, node));
  return found;
}

/** The nodes of a shortest path over shown edges, both ends included; null if there is none. */
export function shortestPath(model: Model, selection: Selection, from: number, to: number): number[] | null {
  const before = new Int32Array(model.nodes).fill(-1);
  before[from] = from;
  let edge = [from];
  while (edge.length && before[to] < 0) {
    const next: number[] = [];
    for (const node of edge) for (const step of model.edgesOf(node)) {
      const other = model.otherEnd(step, node);
      if (!selection.edges[step] || before[other] >= 0) continue;
      before[other] = node;
      next.push(other);
    }
    edge = next;
  }
  if (before[to] < 0) return null;
  const path = [to];
  while (path[0] !== from) path.unshift(before[path[0]]);
  return path;
}
