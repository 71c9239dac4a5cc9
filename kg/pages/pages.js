// Suggestions while somebody types (the combobox pattern of ARIA 1.2), and reasons of marks near them. The pages are complete without.
"use strict";

function suggest(input) {
  const list = document.getElementById(input.id + "-list");
  let chosen = -1, found = [], waiting = 0, asked = 0;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  function show(items) {
    found = items;
    chosen = -1;
    list.replaceChildren(...items.map((item, at) => {
      const option = document.createElement("li");
      option.id = list.id + "-" + at;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const badge = document.createElement("span");
      badge.className = "badge " + item.type;
      badge.textContent = item.type === "webpage" ? "web page" : item.type;
      const name = document.createElement("bdi");
      name.className = "name";
      name.textContent = item.also ? `${item.name} (${item.also})` : item.name;
      option.append(badge, name);
      if (item.papers) {
        const count = document.createElement("span");
        count.className = "count";
        count.textContent = item.papers.toLocaleString("en");
        option.append(count);
      }
      option.addEventListener("mousedown", event => event.preventDefault());
      option.addEventListener("click", () => go(at));
      return option;
    }));
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  function choose(at) {
    chosen = at;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  }

  function go(at) {
    const address = new URL(found[at].href, location.href);
    if (address.origin === location.origin) location.assign(address);
  }

  async function ask() {
    const text = input.value.trim(), turn = ++asked;
    if (!text) return show([]);
    try {
      const answer = await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(text));
      const items = answer.ok ? await answer.json() : [];
      if (turn === asked && document.activeElement === input) show(Array.isArray(items) ? items : []);
    } catch {
      if (turn === asked) show([]);  // without the server the form still works
    }
  }

  function close() {
    asked++;
    clearTimeout(waiting);
    show([]);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 90);
  });
  input.addEventListener("keydown", event => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();  // keeps what was typed
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void ask();
      const places = found.length + 1;  // the last one is the text itself
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + 1 + step + places) % places - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      go(chosen);
    }
  });
  input.addEventListener("blur", close);
}

function placeReason(mark) {
  const reason = mark.querySelector(".why"), link = mark.firstElementChild;
  const at = link.getClientRects()[0], box = reason.getBoundingClientRect();
  const wide = document.documentElement.clientWidth, below = at.bottom + 8;
  reason.style.bottom = "auto";
  reason.style.left = Math.max(8, Math.min(at.left, wide - box.width - 8)) + "px";
  reason.style.top = (below + box.height < innerHeight ? below : Math.max(8, at.top - box.height - 8)) + "px";
}

document.querySelectorAll("input[data-suggest]").forEach(suggest);
document.querySelectorAll(".mark").forEach(mark => {
  if (!mark.querySelector(".why")) return;
  for (const event of ["mouseenter", "focusin"]) mark.addEventListener(event, () => { mark.classList.remove("shut"); placeReason(mark); });
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") document.querySelectorAll(".mark").forEach(mark => mark.classList.add("shut"));
});
document.addEventListener("keydown", event => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const input = document.querySelector("input[data-suggest]");
  if (input) {
    event.preventDefault();
    input.focus();
    input.select();
  }
});
