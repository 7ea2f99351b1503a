// The viewer: a picture with its controls, for the page and for editors.
import { View } from "./view.js";
import { Explorer } from "./explore.js";
import { picture, png } from "./export.js";
import { Minimap } from "./minimap.js";
import { attachMenu } from "./menu.js";

const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const mostSteps = 9;

// createViewer makes a viewer of root, which holds what head.html, main.html and
// help.html do. viewer.d.ts says what a host is and what a viewer can do.
export const createViewer = (root, host) => {
  const $ = (id) => root.querySelector(`#${id}`);
  const main = root.querySelector("main");
  const search = $("search"), found = $("found"), depthInput = $("depth"), detailInput = $("detail");
  const focusButton = $("focus"), map = $("map"), help = $("help"), said = $("said");
  const say = (text) => { if (said.textContent !== text) said.textContent = text; };
  const view = new View(main);
  const explorer = new Explorer(view, say);
  const minimap = new Minimap(view, map);
  let style = "";
  const changed = () => { if (view.svg) host.changed(); };
  view.settled.push(changed);

  const update = () => {
    const { depth } = explorer;
    main.classList.toggle("focused", depth > 0);
    focusButton.setAttribute("aria-pressed", String(depth > 0));
    focusButton.disabled = !explorer.selected && !depth;
    if (depth) depthInput.value = String(depth);
    $("steps").textContent = depthInput.value;
    detailInput.value = explorer.detail;
  };
  const select = (table) => {
    explorer.select(table);
    update();
  };
  const focus = (steps) => {
    explorer.focus(steps);
    update();
  };
  const setDetail = (wanted) => {
    explorer.setDetail(wanted);
    update();
  };
  const find = () => { found.textContent = explorer.find(search.value); };
  const showMap = (on) => {
    map.hidden = !on;
    $("minimap").setAttribute("aria-pressed", String(on));
  };

  // What a host draws anew when it is asked to, and else is made of what is there.
  const changeDetail = (wanted) => {
    if (host.draw) host.draw({ detail: wanted });
    else setDetail(wanted);
    changed();
  };
  const toggleFocus = (steps) => {
    if (!explorer.selected && !explorer.depth) return;
    host.leaving();
    if (steps && host.enter && explorer.selected?.dataset.group !== undefined) {
      host.enter(explorer.selected);
      return;
    }
    if (host.draw) {
      host.draw({ focus: steps ? explorer.selected : null, depth: steps });
      return;
    }
    focus(steps);
    view.fit();
    changed();
  };
  const depth = () => Number(depthInput.value);
  const follow = (table) => {
    host.leaving();
    if (table.classList.contains("off")) focus(0);
    select(table);
    view.center(table);
    changed();
    table.focus({ preventScroll: true });
  };
  const go = (step) => {
    const table = explorer.next(step);
    if (!table) return;
    found.textContent = `${explorer.current + 1} of ${explorer.hits.length}`;
    if (table.classList.contains("off")) focus(0);
    view.center(table);
    say(`${found.textContent}: ${table.getAttribute("aria-label")}`);
  };
  const open = (element) => { if (element && host.open) host.open(element); };
  // A row is as wide as its table: names alone would be hard to hit.
  const rowAt = (table, y) => [...table.querySelectorAll("text[data-column],text[data-table]")].find((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top <= y && y <= bottom;
  });

  const save = async (kind) => {
    const made = picture(view, style);
    try {
      host.save(kind === "png" ? await png(made) : new Blob([made.text], { type: "image/svg+xml" }), kind);
    } catch {
      say("This cannot be drawn as a PNG here; save the SVG instead.");
    }
  };

  let drag = null;
  main.addEventListener("pointerdown", (e) => {
    if (e.button === 0 && view.svg) drag = { id: e.pointerId, px: e.clientX, py: e.clientY, x: view.x, y: view.y, moved: false };
  });
  main.addEventListener("pointermove", (e) => {
    if (!drag || e.pointerId !== drag.id) return;
    const dx = e.clientX - drag.px, dy = e.clientY - drag.py;
    if (!drag.moved && Math.hypot(dx, dy) < 4) return;
    if (!drag.moved) main.setPointerCapture(e.pointerId);
    drag.moved = true;
    main.classList.add("drag");
    view.moveTo(drag.x - dx / view.scale, drag.y - dy / view.scale);
  });
  const drop = () => {
    main.classList.remove("drag");
    // The click that ends a drag comes after this.
    setTimeout(() => { drag = null; });
  };
  main.addEventListener("pointerup", drop);
  main.addEventListener("pointercancel", drop);
  main.addEventListener("click", (e) => {
    if (!view.svg) return;
    if (drag && drag.moved) {
      e.preventDefault();
      return;
    }
    const link = e.target.closest("a");
    if (link) {
      e.preventDefault();
      const target = view.byID.get(link.getAttribute("href").slice(1));
      if (target && e.shiftKey) explorer.drawLine(link, target);
      else if (target) follow(target);
      return;
    }
    const table = e.target.closest(".tb");
    // Where a click opens what it hits, a second one opens it again.
    select(table && (host.open || table !== explorer.selected) ? table : null);
    open((table && rowAt(table, e.clientY)) ?? table ?? e.target.closest(".l"));
    changed();
  });
  main.addEventListener("dblclick", (e) => {
    const table = view.svg && e.target.closest(".tb");
    if (!table) return;
    select(table);
    toggleFocus(depth());
  });
  main.addEventListener("wheel", (e) => {
    e.preventDefault();
    if (!view.svg) return;
    const box = main.getBoundingClientRect();
    const unit = e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? main.clientHeight : 1;
    view.zoom(Math.exp(-Math.max(-240, Math.min(240, e.deltaY * unit)) / 500), e.clientX - box.left, e.clientY - box.top);
  }, { passive: false });

  const step = (by) => {
    const table = document.activeElement.closest(".tb") ?? explorer.selected;
    if (!table) return;
    if (table !== explorer.selected) select(table);
    explorer.step(table, by);
  };
  const keys = {
    "+": () => view.zoom(1.25), "=": () => view.zoom(1.25), "-": () => view.zoom(0.8), "0": () => { if (!host.fit?.()) view.fit(); },
    "/": () => search.focus(), "?": () => help.showModal(),
    "Escape": () => {
      if (explorer.depth) toggleFocus(0);
      else select(null);
      changed();
    },
    "f": () => toggleFocus(explorer.depth ? 0 : depth()),
    "b": () => host.back(), "n": () => host.forward(),
    "d": () => {
      const values = [...detailInput.options].filter((o) => !o.disabled).map((o) => o.value);
      changeDetail(values[(values.indexOf(detailInput.value) + 1) % values.length]);
    },
    "j": () => step(1), "k": () => step(-1),
    "m": () => showMap(map.hidden),
    "s": () => save("svg"), "p": () => save("png"),
  };
  for (const steps of [1, 2, 3, 4, 5]) keys[steps] = () => toggleFocus(steps);
  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || help.open || !view.svg) return;
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
      const next = at || explorer.selected ? explorer.neighbour(at || explorer.selected, ...arrow) : explorer.stop;
      if (next) {
        select(next);
        view.center(next);
        next.focus({ preventScroll: true });
      }
    } else if (arrow) {
      view.moveTo(view.x + arrow[0] * 80 / view.scale, view.y + arrow[1] * 80 / view.scale);
    } else if (at === e.target && at && (e.key === "Enter" || e.key === " ")) {
      select(at);
      view.center(at);
      open(explorer.row ?? at);
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
    if (table && table !== explorer.stop) explorer.setStop(table);
    if (table && e.target.matches(":focus-visible") && !view.sees(table)) view.center(table);
  });
  search.addEventListener("input", () => {
    find();
    changed();
  });
  attachMenu($("export"), $("formats"));
  const clicks = {
    in: keys["+"], out: keys["-"], fit: keys["0"], focus: keys.f, minimap: keys.m,
    question: keys["?"], close: () => help.close(), savesvg: keys.s, savepng: keys.p,
  };
  for (const [id, f] of Object.entries(clicks)) $(id).addEventListener("click", f);
  detailInput.addEventListener("change", () => changeDetail(detailInput.value));
  depthInput.addEventListener("input", () => { $("steps").textContent = depthInput.value; });
  depthInput.addEventListener("change", () => { if (explorer.depth) toggleFocus(depth()); });
  // The window can be hidden, which is no size to draw for.
  new ResizeObserver(() => { if (main.clientWidth) view.renew(); }).observe(main);

  return {
    keys,
    say,
    recolor: () => minimap.draw(),
    show(svg, { depth = 0, keep = false, selected, style: sheet } = {}) {
      const first = !view.svg;
      const marks = keep && !first ? view.landmarks() : [];
      const was = first ? {} : { selected: explorer.selected?.id, detail: explorer.detail, focused: document.activeElement.closest(".tb")?.id };
      style = sheet ?? "";
      view.load(svg);
      explorer.load();
      if (host.draw) explorer.depth = depth;
      const details = host.draw ? ["full", "keys", "names", "overview"] : ["full", "keys", "names"];
      const shows = explorer.details();
      detailInput.replaceChildren(...(details.includes(shows[0]) ? details : shows).map((name) => {
        const option = new Option(name, name);
        option.disabled = !host.draw && !shows.includes(name);
        return option;
      }));
      setDetail(host.draw ? svg.dataset.detail : was.detail);
      find();
      select(view.byID.get(selected ?? was.selected) || null);
      if (first) showMap(view.tables.length > 12);
      minimap.draw();
      if (!view.settle(marks)) view.fit();
      view.draw();
      view.byID.get(was.focused)?.focus({ preventScroll: true });
      view.sheet.classList.add("ready");
    },
    highlight(id) {
      const element = id && view.svg ? view.svg.querySelector(`#${CSS.escape(id)}`) : null;
      const table = element && element.closest(".tb");
      explorer.mark(table ? element : null);
      if (table && !table.classList.contains("off") && !view.sees(table)) view.reveal(table);
    },
    state() {
      const { x, y, scale } = view;
      return {
        table: explorer.selected?.id ?? "",
        depth: explorer.depth,
        search: search.value,
        detail: explorer.detail === view.svg.dataset.detail ? "" : explorer.detail,
        view: [Math.round(x), Math.round(y), Number(scale.toPrecision(3))],
      };
    },
    restore(state) {
      const table = view.byID.get(state.table) || null;
      setDetail(state.detail);
      search.value = state.search || "";
      find();
      if (table || explorer.selected) select(table);
      const steps = Math.min(mostSteps, Math.max(0, Math.trunc(state.depth) || 0));
      if (!host.draw && (steps || explorer.depth)) focus(steps);
      const at = state.view || [];
      if (at.length === 3 && at.every(Number.isFinite) && at[2] > 0) {
        view.moveTo(...at);
        view.renew();
      } else {
        view.fit();
        if (table && !explorer.depth) view.center(table);
      }
    },
  };
};
