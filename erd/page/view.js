// The view: what of a picture is shown, and how large.
import { nameLarge } from "./far.js";

const margin = 24;
// Above so many elements, what is out of sight is taken out of the picture: it
// costs the browser as much as what is not.
const many = 4000;

const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

// A line's place is that of the points that its path names; circles and bars at
// its ends lie within a few pixels of them.
const placeOfLine = (line) => {
  const p = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const path of line.matches("path") ? [line] : line.querySelectorAll("path")) {
    for (const [points] of path.getAttribute("d").matchAll(/[MLC][-\d. ]+/g)) {
      const n = points.slice(1).trim().split(/ +/).map(Number);
      for (let i = 0; i + 1 < n.length; i += 2) {
        p.left = Math.min(p.left, n[i]);
        p.right = Math.max(p.right, n[i]);
        p.top = Math.min(p.top, n[i + 1]);
        p.bottom = Math.max(p.bottom, n[i + 1]);
      }
    }
  }
  return { x: p.left - 40, y: p.top - 40, width: p.right - p.left + 80, height: p.bottom - p.top + 80 };
};

// View shows a picture in #sheet, which fills main.
export class View {
  constructor(main) {
    this.main = main;
    // What is moved while the view changes: a transform of the picture itself would
    // measure all its texts again.
    this.sheet = main.querySelector("#sheet");
    // x, y is the point of the diagram at the upper left; scale is how many pixels a
    // unit of the diagram takes. drawn is the view that the browser has painted: a
    // view near it is shown by moving that, which is smooth however much it holds,
    // and is painted anew when all is still.
    this.x = 0;
    this.y = 0;
    this.scale = 1;
    this.drawn = null;
    this.pending = false;
    this.still = 0;
    // What a change of the view calls, and what calls a view that has come to rest.
    this.moved = [];
    this.settled = [];
  }

  // load takes another picture, at the view that there is. It is painted with the
  // next view.
  load(svg) {
    this.svg = svg;
    this.view = svg.querySelector(".view");
    this.size = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
    // From here on a transform shows the view: a new view box would lay out all
    // texts again, for every step of a drag.
    svg.removeAttribute("viewBox");
    this.tables = [...svg.querySelectorAll(".tb")];
    this.lines = [...svg.querySelectorAll(".l")];
    this.byID = new Map(this.tables.map((table) => [table.id, table]));
    this.culls = svg.getElementsByTagName("*").length > many;
    this.places = new Map(this.tables.map((table) => {
      const { e, f } = table.transform.baseVal.consolidate().matrix;
      const box = table.querySelector(".b");
      return [table, { x: e, y: f, width: box.width.baseVal.value, height: box.height.baseVal.value }];
    }));
    this.tiny = undefined; // the scale below which names of tables are too small
    // Where the tables were drawn: while some are focused they stand elsewhere.
    this.home = new Map(this.places);
    if (this.culls) for (const line of this.lines) this.places.set(line, placeOfLine(line));
    // extent is the area that what is shown takes.
    this.extent = { x: 0, y: 0, ...this.size };
    this.drawn = null;
  }

  // seen is the area of the diagram that the window shows.
  seen() {
    return { x: this.x, y: this.y, width: this.main.clientWidth / this.scale, height: this.main.clientHeight / this.scale };
  }

  sees(table) { return meet(this.places.get(table), this.seen()); }

  paint() {
    clearTimeout(this.still);
    this.still = 0;
    const { x, y, scale, svg } = this;
    const seen = this.seen();
    const sight = { x: x - 0.75 * seen.width, y: y - 0.75 * seen.height, width: 2.5 * seen.width, height: 2.5 * seen.height };
    if (this.culls) for (const [element, place] of this.places) element.classList.toggle("out", !meet(place, sight));
    const far = scale < 0.4;
    if (far) this.tiny ??= nameLarge(this.view, this.home);
    svg.classList.toggle("far", far);
    svg.classList.toggle("tiny", far && scale < this.tiny);
    this.view.setAttribute("transform", `scale(${scale}) translate(${-x} ${-y})`);
    this.sheet.style.transform = "none";
    // Only here: what is left out now is never laid out.
    if (svg.parentNode !== this.sheet) this.sheet.replaceChildren(svg);
    this.drawn = { x, y, scale, sight };
    for (const f of this.settled) f();
  }

