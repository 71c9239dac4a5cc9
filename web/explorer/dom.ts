// Making elements. Every text of the graph goes through here as text, never as markup.
export const byId = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
export const numbers = new Intl.NumberFormat("en");
type Child = Node | string;

export function element<Name extends keyof HTMLElementTagNameMap>(
  tag: Name, attributes: Record<string, string> = {}, ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
export function svg(tag: string, attributes: Record<string, string | number> = {}, ...children: Child[]): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}
/** Text of the graph: its direction is its own, and does not turn what stands around it. */
export const ofData = (text: string): HTMLElement => element("span", { class: "data", dir: "auto" }, text);
export const plain = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, " ").trim();
export function short(text: string, most = 40): string {
  const letters = Array.from(plain(text));
  return letters.length > most ? letters.slice(0, most - 1).join("").trimEnd() + "…" : letters.join("");
}
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
/** "comparedWith" as people read it. */
export const words = (role: string): string => role.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
export const say = (text: string): void => { byId("status").textContent = text; };

export function link(text: string, address = text): HTMLElement {
  let url: URL;
  try { url = new URL(address); } catch { return ofData(text); }
  if (url.protocol !== "https:" && url.protocol !== "http:") return ofData(text);
  const made = element("a", { class: "data", dir: "auto", rel: "noopener noreferrer", target: "_blank" }, text);
  made.href = url.href;
  return made;
}
export function button(text: string, act: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const made = element("a", { href: address, download: name });
  made.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
