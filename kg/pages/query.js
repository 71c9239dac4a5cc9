// The query page with YASGUI in the place of its plain form, which does without scripts.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("query-form"), text = document.getElementById("query-text");
  if (!globalThis.Yasgui) return;
  form.hidden = true;
  // Its own default, for each new tab, is another site's endpoint.
  Yasgui.defaults.requestConfig = { ...Yasgui.defaults.requestConfig, endpoint: new URL("/sparql", location.href).href };
  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    endpointCatalogueOptions: { getData: () => [] },
    copyEndpointOnNewTab: true,
    persistenceId: "paperkg",
    populateFromUrl: !text.dataset.asked,  // of links that it made itself; a query in the address is read by the server
  });

  // The IRIs of the graph are shown here, whatever their address is.
  const table = document.getElementById("yasgui");
  table.addEventListener("click", event => {
    const link = event.target.closest("a[href]");
    if (!link?.href.startsWith(table.dataset.base)) return;
    event.preventDefault();
    window.open("/resource?iri=" + encodeURIComponent(link.href), "_blank", "noopener");
  }, true);

  function open(name, query) {
    const tab = yasgui.addTab(true, { ...Yasgui.Tab.getDefaults(), name });
    tab.setQuery(query);
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
      table.scrollIntoView({ block: "start" });
      tab.query();
    });
  }
});
