// The current selection's papers as a SPARQL query, for the store of the same build.
import type { Model } from "./model";
import { asksForLink } from "./selection";
import type { State } from "./state";

const text = (value: string): string => JSON.stringify(value);
/** An IRI between angle brackets; what may not stand there is escaped. */
const iri = (value: string): string => `<${value.replace(/[\u0000-\u0020<>"{}|^`\\]/g, (letter) => "\\u" + letter.charCodeAt(0).toString(16).padStart(4, "0"))}>`;

/** `only`: the papers of a path, instead of what the filters leave. */
export function sparql(model: Model, state: State, selected: number | null, only: number[] | null = null): string {
  const { properties, classes, prefixes } = model.about;
  const anyRole = Object.values(properties).join("|");
  const lines: string[] = [];
  if (only) lines.push(`VALUES ?paper { ${only.map((node) => iri(model.iri(node))).join(" ")} }`);
  lines.push("?paper a fabio:ResearchPaper ; dcterms:title ?title .");
  if (!only) {
    if (state.from !== null || state.until !== null) {
      lines.push("?paper dcterms:issued ?date .", 'FILTER(REGEX(STR(?date), "^[0-9]{4}"))', "BIND(xsd:integer(SUBSTR(STR(?date), 1, 4)) AS ?year)");
      lines.push(`FILTER(?year >= ${state.from ?? 0} && ?year <= ${state.until ?? 9999})`);
    }
    if (state.code) lines.push(`FILTER EXISTS { ?paper ${properties.introduces} ?repository . ?repository a ${classes.repository} }`);
    if (state.vendor !== null) lines.push(`FILTER EXISTS { ?paper ${anyRole} ?hardware . ?hardware a ${classes.hardware} ; pk:vendor ${text(state.vendor)} }`);
    const isPaper = selected !== null && model.isPaper(selected);
    if (isPaper) lines.push(`FILTER(?paper = ${iri(model.iri(selected))})`);
    if (asksForLink(model, state) || (selected !== null && !isPaper)) {
      const roles = Object.entries(properties).filter(([role]) => state.roles === null || state.roles.includes(role)).map(([, property]) => property);
      const types = Object.entries(classes).filter(([type]) => state.types === null || state.types.includes(type)).map(([, name]) => name);
      lines.push(`VALUES ?role { ${roles.join(" ")} }`, `VALUES ?class { ${types.join(" ")} }`, "?paper ?role ?entity .", "?entity a ?class .");
      if (selected !== null && !isPaper) lines.push(`FILTER(?entity = ${iri(model.iri(selected))})`);
      if (state.confidence) {
        lines.push("GRAPH pk:evidenceGraph { ?link pk:paper ?paper ; pk:entity ?entity ; pk:role ?role ; pk:confidence ?confidence }");
        lines.push(`FILTER(?confidence >= ${(state.confidence / 100).toFixed(2)})`);
      }
    }
  }
  const head = Object.entries(prefixes).map(([name, base]) => `PREFIX ${name}: <${base}>`);
  return [...head, "", "SELECT DISTINCT ?title ?paper WHERE {", ...lines.map((line) => "  " + line), "}", "ORDER BY LCASE(STR(?title)) ?paper", ""].join("\n");
}
