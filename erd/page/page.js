(() => {
  "use strict";
  const main = document.querySelector("main");
  const svg = main.querySelector("svg");
  const view = svg.querySelector(".view");
  const size = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
  // From here on a transform shows the view: a new view box would lay out all
  // texts again, for every step of a drag.
  svg.removeAttribute("viewBox");
  const tables = [...svg.querySelectorAll(".tb")];
  const lines = [...svg.querySelectorAll(".l")];
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const margin = 24;
  const places = new Map(tables.map((table) => {
    const { e, f } = table.transform.baseVal.consolidate().matrix;
    const box = table.querySelector(".b");
    return [table, { x: e, y: f, width: box.width.baseVal.value, height: box.height.baseVal.value }];
  }));

  // The view: what point of the diagram is at the upper left, and how many
  // pixels a unit of the diagram takes.
  let x = 0, y = 0, scale = 1, pending = false;

  const draw = () => {
    pending = false;
    const width = main.clientWidth / scale, height = main.clientHeight / scale;
    // Some of the diagram stays in sight.
    x = Math.min(Math.max(x, -0.8 * width), size.width - 0.2 * width);
    y = Math.min(Math.max(y, -0.8 * height), size.height - 0.2 * height);
    view.setAttribute("transform", `scale(${scale}) translate(${-x} ${-y})`);
    svg.classList.toggle("far", scale < 0.3);
    // What is out of sight costs the browser as much as what is not.
    for (const [table, p] of places) {
      const out = p.x > x + width || p.x + p.width < x || p.y > y + height || p.y + p.height < y;
      table.classList.toggle("out", out);
    }
  };
  const redraw = () => {
    if (!pending) {
      pending = true;
      requestAnimationFrame(draw);
    }
  };
  const least = () => Math.min(0.05, fitScale());
  const fitScale = () => Math.min((main.clientWidth - margin) / size.width, (main.clientHeight - margin) / size.height);
  const zoom = (factor, px = main.clientWidth / 2, py = main.clientHeight / 2) => {
    const next = Math.min(4, Math.max(least(), scale * factor));
    x += px / scale - px / next;
    y += py / scale - py / next;
    scale = next;
    redraw();
  };
  const fit = () => {
    scale = Math.min(1.25, fitScale());
    x = (size.width - main.clientWidth / scale) / 2;
    y = (size.height - main.clientHeight / scale) / 2;
    redraw();
  };
  const center = (table) => {
    const at = places.get(table);
    scale = Math.max(scale, 0.8);
    x = at.x + at.width / 2 - main.clientWidth / scale / 2;
    y = at.y + Math.min(at.height / 2, main.clientHeight / scale / 2 - margin) - main.clientHeight / scale / 2;
    redraw();
  };

  // Selecting a table leaves it, its lines and its neighbours in the light.
  const select = (table) => {
    const near = new Set();
    for (const line of lines) {
      const ends = [line.dataset.child, line.dataset.parent];
      const on = Boolean(table) && ends.includes(table.id);
      line.classList.toggle("on", on);
      if (on) ends.forEach((id) => near.add(id));
    }
    for (const chip of table ? table.querySelectorAll("a") : []) near.add(chip.getAttribute("href").slice(1));
    for (const other of tables) {
      const leads = Boolean(table) && other.querySelector(`a[href="#${table.id}"]`) !== null;
      other.classList.toggle("on", other === table || leads || near.has(other.id));
    }
    svg.classList.toggle("some", Boolean(table));
  };

  let hits = [], current = -1;
  const go = (step) => {
    if (!hits.length) return;
    current = (current + step + hits.length) % hits.length;
    found.textContent = `${current + 1} of ${hits.length}`;
    center(hits[current]);
  };
  const find = () => {
    const wanted = search.value.trim().toLowerCase();
    const name = (e) => (e.dataset.table || e.dataset.enum || "").toLowerCase();
    const rank = (n) => (n === wanted ? 0 : n.startsWith(wanted) ? 1 : n.includes(wanted) ? 2 : 3);
    hits = [];
    current = -1;
    for (const table of tables) {
      let hit = wanted !== "" && (name(table).includes(wanted) || `${table.dataset.schema}.${name(table)}`.toLowerCase().includes(wanted));
      for (const column of table.querySelectorAll("[data-column]")) {
        const on = wanted !== "" && column.dataset.column.toLowerCase().includes(wanted);
        column.classList.toggle("hit", on);
        hit = hit || on;
      }
      table.classList.toggle("hit", hit);
      if (hit) hits.push(table);
    }
    hits.sort((a, b) => rank(name(a)) - rank(name(b)));
    found.textContent = wanted === "" ? "" : hits.length ? `${hits.length} found` : "none";
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
      const target = document.getElementById(link.getAttribute("href").slice(1));
      select(target);
      center(target);
      return;
    }
    const table = e.target.closest(".tb");
    select(table && !table.classList.contains("picked") ? table : null);
    for (const other of tables) other.classList.toggle("picked", other === table && svg.classList.contains("some"));
  });
  main.addEventListener("wheel", (e) => {
    e.preventDefault();
    const box = main.getBoundingClientRect();
    const unit = e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? main.clientHeight : 1;
    zoom(Math.exp(-Math.max(-240, Math.min(240, e.deltaY * unit)) / 500), e.clientX - box.left, e.clientY - box.top);
  }, { passive: false });
  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.target === search) {
      if (e.key === "Enter") go(e.shiftKey ? -1 : 1);
      if (e.key === "Escape") {
        search.value = "";
        find();
        search.blur();
      }
      return;
    }
    const step = 80 / scale;
    const keys = {
      "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": fit,
      "/": () => search.focus(), "Escape": () => select(null),
      "ArrowLeft": () => { x -= step; redraw(); }, "ArrowRight": () => { x += step; redraw(); },
      "ArrowUp": () => { y -= step; redraw(); }, "ArrowDown": () => { y += step; redraw(); },
    };
    if (keys[e.key]) {
      e.preventDefault();
      keys[e.key]();
    }
  });
  search.addEventListener("input", find);
  document.getElementById("in").addEventListener("click", () => zoom(1.25));
  document.getElementById("out").addEventListener("click", () => zoom(0.8));
  document.getElementById("fit").addEventListener("click", fit);
  addEventListener("resize", redraw);
  fit();
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.classList.contains("tb")) {
    select(target);
    center(target);
  }
})();
