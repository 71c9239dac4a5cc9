// The query page with YASGUI in the place of its plain form, which does without scripts.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("query-form"), text = document.getElementById("query-text");
  if (!globalThis.Yasgui) return;
  form.hidden = true;
  // Its own default, for each new tab, is another site's endpoint.
  Yasgui.defaults.requestConfig = { ...Yasgui.defaults.requestConfig, endpoint: new URL("/sparql", location.href).href };
  // Tab leaves the editor, as everywhere else on a page; typing it is no loss in SPARQL.
  Yasgui.Yasqe.defaults.extraKeys = { ...Yasgui.Yasqe.defaults.extraKeys, Tab: false, "Shift-Tab": false };
  // Numbers and dates as they are read; other literals keep their datatype.
  const table = Yasgui.Yasr.plugins.table.prototype, full = table.formatLiteral;
  table.formatLiteral = function (literal, ...rest) {
    if (!/#(integer|decimal|double|float|boolean|date|dateTime|gYear|gYearMonth|gMonthDay)$/.test(literal.datatype ?? "")) return full.call(this, literal, ...rest);
    return new Option(literal.value).innerHTML;  // escaped
  };
  Yasgui.Yasr.defaults.errorRenderers = [async error => {
    const told = document.createElement("pre");
    told.textContent = /abort/i.test(error.text ?? "") ? "Stopped: the query was not run to its end." : error.text || "The server gave no answer. Is it still running?";
    return told;
  }];
  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    endpointCatalogueOptions: { getData: () => [] },
    copyEndpointOnNewTab: true,
    persistenceId: "paperkg",
    populateFromUrl: !text.dataset.asked,  // of links that it made itself; a query in the address is read by the server
  });

  // The IRIs of the graph are shown here, whatever their address is.
  const place = document.getElementById("yasgui");
  const named = () => place.querySelectorAll(".CodeMirror textarea:not([aria-label])").forEach(area => area.setAttribute("aria-label", "SPARQL query"));
  named();
  new MutationObserver(named).observe(place, { childList: true, subtree: true });
  place.addEventListener("click", event => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.stopPropagation();  // a cut cell would open out instead
    if (!link.href.startsWith(place.dataset.base)) return;
    event.preventDefault();
    window.open("/resource?iri=" + encodeURIComponent(link.href), "_blank", "noopener");
  }, true);

  // What the server knows undeclared, the editor takes for an error: so what is pasted gets its declarations.
  const known = JSON.parse(place.dataset.prefixes);
  function declare(editor) {
    const declared = editor.getPrefixesFromQuery();
    const bare = editor.getValue().replace(/#[^\n]*|<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, " ");
    const missing = Object.entries(known).filter(([prefix]) => !(prefix in declared) && new RegExp(`(?<![\\w:?$.-])${prefix}:`).test(bare));
    if (missing.length) editor.addPrefixes(Object.fromEntries(missing));
  }
  function attend(tab) {
    const editor = tab?.getYasqe();
    if (!editor || editor.attended) return;
    editor.attended = true;
    editor.on("change", (_, change) => { if (change.origin === "paste") setTimeout(() => declare(editor)); });
    // The answer before is of another query, and an error would seem to be of this one.
    editor.on("query", () => { if (tab.getYasr()?.results?.hasError()) tab.getYasr().resultsEl.replaceChildren(); });
  }
  yasgui.on("tabSelect", () => setTimeout(() => attend(yasgui.getTab())));
  attend(yasgui.getTab());

  // By tab, the query that it was opened with: one that nobody has changed makes room for the next, or they would pile up.
  const opened = JSON.parse(localStorage.getItem("paperkg-opened") ?? "{}");
  function open(name, query) {
    const spare = yasgui.persistentConfig.getTabs().filter(id => id in opened && yasgui.persistentConfig.getTab(id).yasqe.value === opened[id]);
    const tab = yasgui.addTab(true, { ...Yasgui.Tab.getDefaults(), name });
    attend(tab);
    tab.setQuery(query);
    declare(tab.getYasqe());
    for (const id of spare) { yasgui.getTab(id).close(); delete opened[id]; }
    opened[tab.getId()] = tab.getQuery();
    localStorage.setItem("paperkg-opened", JSON.stringify(opened));
    return tab;
  }

  // A query in the address goes before what was typed here another day.
  if (text.dataset.asked) open("asked", text.value);
  else if (!yasgui.getTab() || /^\s*$|SELECT \* WHERE \{\s*\?sub \?pred \?obj/.test(yasgui.getTab().getQuery())) yasgui.getTab()?.setQuery(text.value);

  for (const link of document.querySelectorAll(".saved a")) {
    link.addEventListener("click", event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const tab = open(link.dataset.name, link.dataset.sparql);
      place.scrollIntoView({ block: "start" });
      tab.query();
    });
  }
});
