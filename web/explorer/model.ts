// The graph as columns of numbers; texts are decoded when somebody reads them. Nodes and edges are numbers.
type Columns = Uint8Array | Uint16Array | Uint32Array | Float32Array;
export interface About {
  types: string[];
  roles: string[];
  prefixes: Record<string, string>;
  classes: Record<string, string>;
  properties: Record<string, string>;
}
const KINDS: Record<string, new (buffer: ArrayBuffer, at: number, length: number) => Columns> = {
  u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, f4: Float32Array,
};
export const NONE = 0xffffffff;

class Texts {
  private readonly decoder = new TextDecoder();
  constructor(private readonly bytes: Uint8Array, private readonly ends: Uint32Array) {}
  at(place: number): string {
    return this.decoder.decode(this.bytes.subarray(this.ends[place], this.ends[place + 1]));
  }
}

export class Model {
  readonly about: About;
  readonly nodes: number;
  readonly edges: number;
  x: Float32Array;
  y: Float32Array;
  readonly radius: Float32Array;
  readonly type: Uint8Array;
  readonly papers: Uint32Array;
  readonly year: Uint16Array;
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly role: Uint8Array;
  /** In thousandths; -1 where an edge has none. */
  readonly confidence: Int16Array;
  /** Where each node's edges begin in `edgesAt`. */
  readonly first: Uint32Array;
  readonly edgesAt: Uint32Array;
  readonly paperType: number;
  private readonly evidenceOf: Uint32Array;
  private readonly detailsOf: Uint32Array;
  private readonly texts: Record<string, Texts> = {};
  private readonly labels: string[] = [];
  private numbers?: Map<string, number>;

  constructor(buffer: ArrayBuffer) {
    const bytes = new Uint8Array(buffer);
    const end = bytes.indexOf(10);
    const { columns, ...about } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    this.about = about;
    const column = <Kind extends Columns>(name: string): Kind => {
      const [kind, at, length] = columns[name];
      return new KINDS[kind](buffer, end + 1 + at, length) as Kind;
    };
    this.x = column("x");
    this.y = column("y");
    this.radius = column("radius");
    this.type = column("type");
    this.papers = column("papers");
    this.year = column("year");
    this.source = column("source");
    this.target = column("target");
    this.role = column("role");
    this.confidence = Int16Array.from(column<Float32Array>("confidence"), (value) => (value < 0 ? -1 : Math.round(value * 1000)));
    this.evidenceOf = column("evidenceOf");
    this.detailsOf = column("detailsOf");
    for (const name of ["iri", "label", "aliases", "facts", "evidence", "details"]) this.texts[name] = new Texts(column(name), column(name + "Ends"));
    this.nodes = this.x.length;
    this.edges = this.source.length;
    this.paperType = this.about.types.indexOf("paper");
    [this.first, this.edgesAt] = this.incidence();
  }

  private incidence(): [Uint32Array, Uint32Array] {
    const first = new Uint32Array(this.nodes + 2);
    const { source, target } = this;
    for (let edge = 0; edge < this.edges; edge++) {
      first[source[edge] + 2]++;
      if (target[edge] !== source[edge]) first[target[edge] + 2]++;
    }
    for (let node = 2; node < first.length; node++) first[node] += first[node - 1];
    const found = new Uint32Array(first[this.nodes + 1]);
    for (let edge = 0; edge < this.edges; edge++) {
      found[first[source[edge] + 1]++] = edge;
      if (target[edge] !== source[edge]) found[first[target[edge] + 1]++] = edge;
    }
    return [first.subarray(0, this.nodes + 1), found];
  }

  isPaper(node: number): boolean {
    return this.type[node] === this.paperType;
  }
  typeName(node: number): string {
    return this.about.types[this.type[node]];
  }
  roleName(edge: number): string {
    return this.about.roles[this.role[edge]];
  }
  edgesOf(node: number): Uint32Array {
    return this.edgesAt.subarray(this.first[node], this.first[node + 1]);
  }
  otherEnd(edge: number, node: number): number {
    return this.source[edge] === node ? this.target[edge] : this.source[edge];
  }
  iri(node: number): string {
    return this.texts.iri.at(node);
  }
  label(node: number): string {
    return (this.labels[node] ??= this.texts.label.at(node));
  }
  aliases(node: number): string[] {
    const text = this.texts.aliases.at(node);
    return text ? text.split("; ") : [];
  }
  facts(node: number): Record<string, string | number | boolean> {
    const text = this.texts.facts.at(node);
    return text ? JSON.parse(text) : {};
  }
  evidence(edge: number): string {
    return this.evidenceOf[edge] === NONE ? "" : this.texts.evidence.at(this.evidenceOf[edge]);
  }
  details(edge: number): Record<string, string | number | boolean> {
    return this.detailsOf[edge] === NONE ? {} : JSON.parse(this.texts.details.at(this.detailsOf[edge]));
  }
  /** The node of an IRI, or null. */
  node(iri: string | null): number | null {
    if (iri === null) return null;
    this.numbers ??= new Map(Array.from({ length: this.nodes }, (_, node) => [this.iri(node), node]));
    return this.numbers.get(iri) ?? null;
  }
}
