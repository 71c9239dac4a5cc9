// The page: reads the data, then keeps drawing, panel, filters, table and charts at what the state says.
import { Charts } from "./charts";
import { byId, numbers, say } from "./dom";
import { Drawing, type Focus } from "./drawing";
import { Filters } from "./filters";
import { load } from "./load";
import { Model } from "./model";
import { onThemeChange } from "./palette";
import { Panel } from "./panel";
import { savePng, saveSvg } from "./pictures";
import { Search } from "./search";
import { neighbourhood, select, type Selection, shortestPath } from "./selection";
import { sparql } from "./sparql";
import { type State, Store } from "./state";
import { Table } from "./table";

function webgl(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
function notice(text: string): void {
  byId("notice").textContent = text;
  byId("notice").hidden = false;
}

class Page {
  private readonly store = new Store();
  private readonly panel: Panel;
  private readonly filters: Filters;
  private readonly table: Table;
  private readonly charts: Charts;
  private readonly search: Search;
  private drawing: Drawing | null = null;
  private selection: Selection;
  private pathFrom: number | null = null;
  private readonly drawable = webgl();

  constructor(readonly model: Model) {
    const { store } = this;
    this.selection = select(model, store.state);
    this.panel = new Panel(model, {
      open: (node) => this.open(node, true),
      close: () => this.close(),
      startPath: (node) => { this.pathFrom = node; this.search.ask("Path to: search, or click a node"); say("Choose where the path leads to"); },
    });
    this.filters = new Filters(model, store);
    this.table = new Table(model, (node) => this.open(node, true));
    this.charts = new Charts(model, store, (node) => this.open(node, true));
    this.search = new Search(model, (node) => this.open(node, true));
    this.tabs();
    this.summary();
    store.listen((state, changed) => this.follow(state, changed));
    if (!this.drawable) notice("This browser draws no WebGL, so the graph is shown as a table. Search, filters, panel and charts work as usual.");
    this.follow(store.state, new Set(["types", "node", "tab", "view"]), true);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    onThemeChange(() => this.follow(store.state, new Set(["types"])));
  }

  private summary(): void {
    const { model } = this;
    let papers = 0, links = 0;
    for (let node = 0; node < model.nodes; node++) papers += Number(model.isPaper(node));
    for (let edge = 0; edge < model.edges; edge++) links += Number(model.isPaper(model.source[edge]));
    byId("summary").textContent = `${numbers.format(papers)} papers, ${numbers.format(model.nodes - papers)} entities, ${numbers.format(links)} links`;
  }
  private tabs(): void {
    for (const tab of document.querySelectorAll<HTMLButtonElement>("[data-tab]")) {
      tab.disabled = tab.dataset.tab === "graph" && !this.drawable;
      tab.addEventListener("click", () => this.store.set({ tab: tab.dataset.tab as State["tab"] }));
    }
    const drawing = (act: (drawing: Drawing) => void): (() => void) => () => { if (this.drawing) act(this.drawing); };
    byId("zoom-in").addEventListener("click", drawing((it) => it.zoom(1 / 1.5)));
    byId("zoom-out").addEventListener("click", drawing((it) => it.zoom(1.5)));
    byId("zoom-fit").addEventListener("click", drawing((it) => it.goTo(null)));
    byId("save-png").addEventListener("click", drawing((it) => savePng(this.model, it)));
    byId("save-svg").addEventListener("click", drawing((it) => saveSvg(this.model, it)));
    if (matchMedia("(max-width: 760px)").matches) byId<HTMLDetailsElement>("filters").open = false;
  }

  open(node: number, takeFocus: boolean): void {
    const iri = this.model.iri(node);
    if (this.pathFrom !== null && this.pathFrom !== node) {
      const from = this.model.iri(this.pathFrom);
      this.pathFrom = null;
      this.store.set({ node: from, to: iri });
    } else {
      this.pathFrom = null;
      // What is asked for by name is shown, whatever the filters say.
      if (!this.selection.nodes[node]) this.store.clearFilters();
      this.store.set({ node: iri, to: null });
    }
    if (takeFocus && this.panel.open) this.panel.focus();
  }
  close(): void {
    this.pathFrom = null;
    if (this.store.state.node === null) return;
    this.store.set({ node: null, to: null });
    byId("search").focus({ preventScroll: true });
  }

  private follow(state: State, changed: Set<keyof State>, first = false): void {
    const { model } = this, filtered = (["types", "roles", "from", "until", "confidence", "vendor", "code"] as const).some((name) => changed.has(name));
    if (filtered) {
      this.selection = select(model, state);
      this.filters.show(state, this.selection);
    }
    const node = model.node(state.node), to = model.node(state.to), tab = this.drawable || state.tab === "charts" ? state.tab : "table";
    const path = node !== null && to !== null ? shortestPath(model, this.selection, node, to) : null;
    const main = path ?? (node === null ? [] : to === null ? [node] : [node, to]);
    const focused = node === null ? null : to === null ? neighbourhood(model, this.selection, node) : new Set(main);
    const missing = [state.node, state.to].find((iri) => iri !== null && model.node(iri) === null);
    if (filtered || changed.has("node") || changed.has("to")) {
      if (missing) this.panel.showMissing(missing);
      else if (node === null) this.panel.hide();
      else if (to === null) this.panel.showNode(node, this.selection);
      else this.panel.showPath(node, to, path, this.selection);
      say(missing ? "Not in this graph" : node === null ? "" : `${model.label(node)}: ${focused!.size - 1} linked`);
    }
    for (const [name, place] of [["graph", "stage"], ["table", "table"], ["charts", "charts"]]) byId(place).hidden = name !== tab;
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-tab]")) button.setAttribute("aria-pressed", String(button.dataset.tab === tab));
    if (tab === "table") this.table.show(this.selection, focused, sparql(model, state, node, to === null ? null : main.filter((one) => model.isPaper(one))));
    if (tab === "charts") this.charts.show(this.selection);
    if (tab === "graph") this.draw(state, changed, focused, main, first);
  }
  private draw(state: State, changed: Set<keyof State>, focused: Set<number> | null, main: number[], first: boolean): void {
    let focus: Focus | null = null;
    if (focused) {
      const edges = new Set<number>();
      for (const [place, node] of main.entries()) for (const edge of this.model.edgesOf(node)) {
        const other = this.model.otherEnd(edge, node), onPath = main.length === 1 || other === main[place + 1];
        if (this.selection.edges[edge] && focused.has(other) && onPath) edges.add(edge);
      }
      focus = { nodes: focused, edges, main };
    }
    if (!this.drawing) {
      this.drawing = new Drawing(this.model, this.selection, byId("graph"));
      this.drawing.onMove = (view) => this.store.moved(view);
      this.drawing.onClick = (node) => (node === null ? this.close() : this.open(node, false));
      if (focus) this.drawing.show(this.selection, focus);
    } else this.drawing.show(this.selection, focus);
    if (state.view && (first || changed.has("view"))) this.drawing.goTo(state.view);
    else if (focused && (changed.has("node") || changed.has("to") || first)) this.drawing.frame(focused);
    else if (!first && changed.has("view")) this.drawing.goTo(null);
  }

  /** Where a node is on the screen, or null if it isn't shown. */
  position(iri: string): { x: number; y: number } | null {
    const node = this.model.node(iri);
    if (node === null || !this.drawing?.isShown(node)) return null;
    const box = byId("graph").getBoundingClientRect(), { x, y } = this.drawing.at(node);
    return { x: box.left + x, y: box.top + y };
  }
  select(iri: string): void {
    const node = this.model.node(iri);
    if (node !== null) this.open(node, false);
  }
  get selected(): string | null {
    return this.store.state.node;
  }
  get sparql(): string {
    const { model } = this, { state } = this.store;
    return sparql(model, state, model.node(state.node));
  }
  get camera(): ReturnType<Drawing["sigma"]["getCamera"]> | undefined {
    return this.drawing?.sigma.getCamera();
  }
}

declare global {
  interface Window { paperkg?: Page }
}
load(byId("data").textContent ?? "").then((bytes) => {
  byId("data").remove();
  // For scripts: where a node is on the page, and opening it by its IRI.
  window.paperkg = new Page(new Model(bytes));
  document.body.dataset.ready = "";
}).catch((error: unknown) => {
  byId("summary").textContent = "";
  notice(`The page's data can't be read: ${error instanceof Error ? error.message : String(error)}. A newer browser may help.`);
});
