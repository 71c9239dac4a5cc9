// The sign of a type: its colour, as in the drawing.
import { svg } from "./dom";
import { colorOf } from "./palette";

export function icon(type: string): SVGElement {
  return svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true", class: "icon" }, svg("circle", { cx: 8, cy: 8, r: type === "paper" ? 4 : 7, fill: colorOf(type) }));
}
