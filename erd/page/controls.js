// The controls: pointer, keys, buttons, and the address, which holds the state.
const root = document.documentElement;
const help = document.getElementById("help");
const themeInput = document.getElementById("theme");
const setTheme = (theme) => {
  themeInput.value = theme;
  if (themeInput.value !== theme) themeInput.value = "auto";
  if (themeInput.value === "auto") delete root.dataset.theme;
  else root.dataset.theme = themeInput.value;
  drawMap();
};
const showMap = (on) => {
  map.hidden = !on;
  document.getElementById("minimap").setAttribute("aria-pressed", String(on));
};

// What the address says after "#": a table's id alone, as links have it, or
// t (table), f (depth of the focus), q (search), d (detail), theme, and v (view).
const address = () => {
  const state = new URLSearchParams();
  if (selected) state.set("t", selected.id);
  if (depth) state.set("f", depth);
  if (search.value) state.set("q", search.value);
  if (detail !== svg.dataset.detail) state.set("d", detail);
  if (root.dataset.theme) state.set("theme", root.dataset.theme);
  state.set("v", [Math.round(x), Math.round(y), Number(scale.toPrecision(3))].join("_"));
  return `#${state}`;
};
const remember = () => history.replaceState(null, "", address());
// Before a jump: "back" leads to where it began.
const leave = () => {
  remember();
  history.pushState(null, "", address());
};
const restore = () => {
  const text = location.hash.slice(1);
  const state = new URLSearchParams(text.includes("=") ? text : "");
  let alone = "";
  try { alone = decodeURIComponent(text); } catch { /* no id then */ }
  const table = byID.get(state.get("t") ?? alone) || null;
  setTheme(state.get("theme") || "auto");
  setDetail(state.get("d") || svg.dataset.detail);
  search.value = state.get("q") || "";
  if (search.value || hits.length) find();
  if (table || selected) select(table);
  const steps = Math.min(9, Math.max(0, Math.trunc(Number(state.get("f"))) || 0));
  if (steps || depth) focus(steps);
  const v = (state.get("v") || "").split("_").map(Number);
  if (v.length === 3 && v.every(Number.isFinite) && v[2] > 0) {
    [x, y] = v;
    scale = Math.min(4, Math.max(0.01, v[2]));
    drawn = null;
    redraw();
  } else {
    fit();
    if (table && !steps) center(table);
  }
};
settled.push(remember);

const follow = (table) => {
  leave();
  if (table.classList.contains("off")) focus(0);
  select(table);
  center(table);
  remember();
  table.focus({ preventScroll: true });
};
const toggleFocus = (steps) => {
  if (!selected && !depth) return;
  leave();
  focus(steps);
  fit();
  remember();
};

let drag = null;
main.addEventListener("pointerdown", (e) => {
  if (e.button === 0) drag = { id: e.pointerId, px: e.clientX, py: e.clientY, x, y, moved: false };
});
main.addEventListener("pointermove", (e) => {
  if (!drag || e.pointerId !== drag.id) return;
  const dx = e.clientX - drag.px, dy = e.clientY - drag.py;
  if (!drag.moved && Math.hypot(dx, dy) < 4) return;
  if (!drag.moved) main.setPointerCapture(e.pointerId);
  drag.moved = true;
  main.classList.add("drag");
  x = drag.x - dx / scale;
  y = drag.y - dy / scale;
  redraw();
});
const drop = () => {
  main.classList.remove("drag");
  // The click that ends a drag comes after this.
  setTimeout(() => { drag = null; });
};
main.addEventListener("pointerup", drop);
main.addEventListener("pointercancel", drop);
main.addEventListener("click", (e) => {
  if (drag && drag.moved) {
    e.preventDefault();
    return;
  }
  const link = e.target.closest("a");
  if (link) {
    e.preventDefault();
    const target = byID.get(link.getAttribute("href").slice(1));
    if (target) follow(target);
    return;
  }
  const table = e.target.closest(".tb");
  select(table && table !== selected ? table : null);
  remember();
});
main.addEventListener("dblclick", (e) => {
  const table = e.target.closest(".tb");
  if (!table) return;
  select(table);
  toggleFocus(Number(depthInput.value));
});
main.addEventListener("wheel", (e) => {
  e.preventDefault();
  const box = main.getBoundingClientRect();
  const unit = e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? main.clientHeight : 1;
  zoom(Math.exp(-Math.max(-240, Math.min(240, e.deltaY * unit)) / 500), e.clientX - box.left, e.clientY - box.top);
}, { passive: false });

