// The minimap: where the view is in the whole.
const map = document.getElementById("map");
const frame = document.getElementById("sight");
const mapScale = Math.min(200 / size.width, 150 / size.height);
const mapSize = { width: Math.ceil(size.width * mapScale), height: Math.ceil(size.height * mapScale) };
const drawMap = () => {
  const canvas = map.querySelector("canvas"), density = devicePixelRatio || 1;
  map.style.width = `${mapSize.width}px`;
  map.style.height = `${mapSize.height}px`;
  canvas.width = mapSize.width * density;
  canvas.height = mapSize.height * density;
  const pen = canvas.getContext("2d");
  pen.scale(mapScale * density, mapScale * density);
  const colors = getComputedStyle(document.documentElement);
  const least = 1 / mapScale;
  for (const table of tables) {
    const p = home.get(table);
    const hue = (table.getAttribute("class").match(/\bh(\d)\b/) || ["", "7"])[1];
    pen.fillStyle = colors.getPropertyValue(`--c${hue}`);
    pen.fillRect(p.x, p.y, Math.max(p.width, least), Math.max(p.height, least));
  }
};
watchers.push(() => {
  const left = Math.max(0, x * mapScale), top = Math.max(0, y * mapScale);
  const right = Math.min(mapSize.width, (x + main.clientWidth / scale) * mapScale);
  const bottom = Math.min(mapSize.height, (y + main.clientHeight / scale) * mapScale);
  frame.style.transform = `translate(${left}px,${top}px)`;
  frame.style.width = `${Math.max(2, right - left)}px`;
  frame.style.height = `${Math.max(2, bottom - top)}px`;
});
const moveTo = (e) => {
  const box = map.getBoundingClientRect();
  x = (e.clientX - box.left) / mapScale - main.clientWidth / scale / 2;
  y = (e.clientY - box.top) / mapScale - main.clientHeight / scale / 2;
  redraw();
};
map.addEventListener("pointerdown", (e) => {
  e.stopPropagation();
  map.setPointerCapture(e.pointerId);
  moveTo(e);
});
map.addEventListener("pointermove", (e) => { if (e.buttons & 1) moveTo(e); });
map.addEventListener("click", (e) => e.stopPropagation());
