// Exploring: selecting, focusing, searching.

import { nameOf, svgNamespace } from "./far.js";

const levels = ["full", "keys", "names"];

// The columns of focused tables are cut where they would be too tall.
const tallest = 1600, across = 110, down = 24;

// Explorer keeps what is selected, focused, found and shown of a view's picture.
// say tells it to who cannot see it.
export class Explorer {
  constructor(view, say) {
    this.view = view;
    this.say = say;
    this.clear();
  }

  clear() {
    this.selected = null;
    this.stop = null;
    this.depth = 0;
    this.hits = [];
    this.current = -1;
    this.marked = [];
    this.drawn = new Map(); // by link, its line
    this.row = null;
  }

  // load reads the view's new picture.
  load() {
    this.clear();
    const { svg, tables, lines, byID } = this.view;
    this.rest = [...svg.querySelectorAll(".vl,.fr,.st")];
    this.detail = svg.dataset.detail;
    // Who is next to whom, by lines and by links.
    this.near = new Map(tables.map((table) => [table, new Set()]));
    this.refers = new Map(tables.map((table) => [table, new Set()]));
    const join = (a, b) => {
      if (a && b) {
        this.refers.get(a).add(b);
        this.near.get(a).add(b);
        this.near.get(b).add(a);
      }
    };
    for (const line of lines) join(byID.get(line.dataset.child), byID.get(line.dataset.parent));
    for (const link of svg.querySelectorAll("a.ch")) join(link.closest(".tb"), byID.get(link.getAttribute("href").slice(1)));
    this.ways = document.createElementNS(svgNamespace, "g");
    this.view.view.insertBefore(this.ways, this.view.view.querySelector(".tb"));
    for (const element of svg.querySelectorAll(".tb,a.ch")) element.setAttribute("tabindex", "-1");
    this.setStop(tables[0] || null);
  }