  draw() {
    this.pending = false;
    if (!this.svg) return;
    const { scale, extent, drawn } = this;
    const { width, height } = this.seen();
    // Some of the diagram stays in sight.
    this.x = Math.min(Math.max(this.x, extent.x - 0.8 * width), extent.x + extent.width - 0.2 * width);
    this.y = Math.min(Math.max(this.y, extent.y - 0.8 * height), extent.y + extent.height - 0.2 * height);
    const { x, y } = this;
    for (const f of this.moved) f();
    const ratio = drawn && scale / drawn.scale;
    const inside = drawn && x >= drawn.sight.x && y >= drawn.sight.y && x + width <= drawn.sight.x + drawn.sight.width && y + height <= drawn.sight.y + drawn.sight.height;
    if (!inside || ratio > 4 || ratio < 0.25) {
      this.paint();
      return;
    }
    this.sheet.style.transform = `translate(${(drawn.x - x) * scale}px,${(drawn.y - y) * scale}px) scale(${ratio})`;
    clearTimeout(this.still);
    this.still = setTimeout(() => this.paint(), 160);
  }

  redraw() {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => this.draw());
  }

  // renew paints anew what has changed beside the view.
  renew() {
    this.drawn = null;
    this.redraw();
  }

  moveTo(x, y, scale = this.scale) {
    this.x = x;
    this.y = y;
    this.scale = Math.min(4, Math.max(0.01, scale));
    this.redraw();
  }

  fitScale(area) {
    return Math.min((this.main.clientWidth - margin) / area.width, (this.main.clientHeight - margin) / area.height);
  }

  zoom(factor, px = this.main.clientWidth / 2, py = this.main.clientHeight / 2) {
    const least = Math.min(0.05, this.fitScale(this.extent));
    const next = Math.min(4, Math.max(least, this.scale * factor));
    this.x += px / this.scale - px / next;
    this.y += py / this.scale - py / next;
    this.scale = next;
    this.redraw();
  }

  fit() {
    const area = this.extent;
    this.scale = Math.max(0.01, Math.min(1.25, this.fitScale(area)));
    this.x = area.x + (area.width - this.main.clientWidth / this.scale) / 2;
    this.y = area.y + (area.height - this.main.clientHeight / this.scale) / 2;
    this.renew();
  }

  // center brings a table to the middle, large enough to be read.
  center(table) {
    const at = this.places.get(table);
    this.scale = Math.max(this.scale, 0.8);
    const { width, height } = this.seen();
    this.x = at.x + at.width / 2 - width / 2;
    this.y = at.y + Math.min(at.height / 2, height / 2 - margin) - height / 2;
    this.redraw();
  }

  // reveal moves as far as it takes to see a table, and no more.
  reveal(table) {
    const at = this.places.get(table), space = margin / this.scale;
    const { width, height } = this.seen();
    const into = (from, extent, begin, length) => {
      const last = begin + length + space - extent;
      return length + 2 * space > extent ? begin - space : Math.max(last, Math.min(from, begin - space));
    };
    this.moveTo(into(this.x, width, at.x, at.width), into(this.y, height, at.y, at.height));
  }

  // around is the area of tables.
  around(chosen) {
    const p = chosen.map((table) => this.places.get(table));
    const left = Math.min(...p.map((b) => b.x)) - 60, top = Math.min(...p.map((b) => b.y)) - 40;
    return { x: left, y: top, width: Math.max(...p.map((b) => b.x + b.width)) + 60 - left, height: Math.max(...p.map((b) => b.y + b.height)) + 40 - top };
  }

  // landmarks are the tables in sight, those in the middle first, and where in the
  // window they stand: to find the same view in another picture.
  landmarks() {
    const seen = this.seen();
    const middle = { x: seen.x + seen.width / 2, y: seen.y + seen.height / 2 };
    const marks = [];
    for (const table of this.tables) {
      const p = this.places.get(table);
      if (table.classList.contains("off") || !meet(p, seen)) continue;
      const away = Math.hypot(p.x + p.width / 2 - middle.x, p.y + p.height / 2 - middle.y);
      marks.push({ id: table.id, away, x: p.x - this.x, y: p.y - this.y });
    }
    return marks.sort((a, b) => a.away - b.away);
  }

  // settle goes where the first landmark that the picture has stands as it stood,
  // and says whether there was one.
  settle(marks) {
    const mark = marks.find(({ id }) => this.byID.has(id));
    if (!mark) return false;
    const p = this.places.get(this.byID.get(mark.id));
    this.moveTo(p.x - mark.x, p.y - mark.y);
    return true;
  }
}
