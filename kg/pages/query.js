// The query page with YASGUI in the place of its plain form, which does without scripts.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("query-form"), text = document.getElementById("query-text");
  if (!globalThis.Yasgui) return;
  form.hidden = true;
  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    requestConfig: { endpoint: new URL("/sparql", location.href).href },
    endpointCatalogueOptions: { getData: () => [] },
    copyEndpointOnNewTab: false,
    persistenceId: "paperkg",
  });

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
      document.getElementById("yasgui").scrollIntoView({ block: "start" });
      tab.query();
    });
  }
});
