// Search as one types, over names, other names, titles and arXiv ids: a combobox with a list, after the ARIA pattern.
import { byId, element, numbers, ofData, say, short } from "./dom";
import { icon } from "./icons";
import type { Model } from "./model";

const MOST = 12;
const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/[\s_-]+/g, " ").trim();
interface Found { node: number; score: number; by: string }

export class Search {
  private readonly input = byId<HTMLInputElement>("search");
  private readonly results = byId("results");
  private index?: { folded: string[]; names: string[] }[];
  private active = -1;

  constructor(private readonly model: Model, private readonly choose: (node: number) => void) {
    const { input, results } = this;
    input.addEventListener("input", () => this.list());
    input.addEventListener("focus", () => { if (input.value) this.list(); });
    input.addEventListener("blur", () => this.hide());
    input.addEventListener("keydown", (event) => this.key(event));
    results.addEventListener("mousedown", (event) => event.preventDefault());
    results.addEventListener("click", (event) => this.take((event.target as Element).closest("[role=option]")));
  }
  ask(placeholder: string): void {
    this.input.placeholder = placeholder;
    this.input.focus();
  }

  /** Made when somebody searches. */
  private entries(): { folded: string[]; names: string[] }[] {
    const { model } = this;
    return (this.index ??= Array.from({ length: model.nodes }, (_, node) => {
      const names = [model.label(node), ...model.aliases(node)];
      if (model.isPaper(node)) names.push(String(model.facts(node).arxiv ?? ""));
      return { names, folded: names.map(fold) };
    }));
  }
  /** Lower is better: the whole name, its beginning, a word's beginning, anywhere. */
  private rank(name: string, wanted: string): number {
    const place = name.indexOf(wanted);
    if (place < 0) return 9;
    if (place === 0) return name.length === wanted.length ? 0 : 1;
    return /[\p{L}\p{N}]/u.test(name[place - 1]) ? 3 : 2;
  }
  find(text: string): Found[] {
    const wanted = fold(text), found: Found[] = [];
    if (!wanted) return found;
    this.entries().forEach(({ folded, names }, node) => {
      let score = 9, by = 0;
      for (let place = 0; place < folded.length; place++) {
        const rank = this.rank(folded[place], wanted);
        if (rank < score) [score, by] = [rank, place];
      }
      if (score < 9) found.push({ node, score, by: by ? names[by] : "" });
    });
    return found.sort((a, b) => a.score - b.score || this.model.papers[b.node] - this.model.papers[a.node] || a.node - b.node);
  }

  private hide(): void {
    this.results.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.active = -1;
  }
  private activate(place: number): void {
    const options = this.results.querySelectorAll("[role=option]");
    if (!options.length) return;
    this.active = (place + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.active)));
    options[this.active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
  }
  private list(): void {
    if (!this.input.value.trim()) return this.hide();
    const found = this.find(this.input.value), { model } = this;
    this.results.replaceChildren(...found.slice(0, MOST).map(({ node, by }, at) => {
      const text = element("span", {}, ofData(short(model.label(node), 90)));
      if (by) text.append(" ", element("span", { class: "also" }, "also ", ofData(short(by, 60))));
      const option = element("li", { role: "option", id: `result-${at}`, "aria-selected": "false", "data-node": String(node) }, icon(model.typeName(node)), text);
      return option;
    }));
    const more = found.length - MOST;
    if (!found.length) this.results.append(element("li", { role: "presentation", class: "also" }, "Nothing found"));
    if (more > 0) this.results.append(element("li", { role: "presentation", class: "also" }, `${numbers.format(more)} more`));
    this.results.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    if (found.length) this.activate(0);
    say(`${numbers.format(found.length)} found`);
  }
  private take(option: Element | null): void {
    if (!option) return;
    const node = Number(option.getAttribute("data-node"));
    this.hide();
    this.input.value = "";
    this.input.placeholder = "Search names and titles";
    this.choose(node);
  }
  private key(event: KeyboardEvent): void {
    const open = !this.results.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) this.activate(this.active + (event.key === "ArrowDown" ? 1 : -1));
      else this.list();
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      this.take(this.results.querySelector("[aria-selected=true]"));
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      this.hide();
    }
  }
}
