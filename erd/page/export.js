// Exporting: the picture as a file.

// Browsers draw no canvas that is larger than about this.
const longest = 16000, largest = 1e8;

// picture is the view's picture as it came, in the colours that it is shown in; of
// a focused one, what is shown. style is its style sheet, where it has none itself.
export const picture = (view, style) => {
  const { svg, extent: area } = view;
  const copy = svg.cloneNode(true);
  copy.removeAttribute("style");
  if (!copy.querySelector("style")) {
    const sheet = document.createElementNS(copy.namespaceURI, "style");
    sheet.textContent = style;
    copy.querySelector(".bg").before(sheet);
  }
  for (const element of copy.querySelectorAll(".off,.ln,.lf")) element.remove();
  for (const element of copy.querySelectorAll(".out,.on,.hit,.at,.row")) element.classList.remove("out", "on", "hit", "at", "row");
  for (const element of copy.querySelectorAll("[aria-current]")) element.removeAttribute("aria-current");
  for (const element of copy.querySelectorAll("[tabindex='-1']")) element.removeAttribute("tabindex");
  copy.classList.remove("far", "tiny", "some");
  copy.querySelector(".view").removeAttribute("transform");
  copy.setAttribute("viewBox", `${area.x} ${area.y} ${area.width} ${area.height}`);
  copy.setAttribute("width", area.width);
  copy.setAttribute("height", area.height);
  const bg = copy.querySelector(".bg");
  bg.setAttribute("x", area.x);
  bg.setAttribute("y", area.y);
  const colors = getComputedStyle(svg);
  for (const name of new Set(copy.querySelector("style").textContent.match(/--[a-z0-9]+(?=:)/g))) {
    copy.style.setProperty(name, colors.getPropertyValue(name));
  }
  return { text: new XMLSerializer().serializeToString(copy), width: area.width, height: area.height };
};

// png draws a picture with twice as many pixels as it has units, or as many as the
// browser can draw; it fails where that is not enough.
export const png = async ({ text, width, height }) => {
  const factor = Math.min(2, longest / width, longest / height, Math.sqrt(largest / (width * height)));
  const image = new Image();
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    await new Promise((done, failed) => {
      image.onload = done;
      image.onerror = failed;
      image.src = url;
    });
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * factor);
    canvas.height = Math.ceil(height * factor);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (!blob) throw new Error("the canvas is too large");
    return blob;
  } finally {
    URL.revokeObjectURL(url);
  }
};
