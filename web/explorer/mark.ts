// The words of a sentence that name an entity, marked.
import { element, ofData } from "./dom";

/** Places [start, end) of the terms in the sentence, none overlapping; longer terms go first, and only whole words count. */
export function places(sentence: string, terms: string[]): [number, number][] {
  const found: [number, number][] = [];
  const wanted = [...new Set(terms.map((term) => term.trim()).filter((term) => term.length > 1))].sort((a, b) => b.length - a.length).slice(0, 60);
  const lower = sentence.toLowerCase(), letter = /[\p{L}\p{N}]/u;
  if (lower.length !== sentence.length) return found;  // a few letters change their length, and places with it
  for (const term of wanted) {
    const low = term.toLowerCase();
    for (let at = lower.indexOf(low); at >= 0; at = lower.indexOf(low, at + 1)) {
      const end = at + low.length;
      const whole = !(at > 0 && letter.test(sentence[at - 1]) && letter.test(sentence[at])) && !(end < sentence.length && letter.test(sentence[end]) && letter.test(sentence[end - 1]));
      if (whole && !found.some(([from, to]) => at < to && from < end)) found.push([at, end]);
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}

export function marked(sentence: string, terms: string[]): HTMLElement {
  const quote = element("blockquote", { class: "data", dir: "auto" });
  let at = 0;
  for (const [start, end] of places(sentence, terms)) {
    quote.append(sentence.slice(at, start), element("mark", {}, sentence.slice(start, end)));
    at = end;
  }
  quote.append(sentence.slice(at));
  return sentence ? quote : ofData("");
}
