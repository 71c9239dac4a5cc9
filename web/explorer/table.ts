// The selection as a table: sortable, copied or saved as CSV, and as a SPARQL query.
import { button, byId, element, numbers, ofData, plain, save, say } from "./dom";
import { csv } from "./csv";
import { icon } from "./icons";
import type { Model } from "./model";
import type { Selection } from "./selection";

const ROWS = 200;
const COLUMNS = ["type", "name", "date", "papers", "links", "iri"] as const;
type Column = (typeof COLUMNS)[number];
const TITLES: Record<Column, string> = { type: "Type", name: "Name", date: "Date", papers: "Papers", links: "Links", iri: "IRI" };
type Row = Record<Column, string | number> & { node: number };

export class Table {
  private readonly place = byId("table");
  private readonly head = element("tr");
  private readonly body = element("tbody");
  private readonly title = element("h2");
  private readonly query = element("pre", { tabindex: "0", "aria-label": "SPARQL query" });
  private readonly more: HTMLButtonElement;
  private rows: Row[] = [];
  private by: Column = "papers";
  private down = true;
  private shown = ROWS;

  constructor(private readonly model: Model, private readonly open: (node: number) => void) {
    for (const column of COLUMNS) {
      const cell = element("th", { scope: "col", "aria-sort": "none" }, button(TITLES[column], () => this.sortBy(column)));
      this.head.append(cell);
    }
    this.more = button("Show more", () => { this.shown += 1000; this.fill(); }, { class: "more" });
    const tools = element("div", { class: "tools" },
      button("Copy CSV", () => void this.copy(this.csv(), "table")),
      button("Save CSV", () => save("papers-and-entities.csv", new Blob([this.csv()], { type: "text/csv;charset=utf-8" }))),
      button("Copy SPARQL", () => void this.copy(this.query.textContent ?? "", "query")));
    const details = element("details", {}, element("summary", {}, "The papers of this selection as SPARQL"), this.query);
    const table = element("table", {}, element("thead", {}, this.head), this.body);
    this.place.append(this.title, tools, details, table, this.more);
  }
  private async copy(text: string, what: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page from disk may not be allowed to: the old way needs a selection.
      const area = element("textarea", {}, text);
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say(`The ${what} is copied`);
  }
  csv(): string {
    return csv([COLUMNS.map((column) => column), ...this.rows.map((row) => COLUMNS.map((column) => row[column]))]);
  }
  private sortBy(column: Column): void {
    this.down = this.by === column ? !this.down : column === "papers" || column === "links" || column === "date";
    this.by = column;
    this.sort();
    this.fill();
  }
  private sort(): void {
    const { by, down } = this, words = new Intl.Collator("en", { numeric: true });
    const compare = (a: Row, b: Row): number => {
      const [one, other] = [a[by], b[by]];
      return typeof one === "number" && typeof other === "number" ? one - other : words.compare(String(one), String(other));
    };
    this.rows.sort((a, b) => (down ? compare(b, a) : compare(a, b)) || a.node - b.node);
    this.head.querySelectorAll("th").forEach((cell, at) => cell.setAttribute("aria-sort", COLUMNS[at] === by ? (down ? "descending" : "ascending") : "none"));
  }
  show(selection: Selection, only: Set<number> | null, query: string): void {
    const { model } = this, nodes = only ? [...only] : Array.from({ length: model.nodes }, (_, node) => node).filter((node) => selection.nodes[node]);
    this.rows = nodes.map((node) => {
      let links = 0;
      const papers = new Set<number>();  // of the selection, as the links are
      for (const edge of model.edgesOf(node)) {
        links += selection.edges[edge];
        if (selection.edges[edge] && model.isPaper(model.otherEnd(edge, node))) papers.add(model.otherEnd(edge, node));
      }
      const isPaper = model.isPaper(node), date = isPaper ? String(model.facts(node).date ?? "") : "";
      return { node, type: model.typeName(node), name: plain(model.label(node)), date, papers: isPaper ? "" : papers.size, links, iri: model.iri(node) };
    });
    this.query.textContent = query;
    this.shown = ROWS;
    this.sort();
    this.fill();
  }
  private fill(): void {
    this.title.textContent = `${numbers.format(this.rows.length)} ${this.rows.length === 1 ? "row" : "rows"}`;
    this.body.replaceChildren(...this.rows.slice(0, this.shown).map((row) => {
      const name = button("", () => this.open(row.node), { class: "to" });
      name.append(icon(String(row.type)), ofData(String(row.name)));
      const cells = [String(row.type), name, String(row.date), row.papers === "" ? "" : numbers.format(Number(row.papers)), numbers.format(Number(row.links)), ofData(String(row.iri))];
      return element("tr", {}, ...cells.map((cell, at) => element("td", { class: COLUMNS[at] }, cell)));
    }));
    this.more.hidden = this.rows.length <= this.shown;
  }
}
