// The minimap: where the view is in the whole.

export class Minimap {
  constructor(view, map) {
    this.view = view;
    this.map = map;
    this.frame = map.querySelector("#sight");
    this.scale = 1;
    this.size = { width: 0, height: 0 };
    view.moved.push(() => this.move());
    const moveTo = (e) => {
      const box = map.getBoundingClientRect();
      const { width, height } = view.seen();
      view.moveTo((e.clientX - box.left) / this.scale - width / 2, (e.clientY - box.top) / this.scale - height / 2);
    };
    map.addEventListener("pointerdown", (e) => {
      e.stopPropagation();
      map.setPointerCapture(e.pointerId);
      moveTo(e);
    });
    map.addEventListener("pointermove", (e) => { if (e.buttons & 1) moveTo(e); });
    for (const kind of ["click", "dblclick"]) map.addEventListener(kind, (e) => e.stopPropagation());
  }

  // draw paints the tables of the view's picture in the colours that hold now.
  draw() {
    const { view, map } = this;
    if (!view.svg) return;
    this.scale = Math.min(200 / view.size.width, 150 / view.size.height);
    this.size = { width: Math.ceil(view.size.width * this.scale), height: Math.ceil(view.size.height * this.scale) };
    const canvas = map.querySelector("canvas"), density = devicePixelRatio || 1;
    map.style.width = `${this.size.width}px`;
    map.style.height = `${this.size.height}px`;
    canvas.width = this.size.width * density;
    canvas.height = this.size.height * density;
    const pen = canvas.getContext("2d");
    pen.scale(this.scale * density, this.scale * density);
    const colors = getComputedStyle(map);
    const hues = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => colors.getPropertyValue(`--c${n}`));
    const least = 1 / this.scale;
    for (const table of view.tables) {
      const p = view.home.get(table);
      pen.fillStyle = hues[(table.getAttribute("class").match(/\bh(\d)\b/) || ["", "7"])[1]];
      pen.fillRect(p.x, p.y, Math.max(p.width, least), Math.max(p.height, least));
    }
  }

  move() {
    const { x, y, width, height } = this.view.seen();
    const { extent } = this.view;
    const all = x <= extent.x && y <= extent.y && x + width >= extent.x + extent.width && y + height >= extent.y + extent.height;
    this.map.classList.toggle("all", all);
    const left = Math.max(0, x * this.scale), top = Math.max(0, y * this.scale);
    const right = Math.min(this.size.width, (x + width) * this.scale);
    const bottom = Math.min(this.size.height, (y + height) * this.scale);
    this.frame.style.transform = `translate(${left}px,${top}px)`;
    this.frame.style.width = `${Math.max(2, right - left)}px`;
    this.frame.style.height = `${Math.max(2, bottom - top)}px`;
  }
}
