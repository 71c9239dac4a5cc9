"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const { nodes, edges, sentences } = data;
  const stage = byId("graph"), panel = byId("panel"), search = byId("search"), results = byId("results"), legend = byId("legend");
  const dark = matchMedia("(prefers-color-scheme: dark)"), narrow = matchMedia("(max-width: 700px)"), still = matchMedia("(prefers-reduced-motion: reduce)");
  const numbers = new Intl.NumberFormat("en");

  // Every text of the graph goes through here or fillText: never through markup.
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }
  const ofData = (text, tag = "span") => element(tag, { class: "data", dir: "auto" }, text);
  const plain = (text) => text.replace(/[\p{Cc}\s]+/gu, " ").trim();
  const short = (text, most = 40) => {
    const letters = Array.from(plain(text));
    return letters.length > most ? letters.slice(0, most - 1).join("").trimEnd() + "…" : letters.join("");
  };
  const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

  // ---- State: what is filtered out, selected, pointed at

  const hiddenTypes = new Set(), hiddenRoles = new Set();
  let selected = null, hovered = null;
  // The node that the page is about, if it is about one.
  const centre = data.centre ?? null;
  const linksOf = nodes.map(() => []);
  edges.forEach((edge, index) => {
    edge.id = index;
    linksOf[edge.from].push(edge);
    if (edge.to !== edge.from) linksOf[edge.to].push(edge);
  });
  const otherEnd = (edge, id) => (edge.from === id ? edge.to : edge.from);
  const byWeight = nodes.map((node) => node.id).sort((a, b) => nodes[b].papers - nodes[a].papers || a - b);
  // A repository goes by its owner and name.
  nodes.forEach((node) => { node.caption = short(node.name.replace(/^https?:\/\/(github\.com\/)?/, "")); });
  if (narrow.matches) legend.open = false;
  // The layout is wider than high; on an upright screen it lies on its side.
  if (stage.clientHeight > 1.1 * stage.clientWidth) for (const node of nodes) [node.x, node.y] = [node.y, node.x];

  function isHidden(node) {
    if (hiddenTypes.has(node.group)) return true;
    const links = linksOf[node.id];
    return links.length > 0 && links.every((edge) => hiddenRoles.has(edge.role));
  }

  // ---- Drawing

  const theme = () => (dark.matches
    ? { text: "#e8ebef", back: "#14171c", border: "rgba(255,255,255,0.55)", faint: "rgba(255,255,255,0.12)", edge: "#aab4c0", strong: "#e8ebef", quiet: "#a3adb8" }
    : { text: "#1b1f24", back: "#ffffff", border: "rgba(0,0,0,0.5)", faint: "rgba(0,0,0,0.12)", edge: "#59636e", strong: "#1b1f24", quiet: "#59636e" });
  const DASHES = { compares: [8, 4], mentions: [2, 4], broader: [4, 5] };
  const OPACITY = { introduces: 0.6, uses: 0.28, compares: 0.35, mentions: 0.3, broader: 0.22 };

  function nodeState(node) {
    const near = selected === null || node.id === selected || neighbours.has(node.id);
    return { hidden: isHidden(node), opacity: near ? 1 : 0.12, border: near ? theme().border : theme().faint };
  }
  function edgeState(edge) {
    const touches = edge.from === selected || edge.to === selected;
    const opacity = selected === null ? OPACITY[edge.role] || 0.28 : touches ? 0.85 : 0.04;
    const { edge: color, strong } = theme();
    return { hidden: hiddenRoles.has(edge.role) || isHidden(nodes[edge.from]) || isHidden(nodes[edge.to]), opacity, color: edge.role === "introduces" ? strong : color };
  }
  let neighbours = new Set();
  const asNode = (node, state) => ({
    id: node.id, x: node.x, y: node.y, size: node.size, group: node.group, hidden: state.hidden, opacity: state.opacity,
    color: { background: data.options.groups[node.group].color.background, border: state.border },
  });
  const asEdge = (edge, state) => ({
    id: edge.id, from: edge.from, to: edge.to, hidden: state.hidden, dashes: DASHES[edge.role] || false, width: edge.role === "introduces" ? 2 : 1,
    color: { color: state.color, opacity: state.opacity, inherit: false },
    arrows: { to: { enabled: edge.role === "broader", scaleFactor: 0.35 } },
  });
  const drawn = { nodes: [], edges: [] };
  const fresh = (kind, items, stateOf, asItem) => items.flatMap((item) => {
    const state = stateOf(item), key = JSON.stringify(state);
    if (drawn[kind][item.id] === key) return [];
    drawn[kind][item.id] = key;
    return [asItem(item, state)];
  });
  const nodeSet = new vis.DataSet(fresh("nodes", nodes, nodeState, asNode));
  const edgeSet = new vis.DataSet(fresh("edges", edges, edgeState, asEdge));
  const network = new vis.Network(stage, { nodes: nodeSet, edges: edgeSet }, data.options);
  const frame = stage.firstElementChild;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Graph. Arrow keys move it, plus and minus zoom. Use the search box to reach a node.");

  function refresh() {
    neighbours = new Set(selected === null ? [] : linksOf[selected].filter((edge) => !hiddenRoles.has(edge.role)).map((edge) => otherEnd(edge, selected)));
    const changedNodes = fresh("nodes", nodes, nodeState, asNode), changedEdges = fresh("edges", edges, edgeState, asEdge);
    if (changedNodes.length) nodeSet.update(changedNodes);
    if (changedEdges.length) edgeSet.update(changedEdges);
    network.redraw();
  }

  // Names are drawn here, in screen pixels: the most linked first, as many as fit without touching.
  const widths = new Map();
  network.on("afterDrawing", (context) => {
    const scale = network.getScale(), view = network.getViewPosition(), ratio = context.canvas.width / stage.clientWidth;
    const width = stage.clientWidth, height = stage.clientHeight, colors = theme();
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    const at = (node) => [(node.x - view.x) * scale + width / 2, (node.y - view.y) * scale + height / 2];
    const [rightCover, bottomCover] = covered(), right = width - rightCover, bottom = height - bottomCover;
    const taken = [];
    let budget = Math.round((width * height) / 13000);
    const touches = (box) => taken.some((other) => other.node !== box.node
      && box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
    function boxAround(node, x, y, half, height) {
      return { node: node.id, left: x - half, right: x + half, top: y, bottom: y + height };
    }
    // Below the node, above it, or beside it.
    function caption(id, certain) {
      const node = nodes[id], [x, y] = at(node), reach = node.size * scale + 2;
      if (x < 0 || x > right || y < 0 || y > bottom) return;
      const size = node.group === "paper" ? 11 : node.papers > 5 ? 14 : 12;
      context.font = `${id === (selected ?? centre) || id === hovered ? "600 " : ""}${size}px system-ui, sans-serif`;
      const text = id === hovered ? short(node.name, 90) : node.caption, key = context.font + text;
      if (!widths.has(key)) widths.set(key, context.measureText(text).width);
      const half = widths.get(key) / 2 + 3, line = size + 4;
      const inside = Math.min(Math.max(x, half), Math.max(right - half, half));
      const places = [[inside, y + reach], [inside, y - reach - line], [x + reach + half, y - line / 2], [x - reach - half, y - line / 2]];
      const boxes = places.map(([middle, top]) => boxAround(node, middle, top, half, line));
      const box = boxes.find((place) => place.left >= 0 && place.right <= right && !touches(place)) || (certain && boxes[0]);
      if (!box) return;
      taken.push({ ...box, node: null });
      budget -= 1;
      context.lineWidth = 4;
      context.strokeStyle = colors.back;
      context.fillStyle = node.group === "paper" && !certain ? colors.quiet : colors.text;
      context.strokeText(text, box.left + half, box.top + 2);
      context.fillText(text, box.left + half, box.top + 2);
    }
    const visible = (id) => !isHidden(nodes[id]);
    const ringed = selected ?? centre;
    if (ringed !== null && visible(ringed)) {
      const [x, y] = at(nodes[ringed]);
      context.beginPath();
      context.arc(x, y, nodes[ringed].size * scale + 5, 0, 2 * Math.PI);
      context.lineWidth = 2.5;
      context.strokeStyle = colors.text;
      context.stroke();
      caption(ringed, true);
    }
    if (hovered !== null && hovered !== ringed) caption(hovered, true);
    const rest = (selected === null ? byWeight : byWeight.filter((id) => neighbours.has(id))).filter(visible);
    // No name lies on a large node; where there are few, on none.
    for (const id of nodes.length > 100 ? rest.slice(0, 40) : rest) {
      const [x, y] = at(nodes[id]), reach = nodes[id].size * scale;
      taken.push(boxAround(nodes[id], x, y - reach, reach, 2 * reach));
    }
    for (const id of rest) {
      if (budget <= 0) break;
      const tooSmall = selected === null && scale < 0.9 && nodes[id].papers < 2;
      if (id !== ringed && id !== hovered && !tooSmall) caption(id, false);
    }
    context.restore();
  });

  function nodeAt(x, y, slack) {
    let best = null, least = slack;
    const point = network.DOMtoCanvas({ x, y }), scale = network.getScale();
    for (const node of nodes) {
      const distance = (Math.hypot(node.x - point.x, node.y - point.y) - node.size) * scale;
      if (distance < least && !isHidden(node)) [best, least] = [node.id, distance];
    }
    return best;
  }
  network.on("click", (event) => {
    const found = nodeAt(event.pointer.DOM.x, event.pointer.DOM.y, event.event.pointerType === "touch" ? 16 : 8);
    if (found === null) close();
    else select(found, { move: "ifCovered" });
  });
  function point(id) {
    if (id === hovered) return;
    hovered = id;
    stage.style.cursor = id === null ? "" : "pointer";
    network.redraw();
  }
  stage.addEventListener("mousemove", (event) => {
    const box = stage.getBoundingClientRect();
    point(event.buttons ? null : nodeAt(event.clientX - box.left, event.clientY - box.top, 4));
  });
  stage.addEventListener("mouseleave", () => point(null));

  // ---- Moving about

  const motion = () => (still.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });
  const covered = () => (panel.hidden ? [0, 0] : narrow.matches ? [0, panel.offsetHeight] : [panel.offsetWidth, 0]);
  function fit() {
    const [right, bottom] = covered();
    const shown = nodes.filter((node) => !isHidden(node));
    if (!shown.length) return;
    const low = (of) => Math.min(...shown.map(of)), high = (of) => Math.max(...shown.map(of));
    const left = low((n) => n.x - n.size), top = low((n) => n.y - n.size), far = high((n) => n.x + n.size), down = high((n) => n.y + n.size);
    const width = Math.max(stage.clientWidth - right - 32, 50), height = Math.max(stage.clientHeight - bottom - 84, 50);
    network.moveTo({
      position: { x: (left + far) / 2, y: (top + down) / 2 }, scale: Math.min(width / (far - left), height / (down - top), 1.5),
      offset: { x: -right / 2, y: -bottom / 2 - 24 }, animation: false,
    });
  }
  function show(id, move) {
    const [right, bottom] = covered(), { x, y } = network.canvasToDOM(nodes[id]);
    const inView = x > 20 && y > 20 && x < stage.clientWidth - right - 20 && y < stage.clientHeight - bottom - 20;
    if (move === "ifCovered" && inView) return;
    network.moveTo({ position: { x: nodes[id].x, y: nodes[id].y }, scale: Math.max(network.getScale(), move === "ifCovered" ? 0 : 0.9),
      offset: { x: -right / 2, y: -bottom / 2 }, animation: motion() });
  }
  const zoom = (by) => network.moveTo({ scale: network.getScale() * by, animation: motion() });
  byId("zoom-in").addEventListener("click", () => zoom(1.5));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.5));
  byId("zoom-fit").addEventListener("click", fit);

  // ---- The panel

  const HEADINGS = {
    introduces: ["Introduces", "Introduced by"], uses: ["Uses", "Used by"], compares: ["Compares with", "Compared by"],
    mentions: ["Mentions", "Mentioned by"], broader: ["Broader", "Narrower"],
    extends: ["Extends", "Extended by"], partOf: ["Part of", "Its parts"], comparedWith: ["Compared with", "Compared with it"],
    evaluatedOn: ["Evaluated on", "Evaluated on it"], runsOn: ["Runs on", "Runs on it"], implementedIn: ["Implemented in", "Implemented in it"],
  };
  const MOST_LINKS = 60;

  function icon(type) {
    const drawnIcon = legend.querySelector(`input[data-type="${type}"] + svg`);
    return drawnIcon ? drawnIcon.cloneNode(true) : "";
  }
  function link(text, address = text) {
    let url;
    try { url = new URL(address); } catch { return ofData(text); }
    if (url.protocol !== "https:" && url.protocol !== "http:") return ofData(text);
    const made = ofData(text, "a");
    made.href = url.href;
    made.rel = "noopener noreferrer";
    made.target = "_blank";
    return made;
  }
  // Half characters have no encoding.
  const inPath = (id) => encodeURIComponent(id.replace(/\p{Cs}/gu, "")).replaceAll("%2F", "/");
  function facts(node) {
    const list = element("dl");
    const add = (name, value) => list.append(element("dt", {}, name), element("dd", {}, value));
    if (node.aliases) add("also", ofData(node.aliases.join(", ")));
    if (node.date) add("date", ofData(node.date));
    if (node.arxiv) add("arXiv", link(node.arxiv, "https://arxiv.org/abs/" + inPath(node.arxiv)));
    for (const [name, value] of Object.entries(node.facts || {})) {
      add(plain(name.replaceAll("_", " ")), name === "doi" ? link(value, "https://doi.org/" + inPath(value)) : link(value));
    }
    if (node.group !== "paper") add("papers", numbers.format(node.papers));
    return list;
  }
  function linkItem(edge, id) {
    const other = nodes[otherEnd(edge, id)];
    const to = element("button", { type: "button", class: "to" }, icon(other.group), ofData(plain(other.name)));
    to.addEventListener("click", () => select(other.id, { takeFocus: true }));
    const item = element("li", {}, to);
    if (edge.evidence !== undefined) item.append(ofData(sentences[edge.evidence], "blockquote"));
    const notes = Object.entries(edge.details || {}).map(([name, value]) => `${name}: ${plain(value)}`);
    if (edge.mentions !== undefined) notes.push(edge.mentions === 1 ? "1 mention" : `${edge.mentions} mentions`);
    if (edge.confidence !== undefined) notes.push(`confidence ${Number(edge.confidence).toFixed(2)}`);
    if (notes.length) item.append(element("p", { class: "sure" }, ofData(notes.join(" · "))));
    return item;
  }
  function linkGroup(heading, group, id) {
    const order = (edge) => nodes[otherEnd(edge, id)];
    group.sort((a, b) => (order(b).date || "").localeCompare(order(a).date || "") || order(b).papers - order(a).papers || a.id - b.id);
    const list = element("ul");
    list.append(...group.slice(0, MOST_LINKS).map((edge) => linkItem(edge, id)));
    const parts = [element("h3", {}, `${heading} (${numbers.format(group.length)})`), list];
    if (group.length > MOST_LINKS) {
      const more = element("button", { type: "button", class: "more" }, `Show ${numbers.format(group.length - MOST_LINKS)} more`);
      more.addEventListener("click", () => {
        list.append(...group.slice(MOST_LINKS).map((edge) => linkItem(edge, id)));
        list.children[MOST_LINKS].querySelector("button").focus();
        more.remove();
      });
      parts.push(more);
    }
    return parts;
  }
  function fillPanel(id) {
    const node = nodes[id];
    const shut = element("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
    shut.addEventListener("click", close);
    const kind = node.kind && node.kind !== node.group ? ` · ${node.kind}` : "";
    const heading = ofData(plain(node.name), "h2");
    heading.id = "panel-name";
    heading.tabIndex = -1;
    panel.replaceChildren(shut, element("div", { class: "type" }, icon(node.group), ofData(capital(node.group) + kind)), heading, facts(node));
    panel.append(element("p", { class: "iri" }, ["repository", "webpage"].includes(node.group) ? link(node.iri) : ofData(node.iri)));
    const groups = new Map();
    for (const role of new Set([...Object.keys(HEADINGS), ...linksOf[id].map((edge) => edge.role)])) {
      const [out, into] = HEADINGS[role] || [capital(role), capital(role) + " (of)"];
      groups.set(out, linksOf[id].filter((edge) => edge.role === role && edge.from === id));
      groups.set(into, linksOf[id].filter((edge) => edge.role === role && edge.to === id && edge.from !== id));
    }
    for (const [title, group] of groups) if (group.length) panel.append(...linkGroup(title, group, id));
    if (node.notShown) {
      const left = node.notShown === 1 ? "1 more linked node is" : `${numbers.format(node.notShown)} more linked nodes are`;
      panel.append(element("p", { class: "left" }, `${left} not on this page.`));
    }
    panel.scrollTop = 0;
  }

  function select(id, { move = "always", takeFocus = false } = {}) {
    unhide(id);
    selected = id;
    fillPanel(id);
    panel.hidden = false;
    refresh();
    show(id, move);
    byId("status").textContent = `${plain(nodes[id].name)}: ${linksOf[id].length} links`;
    if (takeFocus) byId("panel-name").focus({ preventScroll: true });
  }
  function close() {
    if (selected === null) return;
    // On a small screen the search box would bring the keyboard up.
    if (panel.contains(document.activeElement)) (narrow.matches ? frame : search).focus();
    selected = null;
    panel.hidden = true;
    panel.replaceChildren();
    refresh();
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && results.hidden) close();
  });

  // ---- Filters

  const boxes = Array.from(legend.querySelectorAll("input"));
  function readBoxes() {
    for (const box of boxes) {
      const [set, value] = box.dataset.type ? [hiddenTypes, box.dataset.type] : [hiddenRoles, box.dataset.role];
      if (box.checked) set.delete(value);
      else set.add(value);
    }
  }
  legend.addEventListener("change", () => {
    readBoxes();
    if (selected !== null && isHidden(nodes[selected])) close();
    refresh();
    byId("status").textContent = `${numbers.format(nodes.filter((node) => !isHidden(node)).length)} of ${numbers.format(nodes.length)} nodes shown`;
  });
  // What is asked for by name is shown, whatever the filters say.
  function unhide(id) {
    if (!isHidden(nodes[id])) return;
    const roles = new Set(linksOf[id].map((edge) => edge.role));
    for (const box of boxes) if (box.dataset.type === nodes[id].group || roles.has(box.dataset.role)) box.checked = true;
    readBoxes();
  }

  // ---- Search

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
  const index = nodes.map((node) => [node.name, ...(node.aliases || []), ...(node.arxiv ? [node.arxiv] : [])].map((name) => [fold(name), name]));
  const MOST_RESULTS = 12;
  let active = -1;

  // Lower is better: the whole name, its beginning, a word's beginning, anywhere.
  function rank(name, wanted) {
    const place = name.indexOf(wanted);
    if (place < 0) return 9;
    if (place === 0) return name.length === wanted.length ? 0 : 1;
    return /[\p{L}\p{N}]/u.test(name[place - 1]) ? 3 : 2;
  }
  function find(text) {
    const wanted = fold(text);
    if (!wanted) return [];
    const found = [];
    index.forEach((names, id) => {
      let best = 9, by = 0;
      names.forEach(([name], position) => {
        const score = rank(name, wanted);
        if (score < best) [best, by] = [score, position];
      });
      if (best < 9) found.push({ id, score: best, by: by ? names[by][1] : "" });
    });
    return found.sort((a, b) => a.score - b.score || nodes[b.id].papers - nodes[a.id].papers || a.id - b.id);
  }
  function hideResults() {
    results.hidden = true;
    search.setAttribute("aria-expanded", "false");
    search.removeAttribute("aria-activedescendant");
    active = -1;
  }
  function activate(position) {
    const options = results.querySelectorAll("[role=option]");
    if (!options.length) return;
    active = (position + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    options[active].scrollIntoView({ block: "nearest" });
    search.setAttribute("aria-activedescendant", options[active].id);
  }
  function listResults() {
    const found = find(search.value);
    if (!search.value.trim()) return hideResults();
    results.replaceChildren(...found.slice(0, MOST_RESULTS).map(({ id, by }, at) => {
      const option = element("li", { role: "option", id: `result-${at}`, "aria-selected": "false", "data-node": id }, icon(nodes[id].group));
      const text = element("span", {}, ofData(short(nodes[id].name, 90)));
      if (by) text.append(" ", element("span", { class: "also" }, "also ", ofData(short(by, 60))));
      option.append(text);
      return option;
    }));
    const more = found.length - MOST_RESULTS;
    if (!found.length) results.append(element("li", { role: "presentation", class: "also" }, "Nothing found"));
    if (more > 0) results.append(element("li", { role: "presentation", class: "also" }, `${numbers.format(more)} more`));
    results.hidden = false;
    search.setAttribute("aria-expanded", "true");
    active = -1;
    if (found.length) activate(0);
    byId("status").textContent = `${numbers.format(found.length)} found`;
  }
  function choose(option) {
    if (!option) return;
    const id = Number(option.dataset.node);
    hideResults();
    search.value = "";
    select(id, { takeFocus: true });
  }
  search.addEventListener("input", listResults);
  search.addEventListener("focus", () => { if (search.value) listResults(); });
  search.addEventListener("blur", hideResults);
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (results.hidden) listResults();
      else activate(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !results.hidden) {
      event.preventDefault();
      choose(results.querySelector("[aria-selected=true]"));
    } else if (event.key === "Escape" && !results.hidden) {
      event.stopPropagation();
      hideResults();
    }
  });
  results.addEventListener("mousedown", (event) => event.preventDefault());
  results.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));

  // ---- Start

  dark.addEventListener("change", refresh);
  // The browser may bring back ticks from an earlier visit.
  readBoxes();
  refresh();
  let moved = false;
  for (const event of ["zoom", "dragEnd"]) network.on(event, () => { moved = true; });
  network.on("resize", () => { if (!moved && selected === null) fit(); });
  fit();

  const numberOf = new Map(nodes.map((node) => [node.iri, node.id]));
  // For scripts: where a node is on the page, and opening it by its IRI.
  window.paperkg = {
    position(iri) {
      const id = numberOf.get(iri);
      if (id === undefined || isHidden(nodes[id])) return null;
      const box = stage.getBoundingClientRect(), { x, y } = network.canvasToDOM(nodes[id]);
      return { x: box.left + x, y: box.top + y };
    },
    select(iri) { if (numberOf.has(iri)) select(numberOf.get(iri)); },
    get selected() { return selected === null ? null : nodes[selected].iri; },
  };
})();
