// What the page shows, kept in the address' fragment, so that a view can be shared and the browser's back and forward buttons work.
export interface View { x: number; y: number; ratio: number }
export interface State {
  node: string | null;
  to: string | null;
  /** Shown types and roles; null for all. */
  types: string[] | null;
  roles: string[] | null;
  from: number | null;
  until: number | null;
  /** Percent. */
  confidence: number;
  vendor: string | null;
  code: boolean;
  tab: "graph" | "table" | "charts";
  view: View | null;
}
type Listener = (state: State, changed: Set<keyof State>) => void;
const START: State = { node: null, to: null, types: null, roles: null, from: null, until: null, confidence: 0, vendor: null, code: false, tab: "graph", view: null };
const TABS = ["graph", "table", "charts"] as const;

export function fromFragment(fragment: string): State {
  const found = new URLSearchParams(fragment.replace(/^#/, ""));
  const whole = (name: string): number | null => (/^\d{1,4}$/.test(found.get(name) ?? "") ? Number(found.get(name)) : null);
  const list = (name: string): string[] | null => (found.has(name) ? found.get(name)!.split(",").filter(Boolean) : null);
  const view = (found.get("view") ?? "").split(",").map(Number), years = [whole("from"), whole("until")] as const;
  const [from, until] = years[0] !== null && years[1] !== null && years[0] > years[1] ? [years[1], years[0]] : years;
  return {
    node: found.get("node"), to: found.get("to"), types: list("types"), roles: list("roles"), from, until,
    confidence: Math.min(whole("confidence") ?? 0, 100), vendor: found.get("vendor"), code: found.get("code") === "1",
    tab: TABS.find((tab) => tab === found.get("tab")) ?? "graph",
    view: view.length === 3 && view.every(Number.isFinite) && view[2] > 0 ? { x: view[0], y: view[1], ratio: view[2] } : null,
  };
}

export function toFragment(state: State): string {
  const made = new URLSearchParams();
  for (const name of ["node", "to", "vendor"] as const) if (state[name] !== null) made.set(name, state[name]!);
  for (const name of ["types", "roles"] as const) if (state[name] !== null) made.set(name, state[name]!.join(","));
  for (const name of ["from", "until"] as const) if (state[name] !== null) made.set(name, String(state[name]));
  if (state.confidence) made.set("confidence", String(state.confidence));
  if (state.code) made.set("code", "1");
  if (state.tab !== "graph") made.set("tab", state.tab);
  if (state.view) made.set("view", [state.view.x, state.view.y, state.view.ratio].map((value) => value.toFixed(4)).join(","));
  return made.toString();
}

export class Store {
  state: State = fromFragment(location.hash);
  private readonly listeners: Listener[] = [];
  constructor() {
    addEventListener("popstate", () => this.become(fromFragment(location.hash)));
    addEventListener("hashchange", () => this.become(fromFragment(location.hash)));
  }
  listen(listener: Listener): void {
    this.listeners.push(listener);
  }
  /** A step that the back button undoes. */
  set(change: Partial<State>): void {
    const next = { ...this.state, ...change };
    if (toFragment(next) !== toFragment(this.state)) history.pushState(null, "", "#" + toFragment(next));
    this.become(next);
  }
  /** Where the drawing was moved to: kept in the address, but no step of its own. */
  moved(view: View | null): void {
    this.state = { ...this.state, view };
    history.replaceState(null, "", "#" + toFragment(this.state));
  }
  clearFilters(): void {
    this.set({ types: null, roles: null, from: null, until: null, confidence: 0, vendor: null, code: false });
  }
  private become(next: State): void {
    const changed = new Set((Object.keys(START) as (keyof State)[]).filter((name) => JSON.stringify(next[name]) !== JSON.stringify(this.state[name])));
    this.state = next;
    if (changed.size) for (const listener of this.listeners) listener(next, changed);
  }
}
