// The page: a viewer whose state is in the address, and whose files are downloads.
import { createViewer } from "./viewer.js";

const title = document.querySelector("h1").textContent;
const themeInput = document.getElementById("theme");

const up = document.getElementById("up");

// An overview's groups are there to be opened. What can be shown again is shown as
// a copy: the viewer moves what it shows.
const whole = document.querySelector("#sheet svg");
const groups = new Map([...document.querySelectorAll("template[data-group]")].map((group) => [group.dataset.group, group.content.querySelector("svg")]));
let opened = "";
const show = (group) => {
  opened = groups.has(group) ? group : "";
  up.hidden = !opened;
  viewer.show(groups.size ? (groups.get(opened) ?? whole).cloneNode(true) : whole, { selected: "" });
};
const open = (group) => {
  show(group);
  remember();
};

// What the address says after "#": a table's id alone, as links have it, or
// g (group), t (table), f (depth of the focus), q (search), d (detail), theme, and v
// (view).
const address = () => {
  const { table, depth, search, detail, view } = viewer.state();
  const state = new URLSearchParams();
  if (opened) state.set("g", opened);
  if (table) state.set("t", table);
  if (depth) state.set("f", depth);
  if (search) state.set("q", search);
  if (detail) state.set("d", detail);
  if (document.documentElement.dataset.theme) state.set("theme", document.documentElement.dataset.theme);
  state.set("v", view.join("_"));
  return `#${state}`;
};
const remember = () => history.replaceState(null, "", address());

const save = (file, kind) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${title.replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^-|-$/g, "").slice(0, 80) || "erd"}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

const viewer = createViewer(document.body, {
  changed: remember,
  leaving() {
    remember();
    history.pushState(null, "", address());
  },
  back: () => history.back(),
  forward: () => history.forward(),
  save,
  ...(groups.size && { enter: (group) => open(group.dataset.group) }),
});

const setTheme = (theme) => {
  themeInput.value = theme;
  if (themeInput.value !== theme) themeInput.value = "auto";
  if (themeInput.value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = themeInput.value;
  viewer.recolor();
};
const restore = (hash) => {
  const text = hash.slice(1);
  const state = new URLSearchParams(text.includes("=") ? text : "");
  let alone = "";
  try { alone = decodeURIComponent(text); } catch { /* no id then */ }
  setTheme(state.get("theme") || "auto");
  if ((state.get("g") || "") !== opened) show(state.get("g") || "");
  viewer.restore({
    table: state.get("t") ?? alone,
    depth: Number(state.get("f")),
    search: state.get("q") || "",
    detail: state.get("d") || "",
    view: (state.get("v") || "").split("_").map(Number),
  });
};

const copyText = async (id, name) => {
  const text = document.getElementById(id);
  try {
    await navigator.clipboard.writeText(text.value);
  } catch {
    // Not every browser lets a file use the clipboard that way.
    text.hidden = false;
    text.select();
    document.execCommand("copy");
    text.hidden = true;
  }
  viewer.say(`Copied as ${name}`);
};
document.getElementById("copymermaid").addEventListener("click", () => copyText("mermaid", "Mermaid"));
document.getElementById("copydbml").addEventListener("click", () => copyText("dbml", "DBML"));
themeInput.addEventListener("change", () => {
  setTheme(themeInput.value);
  remember();
});
viewer.keys.t = () => {
  const values = [...themeInput.options].map((o) => o.value);
  setTheme(values[(values.indexOf(themeInput.value) + 1) % values.length]);
  remember();
};
up.addEventListener("click", () => {
  history.pushState(null, "", address());
  open("");
});
viewer.keys.u = () => { if (opened) up.click(); };
addEventListener("popstate", () => restore(location.hash));

const asked = location.hash; // to show anything is to remember it
show("");
restore(asked);