  // One table at a time, with its links, is a stop of the Tab key.
  setStop(table) {
    if (this.stop) {
      this.stop.setAttribute("tabindex", "-1");
      for (const link of this.stop.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
    }
    this.stop = table;
    if (table) {
      table.setAttribute("tabindex", "0");
      for (const link of table.querySelectorAll("a")) link.removeAttribute("tabindex");
    }
  }

  // Selecting a table leaves it, its lines and its neighbours in the light.
  select(table) {
    const { svg, tables, lines } = this.view;
    this.selected = table;
    if (this.row && !table?.contains(this.row)) this.point(null);
    for (const line of lines) line.classList.toggle("on", Boolean(table) && [line.dataset.child, line.dataset.parent].includes(table.id));
    for (const other of tables) other.classList.toggle("on", Boolean(table) && (other === table || this.near.get(table).has(other)));
    svg.classList.toggle("some", Boolean(table));
    if (table) this.setStop(table);
    this.say(this.label());
  }

  // label tells what is selected.
  label() { return this.selected?.getAttribute("aria-label") ?? ""; }

  // point shows and tells a row of a table, or none any more.
  point(row) {
    if (this.row) this.row.classList.remove("row");
    this.row = row;
    if (!row) return;
    row.classList.add("row");
    this.say(row.querySelector("title")?.textContent ?? row.textContent);
  }

  // step points at the next row of a table, or the one before.
  step(table, by) {
    const rows = [...table.querySelectorAll("text[data-column],text[data-table]")];
    const at = rows.indexOf(this.row);
    if (rows.length) this.point(rows[at < 0 && by < 0 ? rows.length - 1 : (at + by + rows.length) % rows.length]);
  }

  // mark shows where the cursor of an editor is: at a table, and at one of its rows
  // if the element is that.
  mark(element) {
    for (const before of this.marked) {
      before.classList.remove("at");
      before.removeAttribute("aria-current");
    }
    this.marked = element ? [...new Set([element.closest(".tb"), element])] : [];
    for (const now of this.marked) {
      now.classList.add("at");
      now.setAttribute("aria-current", "true");
    }
  }

  put(table, place) {
    this.view.places.set(table, place);
    table.setAttribute("transform", `translate(${place.x} ${place.y})`);
  }

  // Where a table stands while some are focused: who is referred to at the left of
  // who refers.
  arrange(column) {
    const { home } = this.view;
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
          this.put(table, { ...home.get(table), x: left, y: at });
          at += home.get(table).height + down;
        }
        left += Math.max(...stack.map((table) => home.get(table).width)) + down;
      }
      left += across - down;
    }
  }

  // A way leads from the header of the table that refers, or from what is so far down
  // in it, to the header of the other one.
  way(child, parent, far = 15) {
    const a = this.view.places.get(child), b = this.view.places.get(parent);
    const right = a.x > b.x, level = a.x === b.x;
    const from = { x: right ? a.x : a.x + a.width, y: a.y + far };
    const to = { x: right || level ? b.x + b.width : b.x, y: b.y + 15 };
    const bend = level ? 40 : (to.x - from.x) / 2;
    const path = document.createElementNS(svgNamespace, "path");
    path.setAttribute("class", "l on");
    path.setAttribute("d", `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${level ? to.x + bend : to.x - bend} ${to.y} ${to.x} ${to.y}`);
    this.ways.append(path);
    return path;
  }

  // drawLine draws the line that a link stands for, or takes it away again.
  drawLine(link, target) {
    if (this.drawn.has(link)) {
      this.drawn.get(link).remove();
      this.drawn.delete(link);
      return;
    }
    const { y, height } = link.querySelector("rect");
    this.drawn.set(link, this.way(link.closest(".tb"), target, y.baseVal.value + height.baseVal.value / 2));
  }

  shown() { return this.view.tables.filter((table) => !table.classList.contains("off")); }

  // Focusing leaves nothing but the selected table and what is near it.
  focus(steps) {
    const { view } = this;
    this.depth = this.selected ? steps : 0;
    const column = new Map([[this.selected, 0]]);
    let reached = [this.selected];
    for (let i = 0; i < this.depth; i++) {
      const next = [];
      for (const table of reached) {
        for (const other of this.near.get(table)) {
          if (column.has(other)) continue;
          column.set(other, column.get(table) + (this.refers.get(table).has(other) ? -1 : 1));
          next.push(other);
        }
      }
      reached = next;
    }
    for (const table of view.tables) {
      this.put(table, view.home.get(table));
      table.classList.toggle("off", this.depth > 0 && !column.has(table));
    }
    for (const element of [...view.lines, ...this.rest]) element.classList.toggle("off", this.depth > 0);
    this.ways.replaceChildren();
    this.drawn.clear();
    if (this.depth) {
      this.arrange(column);
      for (const child of column.keys()) for (const parent of this.refers.get(child)) if (parent !== child && column.has(parent)) this.way(child, parent);
    }
    this.say(this.depth ? `${column.size} of ${view.tables.length} tables` : this.label());
    view.extent = this.depth ? view.around([...column.keys()]) : { x: 0, y: 0, ...view.size };
    view.renew();
  }

  // details are what of the tables can be shown: what was drawn, and less.
  details() {
    const drawn = this.view.svg.dataset.detail;
    return levels.includes(drawn) ? levels.slice(levels.indexOf(drawn)) : [drawn];
  }

  setDetail(wanted) {
    if (!this.details().includes(wanted)) wanted = this.view.svg.dataset.detail;
    this.detail = wanted;
    for (const level of levels) this.view.svg.classList.toggle(`show-${level}`, level === wanted);
  }

  // find marks the tables and columns whose names hold what is wanted, and says how
  // many tables that are.
  find(wanted) {
    wanted = wanted.trim().toLowerCase();
    const rank = (n) => (n === wanted ? 0 : n.startsWith(wanted) ? 1 : n.includes(wanted) ? 2 : 3);
    this.hits = [];
    this.current = -1;
    for (const table of this.view.tables) {
      let hit = wanted !== "" && (nameOf(table).toLowerCase().includes(wanted) || `${table.dataset.schema}.${nameOf(table)}`.toLowerCase().includes(wanted));
      for (const column of table.querySelectorAll("text[data-column],text[data-table]")) {
        const on = wanted !== "" && (column.dataset.column ?? column.dataset.table).toLowerCase().includes(wanted);
        column.classList.toggle("hit", on);
        hit = hit || on;
      }
      // A group has rows for some of its tables only.
      hit = hit || wanted !== "" && (table.dataset.tables ?? "").toLowerCase().includes(wanted);
      table.classList.toggle("hit", hit);
      if (hit) this.hits.push(table);
    }
    this.hits.sort((a, b) => rank(nameOf(a).toLowerCase()) - rank(nameOf(b).toLowerCase()));
    return wanted === "" ? "" : this.hits.length ? `${this.hits.length} found` : "none";
  }

  // next is the next of what was found, or the one before.
  next(step) {
    if (!this.hits.length) return null;
    this.current = this.current < 0 && step < 0 ? this.hits.length - 1 : (this.current + step + this.hits.length) % this.hits.length;
    return this.hits[this.current];
  }

  // neighbour is the table that is next in a direction.
  neighbour(from, dx, dy) {
    const middle = (table) => {
      const p = this.view.places.get(table);
      return { x: p.x + p.width / 2, y: p.y + p.height / 2 };
    };
    const at = middle(from);
    let best = null, least = Infinity;
    for (const table of this.shown()) {
      const to = middle(table);
      const along = (to.x - at.x) * dx + (to.y - at.y) * dy;
      const aside = Math.abs((to.x - at.x) * dy) + Math.abs((to.y - at.y) * dx);
      if (table !== from && along > 1 && along + 2 * aside < least) {
        best = table;
        least = along + 2 * aside;
      }
    }
    return best;
  }
}
