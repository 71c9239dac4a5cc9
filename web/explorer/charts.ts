// Charts of the selection: links by year and type, what is used most, how many papers have code. Each bar filters.
import { byId, capital, element, numbers, plain, short, svg } from "./dom";
import type { Model } from "./model";
import { colorOf } from "./palette";
import { paperFacts, type Selection } from "./selection";
import type { Store } from "./state";

interface Bar { label: string; value: number; color: string; note: string; act(): void }
const WIDTH = 440, TOP = 12;

export class Charts {
  private readonly place = byId("charts");
  constructor(private readonly model: Model, private readonly store: Store, private readonly open: (node: number) => void) {}

  show(selection: Selection): void {
    this.place.replaceChildren(
      this.byYear(selection), this.code(selection),
      ...["method", "dataset", "hardware"].flatMap((type) => this.most(type, selection)),
    );
  }
  private figure(title: string, drawing: Element, ...more: Node[]): HTMLElement {
    return element("figure", {}, element("figcaption", {}, title), drawing, ...more);
  }
  /** A group that the mouse and the keyboard can press. */
  private press(label: string, act: () => void, ...shapes: SVGElement[]): SVGElement {
    const group = svg("g", { role: "button", tabindex: 0, "aria-label": label, class: "bar" }, svg("title", {}, label), ...shapes);
    group.addEventListener("click", act);
    group.addEventListener("keydown", (event) => {
      const { key } = event as KeyboardEvent;
      if (key !== "Enter" && key !== " ") return;
      event.preventDefault();
      act();
    });
    return group;
  }
  /** What the eye reads over what is pressed, whose own name says it in full. */
  private caption(text: string, attributes: Record<string, string | number>): SVGElement {
    return svg("text", { ...attributes, "aria-hidden": "true", "pointer-events": "none" }, text);
  }
  private bars(title: string, bars: Bar[]): HTMLElement {
    const most = Math.max(...bars.map((bar) => bar.value), 1), row = 24, left = 170;
    const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${bars.length * row}`, role: "group", "aria-label": title });
    bars.forEach(({ label, value, color, note, act }, at) => {
      const wide = Math.max((WIDTH - left - 56) * value / most, 2), y = at * row;
      drawing.append(
        this.press(note, act,
          svg("rect", { x: 0, y, width: WIDTH, height: row, class: "target" }),
          svg("rect", { x: left, y: y + 4, width: wide, height: row - 8, fill: color, rx: 2 })),
        this.caption(short(label, 24), { x: left - 8, y: y + 16, "text-anchor": "end" }),
        this.caption(numbers.format(value), { x: left + wide + 6, y: y + 16, class: "value" }));
    });
    return this.figure(title, drawing);
  }

  private most(type: string, selection: Selection): HTMLElement[] {
    const { model } = this, place = model.about.types.indexOf(type), uses = model.about.roles.indexOf("uses");
    const papers = new Map<number, number>();
    for (let edge = 0; edge < model.edges; edge++) {
      if (selection.edges[edge] && model.role[edge] === uses && model.type[model.target[edge]] === place && selection.papers[model.source[edge]]) {
        papers.set(model.target[edge], (papers.get(model.target[edge]) ?? 0) + 1);
      }
    }
    const found = [...papers].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, TOP);
    if (!found.length) return [];
    const plural = type === "hardware" ? "hardware" : type + "s";
    return [this.bars(`Most used ${plural} (papers)`, found.map(([node, value]) => ({
      label: plain(model.label(node)), value, color: colorOf(type), note: `${plain(model.label(node))}: ${numbers.format(value)} papers`, act: () => this.open(node),
    })))];
  }
  private code(selection: Selection): HTMLElement {
    const { code } = paperFacts(this.model);
    let all = 0, having = 0;
    for (let node = 0; node < this.model.nodes; node++) if (selection.papers[node]) { all++; having += code[node]; }
    const percent = all ? Math.round((100 * having) / all) : 0, text = `${numbers.format(having)} of ${numbers.format(all)} papers have code (${percent}%)`;
    const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} 28`, role: "group", "aria-label": "Papers with code" },
      svg("rect", { x: 0, y: 4, width: WIDTH, height: 20, class: "rest", rx: 2 }),
      this.press(text, () => this.store.set({ code: !this.store.state.code }), svg("rect", { x: 0, y: 4, width: Math.max((WIDTH * having) / (all || 1), 2), height: 20, fill: colorOf("repository"), rx: 2 })));
    return this.figure("Papers with code", drawing, element("p", {}, text));
  }

  private byYear(selection: Selection): HTMLElement {
    const { model } = this, types = model.about.types, counts = new Map<number, number[]>();
    for (let edge = 0; edge < model.edges; edge++) {
      const paper = model.source[edge], year = model.year[paper];
      if (!selection.edges[edge] || !year || !model.isPaper(paper)) continue;
      if (!counts.has(year)) counts.set(year, types.map(() => 0));
      counts.get(year)![model.type[model.target[edge]]]++;
    }
    const years = [...counts.keys()].sort((a, b) => a - b).slice(-24);
    if (!years.length) return this.figure("Links by year and type", element("p", {}, "No paper of this selection has a year."));
    const sums = years.map((year) => counts.get(year)!.reduce((a, b) => a + b, 0)), most = Math.max(...sums);
    const height = 200, base = height - 22, step = (WIDTH - 44) / years.length, wide = Math.min(step * 0.78, 46), drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "group", "aria-label": "Links by year and type" });
    for (const share of [0, 0.5, 1]) {
      const y = base - (base - 14) * share;
      drawing.append(svg("line", { x1: 40, x2: WIDTH, y1: y, y2: y, class: "grid" }), svg("text", { x: 36, y: y + 4, "text-anchor": "end", class: "value" }, numbers.format(Math.round(most * share))));
    }
    years.forEach((year, at) => {
      let y = base;
      const x = 44 + at * step + (step - wide) / 2, parts: SVGElement[] = [svg("rect", { x: 44 + at * step, y: 0, width: step, height, class: "target" })], said: string[] = [];
      counts.get(year)!.forEach((value, type) => {
        if (!value) return;
        const high = ((base - 14) * value) / most;
        y -= high;
        parts.push(svg("rect", { x, y, width: wide, height: high, fill: colorOf(types[type]) }));
        said.push(`${types[type]} ${numbers.format(value)}`);
      });
      const { from, until } = this.store.state, alone = from === year && until === year;
      drawing.append(this.press(`${year}: ${said.join(", ")}`, () => this.store.set(alone ? { from: null, until: null } : { from: year, until: year }), ...parts));
      const every = Math.ceil(34 / step);
      if (at % every === (years.length - 1) % every) drawing.append(this.caption(String(year), { x: x + wide / 2, y: height - 6, "text-anchor": "middle" }));
    });
    const legend = element("p", { class: "key" });
    types.forEach((type, place) => {
      if (years.some((year) => counts.get(year)![place])) legend.append(svg("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" }, svg("rect", { width: 14, height: 14, fill: colorOf(type) })), capital(type) + " ");
    });
    return this.figure("Links by year and type", drawing, legend);
  }
}
