// The current view as a picture, for talks and papers: SVG, and PNG of twice the size on the screen.
import { save } from "./dom";
import type { Drawing } from "./drawing";
import type { Model } from "./model";
import { font } from "./names";
import { theme } from "./palette";

interface Dot { x: number; y: number; radius: number; color: string }
interface Line { x1: number; y1: number; x2: number; y2: number; color: string; opacity: number; width: number }
const MOST_LINES = 20_000;

function contents(model: Model, drawing: Drawing): { dots: Dot[]; lines: Line[] } {
  const edges = drawing.edgesInView(MOST_LINES), { edge: gray, strong } = theme();
  const lines = edges.map((edge) => {
    const a = drawing.at(model.source[edge]), b = drawing.at(model.target[edge]);
    const color = `rgb(${(model.roleName(edge) === "introduces" ? strong : gray).join(",")})`;
    return { x1: a.x, y1: a.y, x2: b.x, y2: b.y, color, opacity: drawing.edgeOpacity(edge, edges.length), width: 1.2 };
  });
  const dots = drawing.visible(30).map((node) => ({ ...drawing.at(node), ...drawing.dot(node) }));
  return { dots, lines };
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, " ");

export function saveSvg(model: Model, drawing: Drawing): void {
  const { width, height } = drawing.sigma.getDimensions(), { back, text } = theme(), { dots, lines } = contents(model, drawing), n = (value: number): string => value.toFixed(1);
  const parts = [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif">`, `<rect width="100%" height="100%" fill="${back}"/>`];
  for (const line of lines) parts.push(`<path d="M${n(line.x1)} ${n(line.y1)}L${n(line.x2)} ${n(line.y2)}" stroke="${line.color}" stroke-opacity="${line.opacity.toFixed(3)}" stroke-width="${line.width}"/>`);
  for (const dot of dots) parts.push(`<circle cx="${n(dot.x)}" cy="${n(dot.y)}" r="${n(dot.radius)}" fill="${dot.color}"/>`);
  for (const name of drawing.names) {
    parts.push(`<text x="${n(name.left)}" y="${n(name.top + name.size * 0.88)}" font-size="${name.size}"${name.bold ? ' font-weight="600"' : ""} fill="${text}" stroke="${back}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">${escape(name.text)}</text>`);
  }
  save("graph.svg", new Blob([parts.join("\n") + "\n</svg>\n"], { type: "image/svg+xml" }));
}

export function savePng(model: Model, drawing: Drawing): void {
  const { width, height } = drawing.sigma.getDimensions(), { back, text } = theme(), { dots, lines } = contents(model, drawing);
  const canvas = document.createElement("canvas"), context = canvas.getContext("2d")!;
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  context.scale(2, 2);
  context.fillStyle = back;
  context.fillRect(0, 0, width, height);
  for (const line of lines) {
    context.globalAlpha = line.opacity;
    context.strokeStyle = line.color;
    context.lineWidth = line.width;
    context.beginPath();
    context.moveTo(line.x1, line.y1);
    context.lineTo(line.x2, line.y2);
    context.stroke();
  }
  context.globalAlpha = 1;
  for (const dot of dots) {
    context.fillStyle = dot.color;
    context.beginPath();
    context.arc(dot.x, dot.y, dot.radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = back;
  context.fillStyle = text;
  for (const name of drawing.names) {
    context.font = font(name);
    context.strokeText(name.text, name.left, name.top);
    context.fillText(name.text, name.left, name.top);
  }
  canvas.toBlob((blob) => { if (blob) save("graph.png", blob); }, "image/png");
}
