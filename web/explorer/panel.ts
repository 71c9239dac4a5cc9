// The panel of a node: its facts, its links by role, and under each link the sentence that says so. Of a path: its steps.
import { button, byId, capital, element, link, numbers, ofData, plain, words } from "./dom";
import { icon } from "./icons";
import { marked } from "./mark";
import type { Model } from "./model";
import type { Selection } from "./selection";

const HEADINGS: Record<string, [string, string]> = {
  introduces: ["Introduces", "Introduced by"], uses: ["Uses", "Used by"], compares: ["Compares with", "Compared by"], mentions: ["Mentions", "Mentioned by"],
  extends: ["Extends", "Extended by"], partOf: ["Part of", "Its parts"], comparedWith: ["Compared with", "Compared with it"],
  evaluatedOn: ["Evaluated on", "Evaluated on it"], runsOn: ["Runs on", "Runs on it"], implementedIn: ["Implemented in", "Implemented in it"],
  broader: ["Broader", "Narrower"],
};
const MOST_LINKS = 40;
const OF_LINK = ["mentions", "mention", "paper", "papers"];
// Half characters have no encoding.
const inPath = (id: string): string => encodeURIComponent(id.replace(/\p{Cs}/gu, "")).replaceAll("%2F", "/");

export interface Acts { open(node: number): void; close(): void; startPath(node: number): void }

export class Panel {
  private readonly panel = byId("panel");
  constructor(private readonly model: Model, private readonly acts: Acts) {}

  hide(): void {
    this.panel.hidden = true;
    this.panel.replaceChildren();
  }
  get open(): boolean {
    return !this.panel.hidden;
  }
  private fill(...content: Node[]): void {
    this.panel.replaceChildren(button("×", () => this.acts.close(), { class: "close", "aria-label": "Close" }), ...content);
    this.panel.hidden = false;
    this.panel.scrollTop = 0;
  }
  private heading(text: string): HTMLElement {
    const made = element("h2", { id: "panel-name", tabindex: "-1" }, ofData(plain(text)));
    return made;
  }
  focus(): void {
    byId("panel-name").focus({ preventScroll: true });
  }

  private to(node: number): HTMLElement {
    const made = button("", () => this.acts.open(node), { class: "to" });
    made.append(icon(this.model.typeName(node)), ofData(plain(this.model.label(node))));
    return made;
  }
  private terms(edge: number): string[] {
    const { model } = this, { mention } = model.details(edge), target = model.target[edge];
    const ends = model.isPaper(model.source[edge]) ? [target] : [model.source[edge], target];
    return [...(mention === undefined ? [] : [String(mention)]), ...ends.flatMap((node) => [model.label(node), ...model.aliases(node)])];
  }
  /** The sentence behind an edge, and how sure it is. */
  private grounds(edge: number): Node[] {
    const { model } = this, sentence = model.evidence(edge), details = model.details(edge), notes: string[] = [];
    for (const [name, value] of Object.entries(details)) if (!OF_LINK.includes(name)) notes.push(`${name}: ${plain(String(value))}`);
    if (details.mentions !== undefined) notes.push(details.mentions === 1 ? "1 mention" : `${String(details.mentions)} mentions`);
    if (details.papers !== undefined && details.papers !== 1) notes.push(`${String(details.papers)} papers`);
    if (model.confidence[edge] >= 0) notes.push(`confidence ${(model.confidence[edge] / 1000).toFixed(2)}`);
    const made: Node[] = sentence ? [marked(sentence, this.terms(edge))] : [];
    const paper = model.node(details.paper === undefined ? null : String(details.paper));
    if (paper !== null) made.push(element("p", { class: "sure" }, "in ", this.to(paper)));
    if (notes.length) made.push(element("p", { class: "sure" }, ofData(notes.join(" · "))));
    return made;
  }
  private facts(node: number): HTMLElement {
    const { model } = this, list = element("dl"), aliases = model.aliases(node);
    const add = (name: string, value: Node | string): void => list.append(element("dt", {}, name), element("dd", {}, value));
    if (aliases.length) add("also", ofData(aliases.join(", ")));
    for (const [name, value] of Object.entries(model.facts(node))) {
      const text = String(value);
      if (name === "kind") continue;
      const address = name === "doi" ? "https://doi.org/" + inPath(text) : name === "arxiv" ? "https://arxiv.org/abs/" + inPath(text) : text;
      add(name === "arxiv" ? "arXiv" : plain(name.replaceAll("_", " ")), link(text, address));
    }
    if (!model.isPaper(node)) add("papers", numbers.format(model.papers[node]));
    return list;
  }
  private groups(node: number, selection: Selection): [string, number[]][] {
    const { model } = this, groups = new Map<string, number[]>();
    for (const role of model.about.roles) for (const title of HEADINGS[role] ?? [capital(words(role)), capital(words(role)) + " (of)"]) groups.set(title, []);
    for (const edge of model.edgesOf(node)) {
      const role = model.roleName(edge), [out, into] = HEADINGS[role] ?? [capital(words(role)), capital(words(role)) + " (of)"];
      if (selection.edges[edge]) groups.get(model.source[edge] === node ? out : into)!.push(edge);
    }
    const other = (edge: number): number => model.otherEnd(edge, node);
    for (const group of groups.values()) group.sort((a, b) => model.year[other(b)] - model.year[other(a)] || model.papers[other(b)] - model.papers[other(a)] || a - b);
    return [...groups].filter(([, edges]) => edges.length);
  }
  private group(title: string, edges: number[], node: number): Node[] {
    const item = (edge: number): HTMLElement => element("li", {}, this.to(this.model.otherEnd(edge, node)), ...this.grounds(edge));
    const list = element("ul", {}, ...edges.slice(0, MOST_LINKS).map(item));
    const parts: Node[] = [element("h3", {}, `${title} (${numbers.format(edges.length)})`), list];
    if (edges.length > MOST_LINKS) {
      const more = button(`Show ${numbers.format(edges.length - MOST_LINKS)} more`, () => {
        list.append(...edges.slice(MOST_LINKS).map(item));
        list.children[MOST_LINKS].querySelector("button")!.focus();
        more.remove();
      }, { class: "more" });
      parts.push(more);
    }
    return parts;
  }

