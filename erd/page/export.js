// Exporting: files and texts for elsewhere.
const title = document.querySelector("h1").textContent;
const save = (blob, ending) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${title.replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^-|-$/g, "").slice(0, 80) || "erd"}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

// The picture as it came, in the colours of the page; of a focused one, what is
// shown.
const picture = () => {
  const copy = svg.cloneNode(true);
  const area = extent;
  copy.removeAttribute("style");
  for (const element of copy.querySelectorAll(".off")) element.remove();
  for (const element of copy.querySelectorAll(".out,.on,.hit")) element.classList.remove("out", "on", "hit");
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
  for (const [name] of new Set([...svg.querySelector("style").textContent.matchAll(/--[a-z0-9]+(?=:)/g)].map(String)).entries()) {
    copy.style.setProperty(name, colors.getPropertyValue(name));
  }
  return { text: new XMLSerializer().serializeToString(copy), ...area };
};
const saveSVG = () => save(new Blob([picture().text], { type: "image/svg+xml" }), "svg");

// Browsers draw no canvas that is larger than about this.
const longest = 16000, largest = 1e8;
const savePNG = () => {
  const { text, width, height } = picture();
  const factor = Math.min(2, longest / width, longest / height, Math.sqrt(largest / (width * height)));
  const image = new Image();
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const failed = () => { said.textContent = "The browser cannot draw this as a PNG; save the SVG instead."; };
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * factor);
    canvas.height = Math.ceil(height * factor);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    canvas.toBlob((blob) => (blob ? save(blob, "png") : failed()), "image/png");
  };
  image.onerror = failed;
  image.src = url;
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
  said.textContent = `Copied as ${name}`;
};