const cycle = (input, step = 1) => {
  const values = [...input.options].filter((o) => !o.disabled).map((o) => o.value);
  return values[(values.indexOf(input.value) + step) % values.length];
};
const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const keys = {
  "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": fit,
  "/": () => search.focus(), "?": () => help.showModal(),
  "Escape": () => {
    if (depth) toggleFocus(0);
    else select(null);
    remember();
  },
  "f": () => toggleFocus(depth ? 0 : Number(depthInput.value)),
  "b": () => history.back(), "n": () => history.forward(),
  "d": () => { setDetail(cycle(document.getElementById("detail"))); remember(); },
  "t": () => { setTheme(cycle(themeInput)); remember(); },
  "m": () => showMap(map.hidden),
  "s": saveSVG, "p": savePNG,
};
for (const steps of [1, 2, 3, 4, 5]) keys[steps] = () => toggleFocus(steps);
addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || help.open) return;
  if (e.target === search) {
    if (e.key === "Enter") go(e.shiftKey ? -1 : 1);
    if (e.key === "Escape") {
      search.value = "";
      find();
      search.blur();
    }
    return;
  }
  if (e.target.matches("select,input")) return;
  const at = e.target.closest(".tb");
  const arrow = arrows[e.key];
  if (arrow && e.shiftKey) {
    const next = at || selected ? neighbour(at || selected, ...arrow) : stop;
    if (next) {
      select(next);
      center(next);
      next.focus({ preventScroll: true });
    }
  } else if (arrow) {
    x += arrow[0] * 80 / scale;
    y += arrow[1] * 80 / scale;
    redraw();
  } else if (at === e.target && at && (e.key === "Enter" || e.key === " ")) {
    select(at);
    center(at);
  } else if (keys[e.key] && !(e.target.matches("button") && e.key === "Enter")) {
    keys[e.key]();
  } else {
    return;
  }
  e.preventDefault();
});
// Not on the picture: a listener for focus makes an SVG element a stop of the Tab key.
main.addEventListener("focusin", (e) => {
  const table = e.target.closest(".tb");
  if (table && table !== stop) setStop(table);
  if (table && e.target.matches(":focus-visible") && !meet(places.get(table), { x, y, width: main.clientWidth / scale, height: main.clientHeight / scale })) center(table);
});
search.addEventListener("input", () => {
  find();
  remember();
});
const clicks = {
  in: () => zoom(1.25), out: () => zoom(0.8), fit, focus: () => toggleFocus(depth ? 0 : Number(depthInput.value)),
  minimap: () => showMap(map.hidden), question: () => help.showModal(), close: () => help.close(),
  savesvg: saveSVG, savepng: savePNG,
  copymermaid: () => copyText("mermaid", "Mermaid"), copydbml: () => copyText("dbml", "DBML"),
};
for (const [id, f] of Object.entries(clicks)) document.getElementById(id).addEventListener("click", f);
document.getElementById("detail").addEventListener("change", (e) => {
  setDetail(e.target.value);
  remember();
});
themeInput.addEventListener("change", () => {
  setTheme(themeInput.value);
  remember();
});
depthInput.addEventListener("change", () => { if (depth) toggleFocus(Number(depthInput.value)); });
addEventListener("resize", () => {
  drawn = null;
  redraw();
});
addEventListener("popstate", restore);

showMap(tables.length > 12);
restore();
draw();
sheet.classList.add("ready");
