// Plays the diagram's panel: node steps.js CHROMIUM DIST SCHEMASCOPE SCHEMA SCENARIO [DETAIL].
// The page is as the extension makes it, of the files in DIST and under its policy;
// this is the extension, and speaks with the server. A scenario prints a list of what
// went wrong; "measure" prints figures.
"use strict";
const { spawn } = require("node:child_process");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");
const [, , executablePath, dist, schemascope, schema, scenario, detail] = process.argv;
const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const origin = "https://page.test";
const uri = pathToFileURL(schema).href;

const wrong = [];
const check = (ok, what) => { if (!ok) wrong.push(what); };

// A client of the Language Server Protocol, as far as it takes.
class Server {
  constructor() {
    this.child = spawn(schemascope, ["serve"], { stdio: ["pipe", "pipe", "ignore"] });
    this.waiting = new Map();
    this.number = 0;
    this.changed = () => {};
    this.text = readFileSync(schema, "utf8");
    this.version = 1;
    let rest = Buffer.alloc(0);
    this.child.stdout.on("data", (data) => {
      rest = Buffer.concat([rest, data]);
      for (;;) {
        const end = rest.indexOf("\r\n\r\n");
        if (end < 0) return;
        const length = Number(/Content-Length: (\d+)/.exec(rest.subarray(0, end))[1]);
        if (rest.length < end + 4 + length) return;
        this.receive(JSON.parse(rest.subarray(end + 4, end + 4 + length)));
        rest = rest.subarray(end + 4 + length);
      }
    });
  }
  receive(message) {
    if (message.method === "schemascope/erdChanged") this.changed();
    else if (message.method && message.id !== undefined) this.send({ id: message.id, result: null });
    else if (message.id !== undefined) {
      const { done, failed } = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.error) failed(Object.assign(new Error(message.error.message), { code: message.error.code }));
      else done(message.result);
    }
  }
  send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  call(method, params) {
    const id = ++this.number;
    this.send({ id, method, params });
    return new Promise((done, failed) => this.waiting.set(id, { done, failed }));
  }
  async start() {
    await this.call("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
    this.send({ method: "initialized", params: {} });
    this.send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "sql", version: 1, text: this.text } } });
  }
  edit(text) {
    this.text = text;
    this.send({ method: "textDocument/didChange", params: { textDocument: { uri, version: ++this.version }, contentChanges: [{ text }] } });
  }
}

