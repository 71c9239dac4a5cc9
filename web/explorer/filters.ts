// Legend and filters in one: what is ticked is shown, and how many there are.
import { button, byId, element, numbers, say, words } from "./dom";
import { icon } from "./icons";
import type { Model } from "./model";
import { isFiltered, paperFacts, type Selection } from "./selection";
import type { State, Store } from "./state";

export class Filters {
  private readonly types: HTMLInputElement[] = [];
  private readonly roles: HTMLInputElement[] = [];
  private readonly counts = new Map<HTMLInputElement, HTMLElement>();
  private readonly from = element("select", { "aria-label": "From year" });
  private readonly until = element("select", { "aria-label": "Until year" });
  private readonly confidence = element("input", { type: "range", min: "0", max: "95", step: "5", id: "confidence" });
  private readonly sure = element("output", { for: "confidence" });
  private readonly vendor = element("select", { id: "vendor" });
  private readonly code = element("input", { type: "checkbox", id: "code" });
  private readonly clear: HTMLButtonElement;
  private readonly matching = element("p", { class: "matching" });

  constructor(private readonly model: Model, private readonly store: Store) {
    const { about } = model, fields = byId("filter-fields");
    const present = (column: Uint8Array, place: number): boolean => column.includes(place);
    const types = element("fieldset", {}, element("legend", {}, "Types"));
    about.types.forEach((type, place) => { if (present(model.type, place)) types.append(this.box(this.types, type, type, icon(type))); });
    const roles = element("fieldset", {}, element("legend", {}, "Links"));
    about.roles.forEach((role, place) => { if (present(model.role, place)) roles.append(this.box(this.roles, role, words(role))); });
    const years = [...new Set(model.year)].filter(Boolean).sort((a, b) => a - b);
    for (const [select, name] of [[this.from, "first"], [this.until, "last"]] as const) {
      select.append(element("option", { value: "" }, name), ...years.map((year) => element("option", { value: String(year) }, String(year))));
    }
    const vendors = [...paperFacts(model).vendors.keys()].sort();
    this.vendor.append(element("option", { value: "" }, "any"), ...vendors.map((vendor) => element("option", { value: vendor }, vendor)));
    this.clear = button("Clear filters", () => store.clearFilters(), { class: "more" });
    const papers = element("fieldset", {}, element("legend", {}, "Papers"),
      element("div", { class: "row" }, "years", this.from, "–", this.until),
      element("div", { class: "row" }, element("label", { for: "vendor" }, "hardware of"), this.vendor),
      element("label", {}, this.code, element("span", { class: "name" }, "has code")),
      element("div", { class: "row" }, element("label", { for: "confidence" }, "confidence"), this.confidence, this.sure));
    fields.append(this.matching, types, papers, roles, element("p", {}, "Larger: in more papers. Colour: type."), this.clear);
    fields.addEventListener("change", (event) => {
      // Of two years in the wrong order the one that was not chosen last follows.
      const turned = this.from.value && this.until.value && Number(this.from.value) > Number(this.until.value);
      if (turned) (event.target === this.from ? this.until : this.from).value = (event.target as HTMLSelectElement).value;
      this.read();
    });
    this.confidence.addEventListener("input", () => { this.sure.textContent = this.percent(); });
  }
  private percent(): string {
    return this.confidence.value === "0" ? "any" : `≥ ${(Number(this.confidence.value) / 100).toFixed(2)}`;
  }
  private box(group: HTMLInputElement[], value: string, name: string, sign?: SVGElement): HTMLElement {
    const input = element("input", { type: "checkbox", value }), count = element("span", { class: "count" });
    group.push(input);
    this.counts.set(input, count);
    return element("label", {}, input, ...(sign ? [sign] : []), element("span", { class: "name" }, name), " ", count);
  }
  private read(): void {
    const ticked = (group: HTMLInputElement[]): string[] | null => (group.every((box) => box.checked) ? null : group.filter((box) => box.checked).map((box) => box.value));
    const year = (select: HTMLSelectElement): number | null => (select.value ? Number(select.value) : null);
    this.store.set({
      types: ticked(this.types), roles: ticked(this.roles), from: year(this.from), until: year(this.until),
      confidence: Number(this.confidence.value), vendor: this.vendor.value || null, code: this.code.checked,
    });
    say(this.matching.textContent ?? "");
  }
  show(state: State, selection: Selection): void {
    const { model } = this;
    for (const box of this.types) box.checked = state.types === null || state.types.includes(box.value);
    for (const box of this.roles) box.checked = state.roles === null || state.roles.includes(box.value);
    this.from.value = state.from === null ? "" : String(state.from);
    this.until.value = state.until === null ? "" : String(state.until);
    this.vendor.value = state.vendor ?? "";
    this.code.checked = state.code;
    this.confidence.value = String(state.confidence);
    this.sure.textContent = this.percent();
    this.clear.disabled = !isFiltered(state);
    const ofType = new Uint32Array(model.about.types.length), ofRole = new Uint32Array(model.about.roles.length);
    let papers = 0;
    for (let node = 0; node < model.nodes; node++) {
      if (selection.nodes[node]) ofType[model.type[node]]++;
      papers += selection.papers[node];
    }
    for (let edge = 0; edge < model.edges; edge++) if (selection.edges[edge]) ofRole[model.role[edge]]++;
    for (const box of this.types) this.counts.get(box)!.textContent = numbers.format(ofType[model.about.types.indexOf(box.value)]);
    for (const box of this.roles) this.counts.get(box)!.textContent = numbers.format(ofRole[model.about.roles.indexOf(box.value)]);
    this.matching.textContent = isFiltered(state) ? `${numbers.format(papers)} papers match` : "";
  }
}
