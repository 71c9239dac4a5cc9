// YASGUI as a global, for a page that loads it with a plain script tag and may ask nobody but its own server.
import Yasgui from "@zazuko/yasgui";

// Its completion of classes and properties would ask lov.linkeddata.es.
Yasgui.Yasqe.defaults.autocompleters = ["variables", "prefixes"];
globalThis.Yasgui = Yasgui;
