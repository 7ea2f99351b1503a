// Drives a page in Chromium: node page.js CHROMIUM PAGE SCENARIO. A scenario of
// steps prints a list of what went wrong; "measure" prints figures.
"use strict";
const { chromium } = require("playwright-core");
const [, , executablePath, file, scenario] = process.argv;
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const wrong = [];
const check = (ok, what) => { if (!ok) wrong.push(what); };

const open = async (browser, hash = "", more = {}) => {
  const context = await browser.newContext({ viewport: { width: 1300, height: 800 }, acceptDownloads: true, ...more });
  const page = await context.newPage();
  page.on("pageerror", (e) => wrong.push(`an error of the page: ${e.message}`));
  page.on("console", (m) => { if (m.type() === "error") wrong.push(`the console: ${m.text()}`); });
  page.on("request", (r) => { if (!/^(file|blob|data):/.test(r.url())) wrong.push(`a request: ${r.url()}`); });
  page.on("dialog", (d) => {
    wrong.push(`a dialog: ${d.message()}`);
    d.dismiss();
  });
  await page.goto(`file://${file}${hash}`);
  await page.waitForSelector("#sheet.ready");
  return page;
};
const frame = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
const box = (page, id) => page.evaluate((id) => {
  const r = document.getElementById(id).querySelector(".b").getBoundingClientRect();
  return { x: r.x, y: r.y, width: r.width, height: r.height };
}, id);
const choose = async (page, item) => {
  await page.click("#export");
  await page.click(item);
};
const visible = (page) => page.evaluate(() => [...document.querySelectorAll(".tb:not(.off)")].map((t) => t.id.replace("t-public.", "")));
const width = 1300;