// The stand-in for the extension's panel, and its page.
class Panel {
  async open(browser, more = {}) {
    this.server = new Server();
    await this.server.start();
    this.asked = { textDocument: { uri } };
    this.received = [];
    this.context = await browser.newContext({ viewport: { width: 1000, height: 700 }, ...more });
    this.page = await this.context.newPage();
    const { page } = this;
    page.on("pageerror", (e) => wrong.push(`an error of the page: ${e.message}`));
    page.on("console", (m) => { if (m.type() === "error") wrong.push(`the console: ${m.text()}`); });
    page.on("dialog", (d) => {
      wrong.push(`a dialog: ${d.message()}`);
      d.dismiss();
    });
    page.on("request", (r) => { if (!r.url().startsWith(origin) && !/^blob:/.test(r.url())) wrong.push(`a request: ${r.url()}`); });
    // The extension's policy and page, for this origin.
    const source = readFileSync(join(__dirname, "..", "..", "editors", "vscode", "src", "erdPage.ts"), "utf8");
    const html = /return `(<!DOCTYPE html>[^]*?<\/html>)`/.exec(source)[1];
    const policy = /policy = `([^`]*)`/.exec(source)[1];
    const filled = html.replace("${policy}", policy).replaceAll("${nonce}", "bm9uY2U=").replace("${webview.cspSource}", origin).replace(/\$\{file\('([^']*)'\)\}/g, `${origin}/$1`);
    await page.route(`${origin}/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === "") return route.fulfill({ contentType: "text/html", body: filled });
      return route.fulfill({ contentType: name.endsWith(".css") ? "text/css" : "text/javascript", body: readFileSync(join(dist, name)) });
    });
    await page.exposeFunction("tellExtension", (message) => this.receive(message));
    await page.addInitScript(() => {
      window.acquireVsCodeApi = () => ({
        postMessage: (message) => window.tellExtension(message.bytes ? { ...message, bytes: [...message.bytes] } : message),
        getState: () => JSON.parse(sessionStorage.getItem("state") ?? "null") ?? undefined,
        setState: (state) => sessionStorage.setItem("state", JSON.stringify(state)),
      });
      addEventListener("DOMContentLoaded", () => {
        for (const name of ["editor-background", "editor-foreground", "textLink-foreground", "input-background", "descriptionForeground"]) {
          document.documentElement.style.setProperty(`--vscode-${name}`, name.endsWith("background") ? "#1f1f1f" : "#cccccc");
        }
        document.body.dataset.vscodeThemeKind = "vscode-dark";
      });
    });
    this.server.changed = () => void this.draw();
    this.begun = performance.now();
    await page.goto(`${origin}/`);
    return this;
  }
  async receive(message) {
    this.received.push(message);
    if (message.type === "ready") {
      this.last = undefined;
      this.asked = { aspect: message.aspect, ...this.asked };
      await this.draw();
    } else if (message.type === "ask") {
      this.asked = message.asked;
      await this.draw();
    } else if (message.type === "open") {
      const { env, root } = this.asked;
      this.opened = await this.server.call("schemascope/erdLocation", { ...message.element, env, root });
    }
  }
  async draw() {
    const asked = this.asked, begun = performance.now();
    try {
      const { svg, title, env, root, environments, schemas } = await this.server.call("schemascope/viewERD", asked);
      if (asked !== this.asked) return;
      this.served = performance.now() - begun;
      this.asked = { ...asked, env, root };
      const parts = JSON.stringify({ ...this.asked, textDocument: null });
      this.picture = { type: "picture", svg, title, asked: this.asked, environments, schemas, live: parts === this.last };
      await this.post(this.picture);
      this.last = parts;
    } catch (e) {
      if (e.code !== -32802) await this.post({ type: "failed", message: e.message });
    }
  }
  post(message) {
    return this.page.evaluate((message) => {
      postMessage(message, "*");
      // What is posted is received before what is posted next.
      return new Promise((done) => {
        addEventListener("message", (e) => { if (e.data === "after") done(); });
        postMessage("after", "*");
      });
    }, message);
  }
  // shows waits until the tables of the picture are these, and no others.
  shows(what, ...ids) {
    return this.page.waitForFunction((ids) => {
      const shown = [...document.querySelectorAll(".tb")].map((t) => t.id);
      return shown.length === ids.length && ids.every((id) => shown.includes(id));
    }, ids).catch((e) => { throw new Error(`${what}: ${e.message}`); });
  }
  has(id) { return this.page.waitForSelector(`[id='${id}']`, { state: "attached" }); }
  frame() { return this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))); }
  box(id) {
    return this.page.evaluate((id) => {
      const r = document.getElementById(id).querySelector(".b").getBoundingClientRect();
      return { x: r.x, y: r.y, width: r.width, height: r.height };
    }, id);
  }
  click(selector) { return this.page.click(selector, { force: true }); }
  async end() {
    this.server.child.kill();
    await this.context.close();
  }
}

