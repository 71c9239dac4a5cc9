// The drawing: sigma's camera and nodes, our own edges and names. While the view moves, only what a slow machine can draw is drawn.
import Graph from "graphology";
import Sigma from "sigma";
import { byId, short } from "./dom";
import { EdgeLayer, pack } from "./edge_layer";
import type { Model } from "./model";
import { type Candidate, font, type Name, placeNames } from "./names";
import { drawn, Points } from "./node_program";
import { colorOf, onThemeChange, theme } from "./palette";
import type { Selection } from "./selection";
import type { View } from "./state";

/** What is picked out of the selection: a node's neighbourhood, or a path. */
export interface Focus { nodes: Set<number>; edges: Set<number>; main: number[] }
const MOST_MOVING = 6000, MOST_EDGES = 30_000, REST = 300;
/** A repository goes by its owner and name. */
const withoutHost = (name: string): string => name.replace(/^https?:\/\/(github\.com\/)?/, "");
const STRENGTH: Record<string, number> = { introduces: 0.34, uses: 0.2, compares: 0.2, mentions: 0.14, broader: 0.09 };

export class Drawing {
  readonly sigma: Sigma;
  names: Name[] = [];
  private readonly graph = new Graph();
  private readonly links: EdgeLayer;
  private readonly canvas = document.createElement("canvas");
  private readonly colors: string[] = [];
  private readonly box: { x: [number, number]; y: [number, number] };
  private readonly upright: boolean;
  private selection: Selection;
  private focus: Focus | null = null;
  private moving = false;
  private rest = 0;
  private scale = 1;
  onMove: (view: View | null) => void = () => undefined;
  onClick: (node: number | null) => void = () => undefined;

  constructor(private readonly model: Model, selection: Selection, private readonly stage: HTMLElement) {
    this.selection = selection;
    // The layout is wider than high; on an upright screen it lies on its side.
    this.upright = matchMedia("(max-aspect-ratio: 9/10)").matches;
    if (this.upright) [model.x, model.y] = [model.y, model.x];
    const { x, y, radius, nodes } = model;
    let wide = 1, high = 1;
    for (let node = 0; node < nodes; node++) {
      wide = Math.max(wide, Math.abs(x[node]) + radius[node]);
      high = Math.max(high, Math.abs(y[node]) + radius[node]);
    }
    this.box = { x: [-wide, wide], y: [-high, high] };
    this.fitSizes();
    this.readColors();
    for (let node = 0; node < nodes; node++) this.graph.addNode(node, { x: x[node], y: y[node], n: node });
    this.sigma = new Sigma(this.graph, stage, {
      nodeProgramClasses: { points: Points }, defaultNodeType: "points",
      nodeReducer: (_, data) => this.look(data.n as number),
      renderLabels: false, enableEdgeEvents: false, zIndex: false, stagePadding: 24, minCameraRatio: 0.002, maxCameraRatio: 3, allowInvalidContainer: true,
      zoomToSizeRatioFunction: Math.sqrt,
      defaultDrawNodeHover: () => undefined,
    });
    this.sigma.setCustomBBox(this.box);
    const first = stage.querySelector("canvas")!;
    const links = document.createElement("canvas");
    for (const layer of [links, this.canvas]) layer.className = "layer";
    stage.insertBefore(links, first);
    stage.insertBefore(this.canvas, stage.querySelector(".sigma-mouse"));
    this.links = new EdgeLayer(links);
    // sigma asks this where it would read a pixel of a hidden drawing, which is then not needed.
    const inner = this.sigma as unknown as { getNodeAtPosition(at: { x: number; y: number }): string | null; pickingLayers: Set<string> };
    inner.getNodeAtPosition = (at) => this.nodeAt(at);
    inner.pickingLayers.clear();
    // Layers that nothing is drawn on.
    for (const [name, layer] of Object.entries(this.sigma.getCanvases())) if (name !== "nodes" && name !== "mouse") layer.style.display = "none";
    this.listen();
    this.settle();
  }

