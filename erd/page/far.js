// Names that can be read from afar.

export const svgNamespace = "http://www.w3.org/2000/svg";
// Of the font's size: how wide a letter is, most of the time, and how high a line.
const letterWidth = 0.62, lineHeight = 1.15;
const mostLines = 4;
const legible = 4; // pixels of a font's size
// No database takes a longer name (Oracle and SQL Server take 128 letters).
const longestName = 128;

export const nameOf = (table) => table.dataset.table || table.dataset.enum || table.dataset.group || "";

// A name is broken behind its separators, and before capitals within a word.
const partsOf = (name) => name.match(/[^_\-. ]+[_\-. ]*|[_\-. ]+/g).flatMap((part) => part.split(/(?<=[a-z0-9])(?=[A-Z])/));

const wrap = (words, most) => {
  const lines = [""];
  for (const word of words) {
    if (lines.at(-1) && lines.at(-1).length + word.length > most) lines.push("");
    lines[lines.length - 1] += word;
  }
  return lines;
};

// The lines of a name, and the font's size, with which it fills a box best.
const fillBox = (name, width, height, largest) => {
  const words = partsOf(name);
  let best = { lines: [], size: 0 };
  for (let most = Math.max(...words.map((word) => word.length)); ; most++) {
    const lines = wrap(words, most);
    const size = Math.min((width - 8) / (letterWidth * most), (height - 6) / (lineHeight * lines.length), largest);
    if (size > best.size && lines.length <= mostLines) best = { lines, size };
    if (lines.length === 1) return best;
  }
};

// Writes a name in the middle of a place, and returns the font's size.
const write = (into, kind, name, { x, y, width, height }, largest) => {
  if (!name) return 0;
  const { lines, size } = fillBox(name.length > longestName ? `${name.slice(0, longestName).replace(/[\ud800-\udbff]$/, "")}…` : name, width, height, largest);
  const text = document.createElementNS(svgNamespace, "text");
  text.setAttribute("class", kind);
  text.setAttribute("aria-hidden", "true");
  text.setAttribute("font-size", size.toFixed(1));
  lines.forEach((words, i) => {
    const span = document.createElementNS(svgNamespace, "tspan");
    span.setAttribute("x", (x + width / 2).toFixed(1));
    // The middle of a line's small letters is about a third of its size above its foot.
    span.setAttribute("y", (y + height / 2 + size * (0.35 + lineHeight * (i - (lines.length - 1) / 2))).toFixed(1));
    span.textContent = words;
    text.append(span);
  });
  into.append(text);
  return size;
};

// nameLarge adds to the tables of a picture, and to its frames, their names as large
// as they fit: for a view in which what else they show is too small to be read.
// places are the tables' areas. It returns the scale below which the names of tables
// are too small as well: those of frames are to be shown then, if there are any.
export const nameLarge = (picture, places) => {
  const sizes = [];
  for (const [table, { width, height }] of places) sizes.push(write(table, "ln", nameOf(table), { x: 0, y: 0, width, height }, 64));
  const middle = sizes.sort((a, b) => a - b)[sizes.length >> 1];
  const areas = picture.querySelectorAll(".ar");
  const frames = areas.length ? areas : picture.querySelectorAll(".fr");
  for (const frame of frames) {
    const { x, y, width, height } = frame.querySelector("rect");
    const place = { x: x.baseVal.value, y: y.baseVal.value, width: width.baseVal.value, height: height.baseVal.value };
    write(picture, "lf", frame.dataset.group ?? frame.dataset.schema, place, 8 * middle);
  }
  return frames.length && middle ? legible / middle : 0;
};
