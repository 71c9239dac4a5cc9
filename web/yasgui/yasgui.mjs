// YASGUI as a global, for a page that loads it with a plain script tag.
import Yasgui from "@zazuko/yasgui";

globalThis.Yasgui = Yasgui;
