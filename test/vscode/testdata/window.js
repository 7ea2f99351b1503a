// A window of VS Code in a browser, as a person uses it: by keys, commands and
// what is to be seen. Whatever takes time is waited for, by what it leads to.
"use strict";
const fs = require("fs");
const path = require("path");

class Window {
  /** @param options {url, project, pictures}: where VS Code is, and the directories of the project and of screenshots */
  constructor(page, options) {
    this.page = page;
    this.project = options.project;
    this.pictures = options.pictures;
    this.wrong = [];
  }

  static async open(browser, options) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    const page = await context.newPage();
    page.setDefaultTimeout(60000);
    const window = new Window(page, options);
    await page.goto(`${options.url}?folder=${encodeURIComponent(options.project)}`);
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    return window;
  }

  check(ok, what) {
    if (!ok) this.wrong.push(what);
  }

  async picture(name) {
    await this.page.screenshot({ path: path.join(this.pictures, name + ".png") });
  }

  /** Types into the quick input and takes the row that the text is in. */
  async choose(text, row) {
    const input = this.page.locator(".quick-input-widget .quick-input-box input, .quick-input-widget input.input").first();
    await input.waitFor();
    if (text !== undefined) await input.fill(text);
    const chosen = this.page.locator(".quick-input-list .monaco-list-row", { hasText: row }).first();
    await chosen.click();
    await chosen.waitFor({ state: "hidden" }); // the widget may ask for more
  }

  async command(title) {
    await this.page.keyboard.press("F1");
    await this.page.locator(".quick-input-widget input").first().waitFor();
    const input = this.page.locator(".quick-input-widget input").first();
    await input.fill(">" + title);
    const whole = new RegExp(`^\\s*${title.replace(/[()]/g, "\\$&")}(?! \\()`); // not what begins with it
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: whole }).first().click();
  }

  /** Opens a file of the project, named by its path from there. */
  async open(file) {
    const name = path.basename(file);
    await this.page.keyboard.press("Control+P");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(file);
    await this.page.locator(`.quick-input-list .monaco-list-row[aria-label^="${name}"]`).first().click();
    await this.active(name);
  }

  /** Waits until the editor of that file is the one at hand. */
  async active(name) {
    await this.page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator(".editor-group-container.active .monaco-editor .view-line").first().waitFor();
  }

  text(file) {
    return fs.readFileSync(path.join(this.project, file), "utf8");
  }

  /** Puts the cursor behind a text of the file on disk, the first one after another. */
  async behind(file, text, after = "") {
    const content = this.text(file);
    const from = content.indexOf(after);
    const at = content.indexOf(text, from);
    if (from < 0 || at < 0) throw new Error(`${file} has no ${JSON.stringify(text)} after ${JSON.stringify(after)}`);
    const before = content.slice(0, at + text.length).split("\n");
    await this.goTo(before.length, before[before.length - 1].length + 1);
  }

  async goTo(line, column) {
    await this.page.keyboard.press("Control+G");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.status(`Ln ${line}, Col ${column}`);
  }

  /** Waits until an item of the status bar says so. */
  async status(text) {
    await this.page.locator(".statusbar-item", { hasText: text }).first().waitFor();
  }

  /** The line that the cursor is in, by the status bar, of the file on disk. */
  async line(file) {
    const label = await this.page.locator(".statusbar-item", { hasText: /^\s*Ln \d+, Col \d+/ }).first().innerText();
    return this.text(file).split("\n")[Number(/Ln (\d+)/.exec(label)[1]) - 1];
  }

  /** The row of the Problems view that holds a text; the view is opened. */
  async problem(text) {
    await this.command("Problems: Focus on Problems View");
    const row = this.page.locator(".markers-panel .monaco-list-row", { hasText: text }).first();
    await row.waitFor();
    return row;
  }

  /** Loads the window anew, as after a change of extensions. */
  async reload() {
    await Promise.all([this.page.waitForEvent("load"), this.command("Developer: Reload Window")]);
    await this.page.locator(".statusbar-item").first().waitFor();
  }

  /** Reads a file of the project again and again until it is as wanted. */
  async onDisk(file, wanted) {
    const full = path.join(this.project, file);
    await this.eventually(() => wanted(fs.readFileSync(full, "utf8")), `${file} is as wanted`);
  }

  /** Waits for what no page shows. */
  async eventually(holds, what) {
    const end = Date.now() + 60000;
    while (!holds()) {
      if (Date.now() > end) throw new Error(`never: ${what}`);
      await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    }
  }
}

module.exports = { Window };