const scenarios = {
  async explore(browser) {
    const page = await open(browser);
    const all = (await visible(page)).length;
    check((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, "the page is wider than the window");

    // Search: tables and columns.
    await page.keyboard.press("/");
    await page.keyboard.type("note");
    check((await page.textContent("#found")) === "1 found", `search says ${await page.textContent("#found")}`);
    await page.keyboard.press("Enter");
    await frame(page);
    const at = await box(page, "t-public.a");
    check(at.x > 0 && at.x + at.width < width, "what is found is not in sight");
    check(await page.evaluate(() => document.getElementById("c-public.a.note").classList.contains("hit")), "the found column is not marked");
    await page.keyboard.press("Escape");

    // Selecting, and focusing by depth.
    await page.click("[id='t-public.a'] .hd");
    check(await page.evaluate(() => document.getElementById("t-public.b").classList.contains("on")), "the neighbour of the selected table is in the dark");
    await page.keyboard.press("f");
    check((await visible(page)).join() === "hub,a,b", `a focus of depth 1 shows ${await visible(page)}`);
    await page.keyboard.press("2");
    check((await visible(page)).length === all && !(await page.isHidden("[id='t-public.c']")), "a focus of depth 2 passes by the hub and the chain");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    check((await visible(page)).length === all, "Escape does not show everything");
    check(!(await page.evaluate(() => document.querySelector("svg").classList.contains("some"))), "Escape leaves a table selected");

    // Following a link into a hub, and back.
    // A link's line is drawn, and taken away.
    const drawn = () => page.locator("#sheet .view > g > .l.on").count();
    const shiftClick = () => page.evaluate(() => document.querySelector("[id='t-public.leaf_03'] a.ch").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: true })));
    await shiftClick();
    check((await drawn()) === 1, `a link's line is drawn ${await drawn()} times`);
    await shiftClick();
    check((await drawn()) === 0, "a link's line stays");
    await page.evaluate(() => document.querySelector("[id='t-public.leaf_03'] a.ch").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })));
    await frame(page);
    check((await page.evaluate(() => location.hash)).includes("t-public.hub"), "the address does not name the table that was followed");
    check(await page.evaluate(() => document.activeElement.id === "t-public.hub"), "what was followed has not the keyboard's focus");
    await page.goBack();
    await frame(page);
    check(!(await page.evaluate(() => location.hash)).includes("t-public.hub"), "back leads nowhere");
    await page.goForward();
    await frame(page);
    check((await page.evaluate(() => location.hash)).includes("t-public.hub"), "forward leads nowhere");

    // Pan and zoom keep the point that they hold.
    await page.keyboard.press("0");
    await frame(page);
    let before = await box(page, "t-public.a");
    await page.mouse.move(600, 600);
    await page.mouse.down();
    await page.mouse.move(640, 650, { steps: 4 });
    await page.mouse.up();
    await frame(page);
    let after = await box(page, "t-public.a");
    check(Math.abs(after.x - before.x - 40) < 2 && Math.abs(after.y - before.y - 50) < 2, `a drag by 40, 50 moves by ${after.x - before.x}, ${after.y - before.y}`);
    before = after;
    await page.mouse.move(before.x, before.y);
    for (let i = 0; i < 5; i++) await page.mouse.wheel(0, -100);
    await frame(page);
    after = await box(page, "t-public.a");
    check(after.width > before.width * 1.5 && Math.abs(after.x - before.x) < 2, "the wheel does not zoom where the pointer is");
    // When all is still the picture is painted anew, in the same place.
    await page.waitForFunction(() => document.getElementById("sheet").style.transform === "none");
    const painted = await box(page, "t-public.a");
    check(Math.abs(painted.x - after.x) < 2 && Math.abs(painted.width - after.width) < 2, "painting anew moves the picture");

    // The state is in the address.
    await page.selectOption("#theme", "dark");
    await page.selectOption("#detail", "names");
    const hash = await page.evaluate(() => location.hash);
    const again = await open(browser, hash);
    await frame(again);
    const same = await box(again, "t-public.a");
    check(Math.abs(same.x - painted.x) < 3 && Math.abs(same.width - painted.width) < 2, "the address does not restore the view");
    check((await again.evaluate(() => getComputedStyle(document.querySelector(".bg")).fill)) === "rgb(20, 23, 29)", "the address does not restore the theme");
    check(await again.isHidden("[id='c-public.a.note']"), "the address does not restore the detail");
    const linked = await open(browser, "#t-public.hub");
    check(await linked.evaluate(() => document.getElementById("t-public.hub").classList.contains("on")), "an address of a table alone does not select it");

    // Keyboard alone.
    const keyed = await open(browser);
    await keyed.focus("#question");
    await keyed.keyboard.press("Tab");
    check(await keyed.evaluate(() => document.activeElement.classList.contains("tb")), "Tab does not lead into the diagram");
    const first = await keyed.evaluate(() => document.activeElement.id);
    await keyed.keyboard.press("Enter");
    check((await keyed.evaluate(() => location.hash)).length > 1 && await keyed.evaluate((id) => document.getElementById(id).classList.contains("on"), first), "Enter does not select the table");
    for (const arrow of ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"]) await keyed.keyboard.press(`Shift+${arrow}`);
    check(await keyed.evaluate((id) => document.activeElement.classList.contains("tb"), first), "Shift and an arrow do not lead from table to table");
    await keyed.keyboard.press("?");
    check(await keyed.evaluate(() => document.getElementById("help").open), "? does not help");
    await keyed.keyboard.press("Escape");
    const stops = await keyed.evaluate(() => document.querySelectorAll("svg [tabindex='0']").length);
    check(stops === 1, `${stops} tables are stops of the Tab key`);

    // The note at the bottom tells of what is there.
    const said = () => keyed.textContent("#said");
    await keyed.keyboard.press("Escape");
    await keyed.keyboard.press("0");
    await frame(keyed);
    await keyed.click("[id='t-public.a'] .hd");
    check((await said()).startsWith("table public.a,"), `of a selected table is said: ${await said()}`);
    await keyed.fill("#search", "leaf_01");
    const opacity = (id) => keyed.evaluate((id) => getComputedStyle(document.getElementById(id)).opacity, id);
    check((await opacity("t-public.leaf_01")) === "1" && (await opacity("t-public.leaf_02")) !== "1", "what is found is as pale as what is far from the selected table");
    await keyed.fill("#search", "");
    await keyed.locator("#search").blur();
    await keyed.keyboard.press("f");
    check((await said()).startsWith("3 of "), `of a focus is said: ${await said()}`);
    await keyed.keyboard.press("Escape");
    check((await said()).startsWith("table public.a,"), `after a focus is said: ${await said()}`);
    await keyed.keyboard.press("Escape");
    check((await said()) === "", `of nothing is said: ${await said()}`);

    // A narrow window.
    for (const [width, most] of [[460, 2], [900, 1]]) {
      await keyed.setViewportSize({ width, height: 700 });
      for (const wanted of ["", "note"]) {
        await keyed.fill("#search", wanted);
        const { lines, right } = await keyed.evaluate(() => {
          const boxes = [...document.querySelectorAll("header > *")].map((e) => e.getBoundingClientRect()).filter((r) => r.width > 0);
          let lines = 0, bottom = 0;
          for (const r of boxes.sort((a, b) => a.top - b.top)) {
            if (r.top >= bottom) lines++;
            bottom = Math.max(bottom, r.bottom);
          }
          return { lines, right: Math.max(...boxes.map((r) => r.right)) };
        });
        check(lines <= most && right <= width, `in ${width} px the controls take ${lines} lines and reach to ${right}`);
      }
    }

    // Preferences.
    const fill = (p) => p.evaluate(() => getComputedStyle(document.querySelector(".tb .b")).fill);
    check((await fill(await open(browser, "", { colorScheme: "dark" }))) === "rgb(30, 35, 43)", "a dark preference is not heeded");
    check((await fill(await open(browser, "", { colorScheme: "dark", contrast: "more" }))) === "rgb(0, 0, 0)", "a preference for contrast is not heeded");
    check((await (await open(browser, "#theme=dark", { forcedColors: "active" })).evaluate(() => matchMedia("(forced-colors: active)").matches && getComputedStyle(document.documentElement).getPropertyValue("--text").trim())) === "CanvasText", "forced colours are not heeded");
  },

  async export(browser) {
    const page = await open(browser, "#theme=dark");
    const read = async (item) => {
      const [download] = await Promise.all([page.waitForEvent("download"), choose(page, item)]);
      return { name: download.suggestedFilename(), bytes: require("node:fs").readFileSync(await download.path()) };
    };
    await page.click("[id='t-public.orders'] .hd");
    const svg = await read("#savesvg");
    const text = svg.bytes.toString();
    check(svg.name === "The-shop.svg", `the SVG is called ${svg.name}`);
    check(/^<svg [^>]*viewBox="0 0 \d/.test(text) && !/ class="[^"]*\b(on|some|far|out)\b/.test(text), "the SVG shows what the page does to it");
    check(text.includes("--bg: #14171d"), "the SVG is not in the page's colours");
    const blank = await page.context().newPage(); // which has no policy of its own
    const parsed = await blank.evaluate((text) => {
      const doc = new DOMParser().parseFromString(text, "image/svg+xml");
      return doc.querySelector("parsererror") ? -1 : doc.querySelectorAll(".tb").length;
    }, text);
    check(parsed === await page.locator(".tb").count(), "the SVG has not all tables");
    // Browsers on macOS give a button no focus when it is clicked, and take it from what has it.
    await page.evaluate(() => addEventListener("mousedown", (e) => {
      e.preventDefault();
      document.activeElement.blur();
    }));
    const png = await read("#savepng");
    const size = await page.evaluate(() => document.querySelector("svg").getAttribute("width"));
    check(png.name === "The-shop.png" && png.bytes.readUInt32BE(16) === 2 * Number(size), `the PNG is ${png.bytes.readUInt32BE(16)} wide, not twice ${size}`);
    const pixel = await page.evaluate(async (base64) => {
      const image = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const pen = canvas.getContext("2d");
      pen.drawImage(image, 0, 0);
      return [...pen.getImageData(4, 4, 1, 1).data].join();
    }, png.bytes.toString("base64"));
    check(pixel === "20,23,29,255", `the PNG's corner is ${pixel}`);
    await page.keyboard.press("f");
    await frame(page);
    const part = await read("#savesvg");
    check(part.bytes.toString().includes('id="t-public.orders"') && !part.bytes.toString().includes('id="t-public.events"'), "of a focused diagram not what is shown is saved");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    for (const [item, start] of [["#copymermaid", "erDiagram\n"], ["#copydbml", "// The shop\n"]]) {
      await choose(page, item);
      await page.waitForFunction(() => document.getElementById("said").textContent.startsWith("Copied"));
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      check(copied.startsWith(start), `${item} copies ${JSON.stringify(copied.slice(0, 40))}`);
    }
  },

  async hostile(browser) {
    const page = await open(browser);
    check((await page.evaluate(() => document.scripts.length)) === 1, "names became scripts");
    check((await page.evaluate(() => document.querySelectorAll("svg").length)) === 1, "names ended the picture");
    const names = await page.evaluate(() => [...document.querySelectorAll(".tb[data-table]")].map((t) => t.dataset.table));
    check(names.includes("</svg><script>alert(1)</script>") && names.includes("🦄emoji👨‍👩‍👧") && names.includes("line␤break") && names.includes("new\nline"), "names are not in the page as they are");
    for (const name of ["</svg><script>", "\"quoted\"'", "🦄", "שולחן"]) {
      await page.fill("#search", name);
      check(/^\d+ found$/.test(await page.textContent("#found")), `${name} is not found`);
      await page.press("#search", "Enter");
    }
    await page.fill("#search", "");
    for (const id of await page.evaluate(() => [...document.querySelectorAll(".tb")].map((t) => t.id))) {
      await page.evaluate((id) => { location.hash = id; }, id);
      await frame(page);
      check(await page.evaluate((id) => document.getElementById(id).classList.contains("on"), id), `the address ${id} selects nothing`);
    }
    for (const hash of ["%", "t=%&v=1_2", "v=NaN_1_1", "f=9999&t=<script>", "theme=pink&d=all"]) {
      await page.evaluate((hash) => { location.hash = hash; }, hash);
      await frame(page);
    }
    const [download] = await Promise.all([page.waitForEvent("download"), choose(page, "#savesvg")]);
    check(/^[\p{L}\p{N}_-]+\.svg$/u.test(download.suggestedFilename()), `the SVG is called ${download.suggestedFilename()}`);
    const blank = await page.context().newPage();
    const ok = await blank.evaluate((text) => !new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror,script"), require("node:fs").readFileSync(await download.path(), "utf8"));
    check(ok, "the SVG is not well-formed");
  },

  async elsewhere(browser) {
    const page = await open(browser);
    const shown = (selector) => page.evaluate((selector) => getComputedStyle(document.querySelector(selector)).display !== "none", selector);
    check(await shown("g.ch"), "the chip to a table that is not in the picture is hidden");
    check(await shown("[id='c-public.users.code']"), "the column that a key refers to is hidden");
    check(await shown("g.st"), "the stub is hidden");
    await page.click("[id='t-public.users'] .hd");
    await page.keyboard.press("f");
    check(!(await shown("g.st")), "the stub stays where its table was");
  },

  // From afar, names are as large as they fit: those of tables, and farther away those of areas.
  async far(browser) {
    const page = await open(browser);
    const seen = () => page.evaluate(() => {
      const box = (e) => e.getBoundingClientRect();
      const tables = [...document.querySelectorAll(".tb .ln")].filter((name) => box(name).width > 0);
      return {
        tables: tables.length,
        wrong: tables.map((name) => name.closest(".tb")).filter((table) => table.querySelector(".ln").textContent !== (table.dataset.table ?? table.dataset.enum)).length,
        outside: tables.filter((name) => {
          const a = box(name), b = box(name.closest(".tb").querySelector(".b"));
          return a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 2 || a.bottom > b.bottom + 2;
        }).map((name) => name.textContent),
        areas: [...document.querySelectorAll(".lf")].filter((name) => box(name).width > 0).map((name) => name.textContent),
        small: [...document.querySelectorAll(".tb .n")].filter((name) => box(name).width > 0).length,
        scale: Number(/scale\(([\d.]+)\)/.exec(document.querySelector(".view").getAttribute("transform"))[1]),
      };
    });
    const nearer = async (to) => {
      while ((await seen()).scale < to) {
        const { scale } = await seen();
        await page.keyboard.press("+");
        await page.waitForFunction((scale) => !document.querySelector(".view").getAttribute("transform").startsWith(`scale(${scale})`), scale);
      }
    };
    let now = await seen();
    check(now.scale < 0.1 && now.areas.length > 5 && now.areas.includes("ci"), `from afar, at ${now.scale}, there are the areas ${now.areas}`);
    check(now.tables === 0 && now.small === 0, `from afar, ${now.tables + now.small} names of tables are too small to be read`);
    await nearer(0.2);
    now = await seen();
    check(now.tables > 20 && now.wrong === 0 && now.small === 0 && now.areas.length === 0, `at ${now.scale} there is ${JSON.stringify(now)}`);
    check(now.outside.length === 0, `wider than their tables: ${now.outside}`);
    await page.selectOption("#detail", "names");
    now = await seen();
    check(now.tables > 20 && now.wrong === 0 && now.small === 0, `where tables show names only, there is ${JSON.stringify(now)}`);
    await page.selectOption("#detail", "full");
    const [download] = await Promise.all([page.waitForEvent("download"), choose(page, "#savesvg")]);
    const saved = require("node:fs").readFileSync(await download.path(), "utf8");
    check(!/class="l[nf]"/.test(saved) && saved.includes('class="n"'), "the names from afar are saved");
    await nearer(0.45);
    now = await seen();
    check(now.tables === 0 && now.small > 0, `at ${now.scale} there is ${JSON.stringify(now)}`);
  },

  async odd(browser) {
    const page = await open(browser);
    for (let i = 0; i < 15; i++) {
      await page.keyboard.press("-");
      await frame(page);
    }
    await page.waitForSelector("svg.far", { timeout: 5000 }).catch(() => check(false, "it is not seen from afar"));
    const longest = await page.evaluate(() => Math.max(0, ...[...document.querySelectorAll(".ln,.lf")].map((name) => name.textContent.length)));
    check(longest < 200, `a name of ${longest} letters is shown`);
  },

  async overview(browser) {
    const page = await open(browser);
    check((await page.locator("[data-table='ci_builds_metadata']").count()) === 0, "the table has a row");
    await page.fill("#search", "ci_builds_metadata");
    check((await page.textContent("#found")) === "1 found", `search says ${await page.textContent("#found")}`);
    check(await page.evaluate(() => document.querySelector("[data-group='ci']").classList.contains("hit")), "the group of the table is not marked");
  },

  // A group of an overview opens, and what is in it is a diagram as any other.
  async groups(browser) {
    const page = await open(browser);
    const count = () => page.locator("#sheet .tb").count();
    const groups = await count();
    check(await page.isHidden("#up"), "there is a way up at the top");
    await page.fill("#search", "ci_builds_metadata");
    await page.locator("#sheet [data-group='ci']").dblclick();
    check((await count()) > groups && (await page.isVisible("#up")), "the group is not opened");
    check((await page.textContent("#found")) === "1 found", `in the group, search says ${await page.textContent("#found")}`);
    check((await page.locator("#sheet [data-table='ci_builds_metadata'] text[data-column='build_id']").count()) === 1, "the group's tables have no columns");
    await page.selectOption("#detail", "names");
    check(await page.locator("#sheet [data-table='ci_builds'] text[data-column]").first().isHidden(), "the group cannot be shown in less detail");
    await page.locator("#sheet [data-table='ci_builds']").click();
    await page.click("#focus");
    await page.reload();
    check(await page.isVisible("#up"), "after a reload, another picture is shown");
    check((await page.getAttribute("#focus", "aria-pressed")) === "true", "after a reload, nothing is focused");
    await page.click("#up");
    check((await count()) === groups && (await page.isHidden("#up")), "there is no way back to all groups");
    await page.goBack();
    check((await count()) > groups, "back does not lead into the group");
    await page.keyboard.press("u");
    check((await count()) === groups, "a key does not lead to all groups");
  },

  async measure(browser) {
    const page = await open(browser);
    const painted = await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now())))));
    const run = async (kind, start) => (await open(browser)).evaluate(async ([kind, start]) => {
      const main = document.querySelector("main");
      const at = { clientX: 650, clientY: 400, bubbles: true, cancelable: true, button: 0, buttons: 1, pointerId: 1 };
      const next = () => new Promise(requestAnimationFrame);
      for (let i = 0; i < start; i++) document.getElementById("in").click();
      await new Promise((done) => setTimeout(done, 1500));
      if (kind === "pan") {
        main.setPointerCapture = () => {};
        main.dispatchEvent(new PointerEvent("pointerdown", at));
      }
      const took = [];
      let last = await next();
      for (let i = 1; i <= 90; i++) {
        if (kind === "pan") main.dispatchEvent(new PointerEvent("pointermove", { ...at, clientX: 650 - 12 * i, clientY: 400 - 6 * i }));
        else main.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY: i <= 45 ? -60 : 60 }));
        const now = await next();
        took.push(now - last);
        last = now;
      }
      if (kind === "pan") main.dispatchEvent(new PointerEvent("pointerup", at));
      return took.sort((a, b) => a - b);
    }, [kind, start]);
    const median = (list) => list[Math.floor(list.length / 2)], late = (list) => list[Math.floor(list.length * 0.95)];
    const zoomed = await run("zoom", 0), panned = await run("pan", 8);
    const count = await page.evaluate(() => [document.querySelectorAll("svg *").length, document.querySelectorAll(".tb").length]);
    return { painted, elements: count[0], tables: count[1], pan50: median(panned), pan95: late(panned), zoom50: median(zoomed), zoom95: late(zoomed) };
  },
};

(async () => {
  const browser = await chromium.launch({ executablePath, args });
  try {
    const result = await scenarios[scenario](browser);
    if (scenario === "measure" && wrong.length) throw new Error(wrong.join("\n"));
    console.log(JSON.stringify(result ?? wrong));
  } finally {
    await browser.close();
  }
})().catch((e) => {
  console.error(e.stack);
  process.exit(1);
});