const users = "t-auth.users", orders = "t-shop.orders", lines = "t-shop.lines", recent = "t-shop.recent";
const scenarios = {
  async explore(panel) {
    const { page } = panel;
    await panel.has(orders);
    check((await page.textContent("h1")).length > 0, "there is no title");

    // Search.
    await page.fill("#search", "email");
    check((await page.textContent("#found")) === "1 found", `search says ${await page.textContent("#found")}`);
    await page.press("#search", "Enter");
    await panel.frame();
    const at = await panel.box(users);
    check(at.x > 0 && at.x + at.width < 1000, "what is found is not in sight");
    await page.press("#search", "Escape");

    // A focus, deeper, and back again, through the server.
    await panel.click(`[id='${users}'] .hd`);
    await page.keyboard.press("f");
    await panel.shows("a focus of depth 1", users, orders);
    check((await page.getAttribute("#focus", "aria-pressed")) === "true", "the focus is not told by its button");
    await page.focus("#depth");
    await page.keyboard.press("ArrowRight");
    await panel.shows("a focus of depth 2", users, orders, lines);
    check((await page.textContent("#steps")) === "2", "the slider does not tell its depth");
    await page.focus(`[id='${orders}']`);
    await page.keyboard.press("b");
    await panel.shows("back", users, orders);
    await page.keyboard.press("n");
    await panel.shows("forward", users, orders, lines);
    await page.focus(`[id='${orders}']`);
    await page.keyboard.press("Escape");
    await panel.has("t-shop.notes");

    // Detail, by the server too: a table is as small as what it shows.
    const tall = (await panel.box(orders)).height, scale = (await panel.box(orders)).width;
    await page.selectOption("#detail", "names");
    await page.waitForFunction(() => document.querySelector("svg").dataset.detail === "names");
    check((await page.$$("[data-column]")).length === 0, "names show columns");
    check((await panel.box(orders)).height < tall, `a table without columns is ${(await panel.box(orders)).height} high, after ${tall} (${scale} wide)`);
    await page.selectOption("#detail", "full");
    await page.waitForFunction(() => document.querySelector("svg").dataset.detail === "full");

    // One schema of several.
    await page.selectOption("#schema", { label: "auth" });
    await panel.shows("one schema", users);
    await page.selectOption("#schema", { label: "all schemas" });
    await panel.has(orders);
    check(await page.isHidden("#project"), "there is a choice of one project");
    await panel.post({ ...panel.picture, environments: [...panel.picture.environments, { title: "other · local", env: "local", root: "file:///other" }], live: true });
    await page.selectOption("#project", { label: "other · local" });
    await page.waitForSelector("#failed", { state: "visible" });
    check(panel.asked.root === "file:///other" && panel.asked.env === "local", `of two projects ${JSON.stringify(panel.asked)} is asked for`);
    await page.focus("#fit");
    await page.keyboard.press("b");
    await page.waitForSelector("#failed", { state: "hidden" });

    // What it looks like survives that the page is loaded anew.
    await panel.click(`[id='${orders}'] .hd`);
    await page.keyboard.press("2");
    await panel.shows("a focus to remember", users, orders, lines);
    await page.fill("#search", "id");
    await page.mouse.move(500, 400);
    await page.mouse.wheel(0, -200);
    await page.waitForFunction(() => document.getElementById("sheet").style.transform === "none");
    const before = await panel.box(orders);
    await page.reload();
    await panel.shows("what was remembered", users, orders, lines);
    await panel.frame();
    const after = await panel.box(orders);
    check(Math.abs(after.x - before.x) < 3 && Math.abs(after.width - before.width) < 3, `a reload moves a table from ${JSON.stringify(before)} to ${JSON.stringify(after)}`);
    check((await page.inputValue("#search")) === "id", "a reload forgets the search");
    check(await page.evaluate((id) => document.getElementById(id).classList.contains("on"), orders), "a reload forgets what is selected");

    // The keyboard alone.
    await page.focus("#question");
    await page.keyboard.press("Tab");
    check(await page.evaluate(() => document.activeElement.matches(".tb[role=group][aria-label]")), "Tab does not lead to a table that has a name");
    for (const control of await page.$$("header button, header select, header input")) {
      const named = await control.evaluate((e) => (e.getAttribute("aria-label") || e.textContent).trim());
      check(named !== "", `a control has no name: ${await control.evaluate((e) => e.id)}`);
    }
  },

  async live(panel) {
    const { page, server } = panel;
    await panel.has(orders);
    await page.mouse.move(300, 300);
    await page.mouse.wheel(0, -150);
    await page.focus(`[id='${orders}']`);
    await panel.click(`[id='${orders}'] .hd`);
    await page.waitForFunction(() => document.getElementById("sheet").style.transform === "none");
    const before = await panel.box(orders);
    server.edit(server.text.replace("email text", "email text,\n  phone text"));
    await panel.has("c-auth.users.phone");
    await panel.frame();
    let now = await panel.box(orders);
    check(Math.abs(now.x - before.x) < 2 && Math.abs(now.y - before.y) < 2 && Math.abs(now.width - before.width) < 2, `an edit moves a table from ${JSON.stringify(before)} to ${JSON.stringify(now)}`);
    check(await page.evaluate((id) => document.activeElement.id === id && document.activeElement.classList.contains("on"), orders), "an edit takes the keyboard's focus or the selection away");
    // A burst: the last one counts.
    for (let i = 0; i < 8; i++) server.edit(server.text.replace(/phone\w* text/, `phone${i} text`));
    await panel.has("c-auth.users.phone7");
    server.edit(server.text.replace(/CREATE TABLE shop.notes.*\n/, ""));
    await page.waitForFunction(() => !document.getElementById("t-shop.notes"));
    now = await panel.box(orders);
    check(Math.abs(now.x - before.x) < 2 && Math.abs(now.y - before.y) < 2, "a table that goes moves others");

    // Errors are told in the page, with what to do, and end.
    await panel.post({ type: "failed", message: "there is no schema to draw: <b>open one</b>" });
    check((await page.textContent("[role=alert] p")) === "there is no schema to draw: <b>open one</b>", "an error is not told as it is");
    check(await page.isVisible("main") && (await panel.box(orders)).width > 0, "an error takes the last picture away");
    await page.click("text=Try Again");
    check(panel.received.at(-1).type === "retry", "trying again is not asked for");
    // A table in focus that is renamed is not there, and then everything else is.
    panel.asked = { ...panel.asked, focus: "shop.orders" };
    await panel.draw();
    await page.waitForSelector("#failed", { state: "hidden" });
    server.edit(server.text.replaceAll("shop.orders", "shop.renamed"));
    await page.waitForSelector("#failed", { state: "visible" });
    check((await page.textContent("[role=alert] p")).includes("orders"), "the error does not name the table");
    await page.click("text=Show Everything");
    await panel.has("t-shop.renamed");
    await page.waitForSelector("#failed", { state: "hidden" });
  },

  async source(panel) {
    const { page, server } = panel;
    await panel.has(orders);
    const opened = async (what, act, line) => {
      panel.opened = undefined;
      await act();
      while (panel.opened === undefined) await panel.frame();
      check(panel.opened?.range.start.line === line, `${what} opens line ${panel.opened?.range.start.line}, want ${line}`);
    };
    const line = (text) => server.text.slice(0, server.text.indexOf(text)).split("\n").length - 1;
    for (const round of ["as it was drawn", "after lines have moved"]) {
      await page.focus(`[id='${orders}']`);
      await page.keyboard.press("0");
      await panel.frame();
      await opened(`a table ${round}`, () => panel.click(`[id='${orders}'] .hd`), line("shop.orders ("));
      await opened(`a column ${round}`, () => panel.click("[id='c-shop.orders.user_id']"), line("user_id bigint"));
      await opened(`a view ${round}`, () => panel.click(`[id='${recent}'] .hd`), line("shop.recent"));
      await opened(`an enum ${round}`, () => page.dispatchEvent(".tb[data-enum=mood] .hd", "click"), line("shop.mood"));
      await opened(`a key ${round}`, () => page.dispatchEvent(".l[data-key=of_user]", "click"), line("of_user"));
      await opened(`the Enter key ${round}`, async () => {
        await page.focus(`[id='${users}']`);
        await page.keyboard.press("Enter");
      }, line("auth.users ("));
      await opened(`a row by the keyboard ${round}`, async () => {
        await page.focus(`[id='${orders}']`);
        await page.keyboard.press("j");
        await page.keyboard.press("j");
        check((await page.textContent("#said")).includes("user_id"), `a row is told as ${await page.textContent("#said")}`);
        await page.keyboard.press("Enter");
      }, line("user_id bigint"));
      server.edit(`-- a line\n\n${server.text}`);
    }

    // The editor's cursor is shown, and brought in sight.
    const marked = () => page.evaluate(() => [...document.querySelectorAll("[aria-current=true]")].map((e) => e.id).join());
    await panel.post({ type: "cursor", element: { schema: "auth", table: "users", column: "email" } });
    check((await marked()) === "t-auth.users,c-auth.users.email", `the cursor is at ${await marked()}`);
    await panel.post({ type: "cursor", element: { schema: "shop", enum: "mood" } });
    check((await marked()) === await page.getAttribute("[data-enum=mood]", "id"), `the cursor in an enum is at ${await marked()}`);
    for (let i = 0; i < 40; i++) await page.keyboard.press("ArrowLeft");
    await panel.frame();
    await panel.post({ type: "cursor", element: { schema: "shop", table: "lines" } });
    await panel.frame();
    const at = await panel.box(lines);
    check(at.x >= 0 && at.x + at.width <= 1000 && at.y >= 0 && at.y + at.height <= 700, `the cursor's table is out of sight: ${JSON.stringify(at)}`);
    server.edit(server.text.replace("email text", "email text,\n  phone text"));
    await panel.has("c-auth.users.phone");
    check((await marked()) === lines, "an edit forgets the cursor");
    await panel.post({ type: "cursor", element: { schema: "gone", table: "gone" } });
    check((await marked()) === "", "a cursor at what is not drawn is shown");
    await panel.post({ type: "cursor", element: null });
  },

  async hostile(panel) {
    const { page } = panel;
    await panel.has(orders);
    const names = await page.evaluate(() => [...document.querySelectorAll(".tb[data-table]")].map((t) => t.dataset.table));
    for (const name of ["</svg><script>alert(1)</script>", "new\nline", '" onload="alert(1)']) {
      check(names.includes(name), `${name} is not in the picture`);
      await page.fill("#search", name.replace("\n", " ").slice(0, 8));
      await page.press("#search", "Enter");
      await panel.post({ type: "cursor", element: { schema: "shop", table: name } });
      check((await page.evaluate(() => document.querySelector(".tb[aria-current=true]")?.dataset.table)) === name, `the cursor at ${name} is not shown`);
      const id = await page.evaluate(() => document.querySelector(".tb[aria-current=true]").id);
      panel.opened = undefined;
      await page.focus(`[id='${id}']`);
      await page.keyboard.press("Enter");
      while (panel.opened === undefined) await panel.frame();
      check(panel.opened?.uri === uri, `${name} leads nowhere`);
      await page.keyboard.press("f");
      await page.waitForFunction((id) => document.querySelectorAll(".tb").length < 4 && document.getElementById(id), id);
      await page.focus(`[id='${id}']`);
      await page.keyboard.press("Escape");
      await panel.has(orders);
    }
    check((await page.evaluate(() => document.querySelectorAll("script").length)) === 0, "names became scripts");
    check((await page.evaluate(() => document.querySelectorAll("img").length)) === 0, "names became images");
    // What was in the page would not run there, either.
    const blocked = page.waitForEvent("console", (m) => /Content Security Policy/.test(m.text()));
    await page.evaluate(() => {
      const div = document.createElement("div");
      div.innerHTML = "<b onclick='document.title=1'></b>";
      document.body.append(div);
      div.firstChild.click();
    });
    await blocked;
    wrong.splice(0, wrong.length, ...wrong.filter((w) => !/^the console: .*inline event handler/.test(w)));
    check((await page.title()) === "ERD", "what is in the page runs");
  },

  async files(panel) {
    const { page } = panel;
    await panel.has(orders);
    const file = async (act) => {
      const before = panel.received.length;
      await act();
      while (!panel.received.slice(before).some((m) => m.type === "file")) await panel.frame();
      return panel.received.slice(before).find((m) => m.type === "file");
    };
    const svg = await file(async () => {
      await page.click("#export");
      await page.click("#savesvg");
    });
    const text = Buffer.from(svg.bytes).toString();
    check(/^<svg [^>]*viewBox="0 0 \d/.test(text) && text.includes("<style") && /--box: #[0-9a-f]{6}/i.test(text), `the SVG is ${text.slice(0, 300)}`);
    const blank = await panel.context.newPage();
    const parsed = await blank.evaluate((text) => {
      const doc = new DOMParser().parseFromString(text, "image/svg+xml");
      return doc.querySelector("parsererror,script") ? -1 : doc.querySelectorAll(".tb").length;
    }, text);
    check(parsed === (await page.locator(".tb").count()), "the SVG has not all tables, or is not well-formed");
    const png = await file(() => panel.post({ type: "save", kind: "png" }));
    check(Buffer.from(png.bytes).subarray(1, 4).toString() === "PNG", "the PNG is none");

    // The menu, by the names that it has for who cannot see it, and by keys.
    const button = page.getByRole("button", { name: "Export" });
    const item = (name) => page.getByRole("menuitem", { name });
    const at = () => page.evaluate(() => document.activeElement.textContent);
    const closed = async (what) => check((await button.getAttribute("aria-expanded")) === "false" && (await page.getByRole("menu").count()) === 0, `${what} leaves the menu open`);
    await closed("nothing");
    await button.focus();
    await page.keyboard.press("Enter");
    check((await button.getAttribute("aria-expanded")) === "true" && (await at()) === "Save as SVG", `Enter leads to ${await at()}`);
    for (const [key, name] of [["ArrowDown", "Save as PNG"], ["End", "Save as DBML"], ["ArrowDown", "Save as SVG"], ["ArrowUp", "Save as DBML"], ["Home", "Save as SVG"]]) {
      await page.keyboard.press(key);
      check((await at()) === name, `${key} leads to ${await at()}`);
    }
    await page.keyboard.press("Escape");
    check((await at()) === "Export", `Escape leads to ${await at()}`);
    await closed("Escape");
    await page.keyboard.press("ArrowUp");
    check((await at()) === "Save as DBML", `ArrowUp leads to ${await at()}`);
    await page.keyboard.press("Tab");
    await closed("Tab");
    await button.click();
    await page.mouse.click(20, 600);
    await closed("a click elsewhere");
    const view = await panel.box(orders);
    await button.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await panel.frame();
    check((await panel.box(orders)).y === view.y, "keys of the menu move the view");
    await file(() => page.keyboard.press("Space"));
    check((await at()) === "Export", `a choice leads to ${await at()}`);
    await closed("a choice");
    await file(() => page.keyboard.press("s"));
    await button.click();
    await item("Save as Mermaid").click();
    check(panel.received.at(-1).format === "mermaid", "Mermaid is not asked for");
  },

  async themes(panel) {
    const { page } = panel;
    await panel.has(orders);
    const fill = () => page.evaluate(() => getComputedStyle(document.querySelector(".tb .b")).stroke);
    const strokes = new Set();
    for (const kind of ["vscode-light", "vscode-dark", "vscode-high-contrast", "vscode-high-contrast-light"]) {
      await page.evaluate((kind) => {
        document.documentElement.style.setProperty("--vscode-contrastBorder", kind.endsWith("light") ? "#0f4a85" : "#6fc3df");
        document.body.dataset.vscodeThemeKind = kind;
      }, kind);
      await page.waitForFunction((kind) => document.documentElement.dataset.theme === { "vscode-light": "light", "vscode-dark": "dark", "vscode-high-contrast": "contrast", "vscode-high-contrast-light": "contrast-light" }[kind], kind);
      strokes.add(await fill());
    }
    check(strokes.size === 4 && strokes.has("rgb(111, 195, 223)"), `the four themes have the edges ${[...strokes]}`);
    await page.emulateMedia({ forcedColors: "active" });
    check((await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--text").trim())) === "CanvasText", "forced colours are not heeded");
  },

  async narrow(panel) {
    const { page } = panel;
    await panel.has(orders);
    const { environments } = panel.picture;
    await panel.post({ ...panel.picture, environments: [...environments, { title: "a project of a long name · production", env: "production", root: "file:///other" }], live: true });
    check(await page.isVisible("#project") && await page.isVisible("#schema"), "there is nothing to choose");
    for (const [width, most] of [[460, 2], [900, 1]]) {
      await page.setViewportSize({ width, height: 700 });
      for (const wanted of ["", "id"]) {
        await page.fill("#search", wanted);
        await panel.frame();
        const { lines, right } = await page.evaluate(() => {
          // The title is not to be seen.
          const boxes = [...document.querySelectorAll("header > :not(h1)")].map((e) => e.getBoundingClientRect()).filter((r) => r.width > 0);
          let lines = 0, bottom = 0;
          for (const r of boxes.sort((a, b) => a.top - b.top)) {
            if (r.top >= bottom) lines++;
            bottom = Math.max(bottom, r.bottom);
          }
          return { lines, right: Math.max(...boxes.map((r) => r.right)) };
        });
        check(lines <= most, `in ${width} px the controls take ${lines} lines, searching for ${JSON.stringify(wanted)}`);
        check(right <= width, `in ${width} px the controls reach to ${right}`);
      }
      await page.click("#export");
      const menu = await page.getByRole("menu").boundingBox();
      check(menu.x >= 0 && menu.x + menu.width <= width, `in ${width} px the menu is at ${JSON.stringify(menu)}`);
      await page.keyboard.press("Escape");
    }
    // Wherever the button comes to stand.
    await page.fill("#search", "");
    await panel.post({ ...panel.picture, schemas: ["shop"], live: true });
    for (let width = 300; width < 700; width += 20) {
      await page.setViewportSize({ width, height: 700 });
      await page.click("#export");
      const menu = await page.getByRole("menu").boundingBox();
      check(menu.x >= 0 && menu.x + menu.width <= width, `in ${width} px the menu is at ${JSON.stringify(menu)}`);
      await page.keyboard.press("Escape");
    }
  },

  // The picture is laid out for the shape of the panel, and for another one when all is to be seen.
  async shape(panel) {
    const { page } = panel;
    await panel.has("t-public.t59");
    const picture = () => {
      const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(panel.picture.svg);
      return Number(width) / Number(height);
    };
    const asks = () => panel.received.filter(({ type }) => type === "ask").length;
    check(Math.abs(picture() - 1.6) < 0.4, `in a panel of 1000 × 700, the picture's aspect is ${picture()}`);
    await page.setViewportSize({ width: 460, height: 700 });
    const { svg } = panel.picture;
    await panel.frame();
    await panel.frame();
    check(panel.received.at(-1).type === "reshaped" && Math.abs(panel.received.at(-1).aspect - 0.72) < 0.08, `told ${JSON.stringify(panel.received.at(-1))}`);
    check(panel.picture.svg === svg && asks() === 0, "another shape draws everything anew");
    await page.click("#fit");
    await page.waitForFunction(() => !document.querySelector("main").hasAttribute("aria-busy"));
    check(picture() < 0.95, `in a panel of 460 × 700, the picture's aspect is ${picture()}`);
    const seen = await page.evaluate(() => {
      const { left, right, top, bottom } = document.querySelector("main").getBoundingClientRect();
      return [...document.querySelectorAll(".tb")].every((t) => {
        const r = t.getBoundingClientRect();
        return r.left >= left && r.right <= right && r.top >= top && r.bottom <= bottom;
      });
    });
    check(seen, "not all of the new picture is seen");
    await page.click("#fit");
    await panel.frame();
    check(asks() === 1, `${asks()} pictures were asked for`);
  },

  // The note at the bottom tells of what is selected, and of nothing that is not.
  async note(panel) {
    const { page } = panel;
    await panel.has(orders);
    const tells = async (what, text) => {
      const said = await page.textContent("#said");
      check(text === "" ? said === "" : said.includes(text), `${what}, the note tells ${JSON.stringify(said)}`);
    };
    await panel.click(`[id='${users}'] .hd`);
    await tells("with a table selected", "auth.users");
    await page.keyboard.press("Escape");
    await tells("with nothing selected", "");
    await panel.click(`[id='${users}'] .hd`);
    panel.asked = { ...panel.asked, focus: "shop.orders", depth: 1 };
    await panel.draw();
    await panel.shows("a focus", users, orders, lines);
    await tells("focused on another table", "shop.orders");
    // The page is unloaded while it is hidden, and is then asked for another table.
    await panel.click(`[id='${users}'] .hd`);
    await tells("with a neighbour selected", "auth.users");
    panel.asked = { ...panel.asked, focus: "shop.lines" };
    await page.reload();
    await panel.shows("another focus", orders, lines);
    await panel.frame();
    await tells("focused on a table that was not in sight", "shop.lines");
    check(await page.evaluate((id) => document.getElementById(id).classList.contains("on"), lines), "the table in focus is not selected");
    await page.keyboard.press("Escape");
    await panel.has("t-shop.notes");
    await tells("with all shown again", "shop.lines");
    await page.keyboard.press("Escape");
    await tells("with nothing selected again", "");
  },

  async large(panel) {
    const { page } = panel;
    await page.waitForSelector(".tb[data-group=mail]", { state: "attached" });
    check((await page.inputValue("#detail")) === "overview", "the detail does not tell the overview");
    // What is not drawn itself is found in its group.
    await page.fill("#search", "mail_77");
    check((await page.textContent("#found")) === "1 found", `in the overview ${await page.textContent("#found")}`);
    check((await page.getAttribute(".tb.hit", "data-group")) === "mail", "a table is not found in its group");
    await page.focus(".tb[data-group=mail]");
    await page.keyboard.press("Enter");
    await page.keyboard.press("f");
    await panel.has("t-public.mail_99");
    await page.focus("[id='t-public.mail_99']");
    await page.keyboard.press("Enter");
    await page.keyboard.press("1");
    await panel.shows("a focus in a group", "t-public.mail_99", "t-public.mail_98");
    await page.focus("[id='t-public.mail_99']");
    await page.keyboard.press("Escape");
    await panel.has("t-public.mail_7");
    await page.focus("[id='t-public.mail_99']");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".tb[data-group=mail]", { state: "attached" });
  },

  async measure(panel, detail) {
    const { page, server } = panel;
    await page.waitForSelector("#sheet.ready .tb", { state: "attached" });
    await panel.frame();
    let first = performance.now() - panel.begun;
    if (detail) {
      const begun = performance.now();
      await page.selectOption("#detail", detail);
      await page.waitForFunction((detail) => document.querySelector("svg").dataset.detail === detail, detail);
      await panel.frame();
      first = performance.now() - begun;
    }
    const served = panel.served;
    const took = [];
    for (let i = 0; i < 9; i++) {
      const begun = performance.now();
      const shown = new Promise((done) => {
        const { changed } = server;
        server.changed = async () => {
          server.changed = changed;
          await panel.draw();
          await panel.frame();
          done();
        };
      });
      server.edit(server.text.replace(/CREATE TABLE (\S+) \(\n/, (all) => `${all}    added_${i} bigint,\n`));
      await shown;
      took.push(performance.now() - begun);
    }
    took.sort((a, b) => a - b);
    return { first, served, live: took[4], slowest: took[8], tables: await page.locator(".tb").count() };
  },
};

(async () => {
  const browser = await chromium.launch({ executablePath, args });
  const panel = new Panel();
  try {
    await panel.open(browser);
    const result = await scenarios[scenario](panel, detail);
    if (scenario === "measure" && wrong.length) throw new Error(wrong.join("\n"));
    console.log(JSON.stringify(result ?? wrong));
  } catch (e) {
    throw new Error([e.stack, ...wrong].join("\n"));
  } finally {
    await panel.end();
    await browser.close();
  }
})().catch((e) => {
  console.error(e.message);
  process.exit(1);
});