  private listen(): void {
    const { sigma } = this, camera = sigma.getCamera();
    camera.on("updated", () => {
      if (!this.moving) {
        this.moving = true;
        drawn.most = MOST_MOVING;
        // Not even cleared: every layer costs a slow machine a pass over the whole picture.
        for (const layer of [this.links.canvas, this.canvas]) layer.style.display = "none";
      }
      this.wait();
    });
    new ResizeObserver(() => {
      const { width, height } = sigma.getDimensions();
      if (this.stage.clientWidth !== width || this.stage.clientHeight !== height) this.refresh();
    }).observe(this.stage);
    sigma.on("afterRender", () => this.paint());
    sigma.on("clickNode", ({ node }) => this.onClick(Number(node)));
    sigma.on("clickStage", () => this.onClick(null));
    sigma.on("doubleClickNode", (event) => event.preventSigmaDefault());
    sigma.on("enterNode", ({ node }) => this.hover(Number(node)));
    sigma.on("leaveNode", () => this.hover(null));
    onThemeChange(() => { this.readColors(); this.refresh(); });
  }
  private wait(): void {
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => {
      if (this.sigma.getCamera().isAnimated() || this.sigma.getMouseCaptor().isMouseDown) this.wait();
      else this.settle();
    }, REST);
  }
  /** The hand rests: everything is drawn. */
  private settle(): void {
    const was = this.moving;
    this.moving = false;
    drawn.most = Infinity;
    for (const layer of [this.links.canvas, this.canvas]) layer.style.display = "";
    this.fillLinks();
    this.sigma.scheduleRender();
    if (was) this.onMove(this.view());
  }
  private readColors(): void {
    this.model.about.types.forEach((type, place) => { this.colors[place] = colorOf(type); });
  }
  /** Pixels of a unit of the layout, at the view that shows all. */
  private fitSizes(): void {
    const { clientWidth: width, clientHeight: height } = this.stage, { box } = this;
    this.scale = Math.min((width - 48) / (box.x[1] - box.x[0]), (height - 48) / (box.y[1] - box.y[0]));
  }
  /** Pixels, at the view that shows all; what is picked out must be seen. */
  private size(node: number): number {
    return Math.max(this.model.radius[node] * this.scale, this.focus?.nodes.has(node) ? 2.4 : 0.7);
  }
  private look(node: number): Record<string, unknown> {
    const { model } = this, shown = this.selection.nodes[node] || this.focus?.nodes.has(node);
    const far = this.focus !== null && !this.focus.nodes.has(node);
    return {
      x: model.x[node], y: model.y[node], hidden: !shown, type: "points", label: null,
      size: this.size(node), color: far ? theme().faint : this.colors[model.type[node]],
    };
  }
  show(selection: Selection, focus: Focus | null): void {
    this.selection = selection;
    this.focus = focus;
    this.refresh();
  }
  private refresh(): void {
    this.sigma.resize();  // the panel may have come or gone
    this.fitSizes();
    this.sigma.refresh();
    this.settle();
  }
  private radiusOnScreen(node: number): number {
    return this.size(node) / Math.sqrt(this.sigma.getCamera().ratio);
  }
  at(node: number): { x: number; y: number } {
    return this.sigma.graphToViewport({ x: this.model.x[node], y: this.model.y[node] });
  }
  /** How a node looks on the screen now. */
  dot(node: number): { radius: number; color: string } {
    const far = this.focus !== null && !this.focus.nodes.has(node);
    return { radius: this.radiusOnScreen(node), color: far ? theme().faint : this.colors[this.model.type[node]] };
  }
  isShown(node: number): boolean {
    return Boolean(this.selection.nodes[node] || this.focus?.nodes.has(node));
  }
  /** Nodes in the picture, the largest first. */
  visible(margin = 0): number[] {
    const { width, height } = this.sigma.getDimensions(), found: number[] = [];
    const a = this.sigma.viewportToGraph({ x: -margin, y: height + margin }), b = this.sigma.viewportToGraph({ x: width + margin, y: -margin });
    const { x, y } = this.model;
    for (let node = 0; node < this.model.nodes; node++) {
      if (x[node] >= a.x && x[node] <= b.x && y[node] >= a.y && y[node] <= b.y && this.isShown(node)) found.push(node);
    }
    return found;
  }
  private nodeAt(at: { x: number; y: number }): string | null {
    if (this.moving) return null;
    const point = this.sigma.viewportToGraph(at), { x, y } = this.model, touch = matchMedia("(pointer: coarse)").matches ? 16 : 6;
    const unit = this.scale / this.sigma.getCamera().ratio, slack = 60 / unit + 200;
    let best: number | null = null, least = touch;
    for (let node = 0; node < this.model.nodes; node++) {
      const dx = x[node] - point.x, dy = y[node] - point.y;
      if (dx > slack || dx < -slack || dy > slack || dy < -slack) continue;
      const distance = Math.hypot(dx, dy) * unit - this.radiusOnScreen(node);
      if (distance < least && this.isShown(node) && (!this.focus || this.focus.nodes.has(node) || distance < 0)) [best, least] = [node, distance];
    }
    return best === null ? null : String(best);
  }
  private hover(node: number | null): void {
    this.stage.style.cursor = node === null ? "" : "pointer";
    const caption = byId("caption");
    caption.hidden = node === null;
    if (node === null) return;
    const { x, y } = this.at(node);
    caption.textContent = short(this.model.label(node), 110);
    caption.style.transform = `translate(${Math.round(Math.min(x + 12, this.stage.clientWidth - 240))}px, ${Math.round(y + 12)}px)`;
  }

  /** The shown edges that cross the picture, the most telling ones if there are too many. */
  edgesInView(most: number): number[] {
    const { model, selection, focus } = this, { width, height } = this.sigma.getDimensions();
    const a = this.sigma.viewportToGraph({ x: 0, y: height }), b = this.sigma.viewportToGraph({ x: width, y: 0 });
    const { x, y, source, target } = model, found: number[] = [];
    if (focus) return [...focus.edges];
    for (let edge = 0; edge < model.edges; edge++) {
      if (!selection.edges[edge]) continue;
      const s = source[edge], t = target[edge];
      if (Math.max(x[s], x[t]) < a.x || Math.min(x[s], x[t]) > b.x || Math.max(y[s], y[t]) < a.y || Math.min(y[s], y[t]) > b.y) continue;
      found.push(edge);
    }
    if (found.length <= most) return found;
    // Evenly among all of them: the picture keeps its shape.
    const step = found.length / most;
    return Array.from({ length: most }, (_, place) => found[Math.floor(place * step)]);
  }
  edgeOpacity(edge: number, count: number): number {
    if (this.focus) return 0.75;
    return (STRENGTH[this.model.roleName(edge)] ?? 0.2) * Math.min(1, Math.max(0.25, 12 / Math.sqrt(count / 12)));
  }
  private fillLinks(): void {
    const { model, box } = this;
    const span = Math.max(box.x[1] - box.x[0], box.y[1] - box.y[0]), edges = this.edgesInView(MOST_EDGES), { edge: gray, strong } = theme();
    const framed = (value: number): number => 0.5 + value / span;
    this.links.fill(edges.length, (put) => {
      for (const edge of edges) {
        const s = model.source[edge], t = model.target[edge];
        const color = model.roleName(edge) === "introduces" ? strong : gray;
        put(framed(model.x[s]), framed(model.y[s]), framed(model.x[t]), framed(model.y[t]), this.focus ? 1.1 : 0.7, pack(color, this.edgeOpacity(edge, edges.length)));
      }
    });
  }

  private paint(): void {
    if (this.moving) return;
    const params = this.sigma.getRenderParams();
    this.links.draw(params);
    this.names = this.nameCandidates();
    this.paintNames(params.width, params.height, params.pixelRatio);
  }
  private nameCandidates(): Name[] {
    const { model, focus } = this, { width, height } = this.sigma.getDimensions(), context = this.canvas.getContext("2d")!;
    const wanted: Candidate[] = [], main = new Set(focus?.main ?? []);
    const visible = this.visible(), near = this.sigma.getCamera().ratio < 0.35;
    const ordered = focus ? [...focus.main.filter((node) => visible.includes(node)), ...visible.filter((node) => focus.nodes.has(node) && !main.has(node))] : visible;
    for (const node of ordered) {
      const radius = this.radiusOnScreen(node), isPaper = model.isPaper(node);
      if (isPaper && !focus && !near) continue;
      if (wanted.length > 600) break;
      const { x, y } = this.at(node), certain = main.has(node);
      const size = certain ? 15 : isPaper ? 11 : Math.round(Math.min(18, Math.max(11, 9 + radius / 3)));
      wanted.push({ node, text: short(withoutHost(model.label(node)), isPaper ? 44 : 32), x, y, radius, size, bold: certain || radius > 18, certain });
    }
    return placeNames(wanted, Math.round((width * height) / 9000), width, height, context);
  }
  private paintNames(width: number, height: number, ratio: number): void {
    const { canvas } = this, context = canvas.getContext("2d")!, colors = theme();
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.textBaseline = "top";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = colors.back;
    for (const name of this.names) {
      context.font = font(name);
      context.fillStyle = this.model.isPaper(name.node) && !name.bold ? colors.quiet : colors.text;
      context.strokeText(name.text, name.left, name.top);
      context.fillText(name.text, name.left, name.top);
    }
  }

  view(): View | null {
    const { x, y, ratio } = this.sigma.getCamera().getState();
    return Math.abs(x - 0.5) < 1e-4 && Math.abs(y - 0.5) < 1e-4 && Math.abs(ratio - 1) < 1e-4 ? null : this.turned({ x, y, ratio });
  }
  /** The address has a view as it is on a wide screen. */
  private turned({ x, y, ratio }: View): View {
    return this.upright ? { x: y, y: x, ratio } : { x, y, ratio };
  }
  private go(view: View): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.sigma.getCamera().setState(view);
    else void this.sigma.getCamera().animate(view, { duration: 300 });
  }
  goTo(view: View | null): void {
    this.go(view ? this.turned(view) : { x: 0.5, y: 0.5, ratio: 1 });
  }
  zoom(by: number): void {
    const { x, y, ratio } = this.sigma.getCamera().getState();
    this.go({ x, y, ratio: ratio * by });
  }
  /** Moves so that all of `nodes` are in the picture. */
  frame(nodes: Iterable<number>): void {
    const { box } = this, span = Math.max(box.x[1] - box.x[0], box.y[1] - box.y[0]);
    let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const node of nodes) {
      left = Math.min(left, this.model.x[node]);
      right = Math.max(right, this.model.x[node]);
      low = Math.min(low, this.model.y[node]);
      high = Math.max(high, this.model.y[node]);
    }
    const { width, height } = this.sigma.getDimensions();
    const ratio = Math.max((right - left) * this.scale / (width - 160), (high - low) * this.scale / (height - 120), 0.08) * 1.15;
    const shown = Math.min(ratio, 1), unit = this.scale / shown;
    // Not beyond the graph's edge, where nothing is but empty paper.
    const inside = (middle: number, [first, last]: [number, number], pixels: number): number => {
      const least = first + (pixels / 2 - 48) / unit, most = last - (pixels / 2 - 48) / unit;
      return least < most ? Math.min(Math.max(middle, least), most) : middle;
    };
    const x = inside((left + right) / 2, box.x, width), y = inside((low + high) / 2, box.y, height);
    this.go({ x: 0.5 + x / span, y: 0.5 + y / span, ratio: shown });
  }
}