  /** Instead of a node that the address names and the graph lacks. */
  showMissing(iri: string): void {
    this.fill(this.heading("Not in this graph"), element("p", {}, ofData(plain(iri))),
      element("p", {}, "The address names something of another graph, or of an earlier build of this one. A search for its name may find it."));
  }

  showNode(node: number, selection: Selection): void {
    const { model } = this, type = model.typeName(node), kind = model.facts(node).kind, groups = this.groups(node, selection);
    const shown = groups.reduce((sum, [, edges]) => sum + edges.length, 0), hidden = model.edgesOf(node).length - shown;
    const iri = model.iri(node), address = type === "repository" || type === "webpage" ? link(iri) : ofData(iri);
    this.fill(
      element("p", { class: "type" }, icon(type), ofData(capital(type) + (kind && kind !== type ? ` · ${String(kind)}` : ""))),
      this.heading(model.label(node)), this.facts(node), element("p", { class: "iri" }, address),
      button("Find a path to…", () => this.acts.startPath(node), { class: "more" }),
      ...groups.flatMap(([title, edges]) => this.group(title, edges, node)),
      ...(hidden ? [element("p", { class: "sure" }, `${numbers.format(hidden)} more ${hidden === 1 ? "link is" : "links are"} left out by the filters.`)] : []),
    );
  }
  /** `path` is null where there is none. */
  showPath(from: number, to: number, path: number[] | null, selection: Selection): void {
    const { model } = this, list = element("ol", { class: "path" });
    for (const [place, node] of (path ?? []).entries()) {
      const item = element("li", {}, this.to(node)), next = path![place + 1];
      const between = next === undefined ? [] : Array.from(model.edgesOf(node)).filter((edge) => selection.edges[edge] && model.otherEnd(edge, node) === next);
      for (const edge of between.slice(0, 3)) {
        const [out, into] = HEADINGS[model.roleName(edge)] ?? [model.roleName(edge), model.roleName(edge) + " (of)"];
        item.append(element("p", { class: "sure" }, (model.source[edge] === node ? out : into).toLowerCase()), ...this.grounds(edge));
      }
      list.append(item);
    }
    const steps = path ? `A shortest path: ${path.length - 1} ${path.length === 2 ? "step" : "steps"}.` : "No path leads from one to the other over the links that are shown.";
    this.fill(element("p", { class: "type" }, "Path"), this.heading(`${model.label(from)} – ${model.label(to)}`), element("p", {}, steps), list);
  }
}
