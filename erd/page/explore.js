// Exploring: selecting, focusing, searching.
const search = document.getElementById("search");
const found = document.getElementById("found");
const depthInput = document.getElementById("depth");
const focusButton = document.getElementById("focus");
const said = document.getElementById("said");
let selected = null, depth = 0, detail = svg.dataset.detail;

// Who is next to whom, by lines and by links.
const near = new Map(tables.map((table) => [table, new Set()]));
const refers = new Map(tables.map((table) => [table, new Set()]));
const join = (a, b) => {
  if (a && b) {
    refers.get(a).add(b);
    near.get(a).add(b);
    near.get(b).add(a);
  }
};
for (const line of lines) join(byID.get(line.dataset.child), byID.get(line.dataset.parent));
for (const link of svg.querySelectorAll("a.ch")) join(link.closest(".tb"), byID.get(link.getAttribute("href").slice(1)));

// One table at a time, with its links, is a stop of the Tab key.
let stop = null;
const setStop = (table) => {
  if (stop) {
    stop.setAttribute("tabindex", "-1");
    for (const link of stop.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
  }
  stop = table;
  if (stop) {
    stop.setAttribute("tabindex", "0");
    for (const link of stop.querySelectorAll("a")) link.removeAttribute("tabindex");
  }
};
for (const element of svg.querySelectorAll(".tb,a.ch")) element.setAttribute("tabindex", "-1");
setStop(tables[0] || null);

// Selecting a table leaves it, its lines and its neighbours in the light.
const select = (table) => {
  selected = table;
  for (const line of lines) line.classList.toggle("on", Boolean(table) && [line.dataset.child, line.dataset.parent].includes(table.id));
  for (const other of tables) other.classList.toggle("on", Boolean(table) && (other === table || near.get(table).has(other)));
  svg.classList.toggle("some", Boolean(table));
  focusButton.disabled = !table && !depth;
  if (table) {
    setStop(table);
    said.textContent = table.getAttribute("aria-label");
  }
};

// Where a table stands while some are focused: who is referred to at the left of
// who refers, in columns that are cut where they would be too tall.
const home = new Map(tables.map((table) => [table, places.get(table)]));
const tallest = 1600, across = 110, down = 24;
const ways = document.createElementNS("http://www.w3.org/2000/svg", "g");
view.insertBefore(ways, view.querySelector(".tb"));
const put = (table, place) => {
  places.set(table, place);
  table.setAttribute("transform", `translate(${place.x} ${place.y})`);
};
const arrange = (column) => {
  const ranks = [...new Set(column.values())].sort((a, b) => a - b);
  let left = 0;
  for (const rank of ranks) {
    const stacks = [[]];
    let top = 0;
    for (const [table, of] of column) {
      if (of !== rank) continue;
      const height = home.get(table).height + down;
      if (top > 0 && top + height > tallest) {
        stacks.push([]);
        top = 0;
      }
      stacks[stacks.length - 1].push(table);
      top += height;
    }
    for (const stack of stacks) {
      const height = stack.reduce((sum, table) => sum + home.get(table).height + down, -down);
      let at = -height / 2;
      for (const table of stack) {
        put(table, { ...home.get(table), x: left, y: at });
        at += home.get(table).height + down;
      }
      left += Math.max(...stack.map((table) => home.get(table).width)) + down;
    }
    left += across - down;
  }
};
// A way leads from the header of the table that refers to that of the other one.
const way = (child, parent) => {
  const a = places.get(child), b = places.get(parent);
  const right = a.x > b.x, level = a.x === b.x;
  const from = { x: right ? a.x : a.x + a.width, y: a.y + 15 };
  const to = { x: right || level ? b.x + b.width : b.x, y: b.y + 15 };
  const bend = level ? 40 : (to.x - from.x) / 2;
  const path = document.createElementNS(ways.namespaceURI, "path");
  path.setAttribute("class", "l on");
  path.setAttribute("d", `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${level ? to.x + bend : to.x - bend} ${to.y} ${to.x} ${to.y}`);
  ways.append(path);
};

// Focusing leaves nothing but the selected table and what is near it.
const shown = () => tables.filter((table) => !table.classList.contains("off"));
const focus = (steps) => {
  depth = selected ? steps : 0;
  const column = new Map([[selected, 0]]);
  let reached = [selected];
  for (let i = 0; i < depth; i++) {
    const next = [];
    for (const table of reached) {
      for (const other of near.get(table)) {
        if (column.has(other)) continue;
        column.set(other, column.get(table) + (refers.get(table).has(other) ? -1 : 1));
        next.push(other);
      }
    }
    reached = next;
  }
  for (const table of tables) {
    put(table, home.get(table));
    table.classList.toggle("off", depth > 0 && !column.has(table));
  }
  for (const element of [...lines, ...rest]) element.classList.toggle("off", depth > 0);
  ways.replaceChildren();
  if (depth) {
    arrange(column);
    for (const child of column.keys()) for (const parent of refers.get(child)) if (parent !== child && column.has(parent)) way(child, parent);
  }
  extent = depth ? around([...column.keys()]) : { x: 0, y: 0, ...size };
  drawn = null;
  main.classList.toggle("focused", depth > 0);
  focusButton.setAttribute("aria-pressed", String(depth > 0));
  focusButton.disabled = !selected && !depth;
  if (depth) depthInput.value = String(depth);
  if (depth) said.textContent = `${column.size} of ${tables.length} tables`;
};
const fit = () => fitTo(extent);

// What a row shows can be less than what was drawn, never more.
const setDetail = (wanted) => {
  const levels = ["full", "keys", "names"];
  if (!levels.includes(svg.dataset.detail)) return;
  if (levels.indexOf(wanted) < levels.indexOf(svg.dataset.detail)) wanted = svg.dataset.detail;
  detail = wanted;
  for (const level of levels) svg.classList.toggle(`show-${level}`, level === detail);
  document.getElementById("detail").value = detail;
};

let hits = [], current = -1;
const nameOf = (table) => (table.dataset.table || table.dataset.enum || table.dataset.group || "").toLowerCase();
const find = () => {
  const wanted = search.value.trim().toLowerCase();
  const rank = (n) => (n === wanted ? 0 : n.startsWith(wanted) ? 1 : n.includes(wanted) ? 2 : 3);
  hits = [];
  current = -1;
  for (const table of tables) {
    let hit = wanted !== "" && (nameOf(table).includes(wanted) || `${table.dataset.schema}.${nameOf(table)}`.toLowerCase().includes(wanted));
    for (const column of table.querySelectorAll("text[data-column],text[data-table]")) {
      const on = wanted !== "" && (column.dataset.column ?? column.dataset.table).toLowerCase().includes(wanted);
      column.classList.toggle("hit", on);
      hit = hit || on;
    }
    table.classList.toggle("hit", hit);
    if (hit) hits.push(table);
  }
  hits.sort((a, b) => rank(nameOf(a)) - rank(nameOf(b)));
  found.textContent = wanted === "" ? "" : hits.length ? `${hits.length} found` : "none";
};
const go = (step) => {
  if (!hits.length) return;
  current = (current + step + hits.length) % hits.length;
  found.textContent = `${current + 1} of ${hits.length}`;
  if (hits[current].classList.contains("off")) focus(0);
  center(hits[current]);
};

// neighbour is the table that is next in a direction.
const neighbour = (from, dx, dy) => {
  const middle = (table) => {
    const p = places.get(table);
    return { x: p.x + p.width / 2, y: p.y + p.height / 2 };
  };
  const at = middle(from);
  let best = null, least = Infinity;
  for (const table of shown()) {
    const to = middle(table);
    const along = (to.x - at.x) * dx + (to.y - at.y) * dy;
    const aside = Math.abs((to.x - at.x) * dy) + Math.abs((to.y - at.y) * dx);
    if (table !== from && along > 1 && along + 2 * aside < least) {
      best = table;
      least = along + 2 * aside;
    }
  }
  return best;
};
