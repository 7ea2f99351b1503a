// The view: what of the diagram is shown, and how large.
const main = document.querySelector("main");
const svg = main.querySelector("svg");
// What is moved while the view changes: a transform of the picture itself would
// measure all its texts again.
const sheet = main.querySelector("#sheet");
const view = svg.querySelector(".view");
const size = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
// From here on a transform shows the view: a new view box would lay out all
// texts again, for every step of a drag.
svg.removeAttribute("viewBox");
const tables = [...svg.querySelectorAll(".tb")];
const lines = [...svg.querySelectorAll(".l")];
const rest = [...svg.querySelectorAll(".vl,.fr")];
const byID = new Map(tables.map((table) => [table.id, table]));
const margin = 24;
// Above so many elements, what is out of sight is taken out of the picture: it
// costs the browser as much as what is not.
const many = 4000;
const culls = svg.getElementsByTagName("*").length > many;

const places = new Map(tables.map((table) => {
  const { e, f } = table.transform.baseVal.consolidate().matrix;
  const box = table.querySelector(".b");
  return [table, { x: e, y: f, width: box.width.baseVal.value, height: box.height.baseVal.value }];
}));
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
if (culls) for (const line of lines) places.set(line, placeOfLine(line));

// x, y is the point of the diagram at the upper left; scale is how many pixels a
// unit of the diagram takes. drawn is the view that the browser has painted: a
// view near it is shown by moving that, which is smooth however much it holds,
// and is painted anew when all is still.
// extent is the area that what is shown takes.
let extent = { x: 0, y: 0, ...size };
let x = 0, y = 0, scale = 1, pending = false, still = 0, drawn = null;
// What a change of the view calls: the minimap, the address.
const watchers = [], settled = [];

const inSight = () => {
  const width = main.clientWidth / scale, height = main.clientHeight / scale;
  return { x: x - 0.75 * width, y: y - 0.75 * height, width: 2.5 * width, height: 2.5 * height };
};
const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const paint = () => {
  clearTimeout(still);
  still = 0;
  const sight = inSight();
  if (culls) for (const [element, place] of places) element.classList.toggle("out", !meet(place, sight));
  svg.classList.toggle("far", scale < 0.3);
  svg.classList.toggle("tiny", scale < 0.1);
  view.setAttribute("transform", `scale(${scale}) translate(${-x} ${-y})`);
  sheet.style.transform = "none";
  drawn = { x, y, scale, sight };
  for (const f of settled) f();
};
const draw = () => {
  pending = false;
  const width = main.clientWidth / scale, height = main.clientHeight / scale;
  // Some of the diagram stays in sight.
  x = Math.min(Math.max(x, extent.x - 0.8 * width), extent.x + extent.width - 0.2 * width);
  y = Math.min(Math.max(y, extent.y - 0.8 * height), extent.y + extent.height - 0.2 * height);
  for (const f of watchers) f();
  const ratio = drawn && scale / drawn.scale;
  const inside = drawn && x >= drawn.sight.x && y >= drawn.sight.y && x + width <= drawn.sight.x + drawn.sight.width && y + height <= drawn.sight.y + drawn.sight.height;
  if (!inside || ratio > 4 || ratio < 0.25) {
    paint();
    return;
  }
  sheet.style.transform = `translate(${(drawn.x - x) * scale}px,${(drawn.y - y) * scale}px) scale(${ratio})`;
  clearTimeout(still);
  still = setTimeout(paint, 160);
};
const redraw = () => {
  if (!pending) {
    pending = true;
    requestAnimationFrame(draw);
  }
};

const fitScale = (area) => Math.min((main.clientWidth - margin) / area.width, (main.clientHeight - margin) / area.height);
const zoom = (factor, px = main.clientWidth / 2, py = main.clientHeight / 2) => {
  const least = Math.min(0.05, fitScale(extent));
  const next = Math.min(4, Math.max(least, scale * factor));
  x += px / scale - px / next;
  y += py / scale - py / next;
  scale = next;
  redraw();
};
const fitTo = (area) => {
  scale = Math.min(1.25, fitScale(area));
  x = area.x + (area.width - main.clientWidth / scale) / 2;
  y = area.y + (area.height - main.clientHeight / scale) / 2;
  drawn = null;
  redraw();
};
const center = (table) => {
  const at = places.get(table);
  scale = Math.max(scale, 0.8);
  x = at.x + at.width / 2 - main.clientWidth / scale / 2;
  y = at.y + Math.min(at.height / 2, main.clientHeight / scale / 2 - margin) - main.clientHeight / scale / 2;
  redraw();
};
// around is the area of tables.
const around = (chosen) => {
  const p = chosen.map((table) => places.get(table));
  const left = Math.min(...p.map((b) => b.x)) - 60, top = Math.min(...p.map((b) => b.y)) - 40;
  return { x: left, y: top, width: Math.max(...p.map((b) => b.x + b.width)) + 60 - left, height: Math.max(...p.map((b) => b.y + b.height)) + 40 - top };
};
