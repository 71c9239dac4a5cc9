// Which names stand where: the most important first, as many as fit without touching each other or the nodes they don't belong to.
export interface Name { node: number; text: string; left: number; top: number; width: number; height: number; size: number; bold: boolean }
export interface Candidate { node: number; text: string; x: number; y: number; radius: number; size: number; bold: boolean; certain: boolean }
interface Box { node: number; left: number; right: number; top: number; bottom: number }

const CELL = 64;
const FIRST = 40;  // whose names may lie on small nodes: in a crowd they would find no place
/** Boxes by the cells they lie in. */
class Taken {
  private readonly cells = new Map<number, Box[]>();
  private *around(box: Box): Generator<number> {
    for (let column = Math.floor(box.left / CELL); column <= Math.floor(box.right / CELL); column++) {
      for (let row = Math.floor(box.top / CELL); row <= Math.floor(box.bottom / CELL); row++) yield column * 100_003 + row;
    }
  }
  add(box: Box): void {
    for (const cell of this.around(box)) {
      const found = this.cells.get(cell);
      if (found) found.push(box);
      else this.cells.set(cell, [box]);
    }
  }
  touches(box: Box): boolean {
    for (const cell of this.around(box)) for (const other of this.cells.get(cell) ?? []) {
      if (other.node !== box.node && box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) return true;
    }
    return false;
  }
}

export const font = (name: { size: number; bold: boolean }): string => `${name.bold ? "600 " : ""}${name.size}px system-ui, sans-serif`;

export function placeNames(candidates: Candidate[], most: number, width: number, height: number, context: CanvasRenderingContext2D): Name[] {
  const taken = new Taken(), placed: Name[] = [];
  const keepFree = (some: Candidate[]): void => {
    for (const { node, x, y, radius } of some) {
      if (radius > 4) taken.add({ node, left: x - radius * 0.8, right: x + radius * 0.8, top: y - radius * 0.8, bottom: y + radius * 0.8 });
    }
  };
  keepFree(candidates.slice(0, FIRST));
  for (const [rank, candidate] of candidates.entries()) {
    if (placed.length >= most) break;
    if (rank === FIRST) keepFree(candidates.slice(FIRST, 300));
    const { node, text, x, y, radius, size, bold, certain } = candidate;
    context.font = font(candidate);
    const half = context.measureText(text).width / 2 + 3, line = size + 4;
    const middle = Math.min(Math.max(x, half + 2), Math.max(width - half - 2, half + 2));
    const places = [[middle, y + radius + 1], [middle, y - radius - line - 1], [x + radius + half, y - line / 2], [x - radius - half, y - line / 2]];
    const aside = 0.75 * radius + half, up = 0.75 * radius + line;
    for (const [way, top] of [[1, y - up], [-1, y - up], [1, y + up - line], [-1, y + up - line]]) places.push([x + way * aside, top]);
    if (radius > half) places.unshift([x, y - line / 2]);  // a name in its own disc
    const boxes = places.map(([at, top]) => ({ node, left: at - half, right: at + half, top, bottom: top + line }));
    const fits = boxes.find((box) => box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height && !taken.touches(box)) ?? (certain ? boxes[0] : undefined);
    if (!fits) continue;
    taken.add({ ...fits, node: -1 });
    placed.push({ node, text, left: fits.left + 3, top: fits.top + 2, width: 2 * half - 6, height: line, size, bold });
  }
  return placed;
}
