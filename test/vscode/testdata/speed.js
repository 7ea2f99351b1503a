// How long it takes until a diagram is to be seen, and until it shows what is typed.
"use strict";

// A moment on a clock that all frames of a window have in common, in ms.
const now = () => performance.timeOrigin + performance.now();

module.exports = async (w) => {
  const { page } = w;
  const figures = {};
  const webview = page.frameLocator("iframe.webview.ready");
  const erd = webview.frameLocator("iframe#active-frame");
  const boxes = erd.locator(".tb, .g");

  const view = async (times) => {
    await page.keyboard.press("F1");
    const input = page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(">Schemascope: View in ERD");
    const row = page.locator(".quick-input-list .monaco-list-row", { hasText: "Schemascope: View in ERD" }).first();
    await row.waitFor();
    const begin = now();
    await row.click();
    await webview.locator("iframe#active-frame").waitFor();
    figures[times + "Frame"] = now() - begin;
    await boxes.first().waitFor();
    figures[times] = now() - begin;
  };

  // From a key that is pressed to the frame that shows what it changed.
  const type = async (text) => {
    await page.evaluate(() => {
      addEventListener("keydown", (e) => { window.pressed = performance.timeOrigin + e.timeStamp; }, { capture: true });
    });
    const taken = [];
    for (const key of text) {
      const painted = erd.locator("main").evaluate((main) => new Promise((done) => {
        new MutationObserver((_, observer) => {
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => done(performance.timeOrigin + performance.now())));
        }).observe(main, { childList: true, subtree: true, characterData: true });
      }));
      await erd.locator("main").evaluate(() => 0); // the observer is there
      await page.keyboard.press(key);
      const end = await painted;
      taken.push(end - (await page.evaluate(() => window.pressed)));
    }
    return taken.sort((a, b) => a - b);
  };

  // From frame to frame, by Chromium's trace, while one drags and turns the wheel.
  const frames = async (what) => {
    const box = await erd.locator("main").boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const browser = page.context().browser();
    const traced = async (act) => {
      await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline.frame"] });
      await act();
      const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
      const drawn = traceEvents.filter(({ name }) => name === "DrawFrame").map(({ ts }) => ts / 1000).sort((a, b) => a - b);
      return drawn.slice(1).map((at, i) => at - drawn[i]).sort((a, b) => a - b);
    };
    await page.mouse.move(x, y);
    const drag = await traced(async () => {
      await page.mouse.down();
      for (let i = 0; i < 120; i++) await page.mouse.move(x + 100 * Math.sin(i / 20), y + 100 * Math.cos(i / 20));
      await page.mouse.up();
    });
    // The wheel is turned faster than frames are drawn: none is waited for.
    const zoom = await traced(async () => {
      const turns = [];
      for (let i = 0; i < 160; i++) {
        turns.push(page.mouse.wheel(0, i % 40 < 20 ? -15 : 15));
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
      }
      await Promise.all(turns);
    });
    const part = (all, share) => all[Math.floor(all.length * share)];
    Object.assign(figures, { [what + "Drag"]: part(drag, 0.5), [what + "Drag95"]: part(drag, 0.95), [what + "Zoom"]: part(zoom, 0.5), [what + "Zoom95"]: part(zoom, 0.95) });
  };

  await w.open("schema.sql");
  await w.status("schema.sql");
  await view("first");
  await w.picture("speed");
  await page.locator(".tab", { hasText: "ERD:" }).click();
  await w.command("View: Close Editor");
  await page.locator("iframe.webview").waitFor({ state: "detached" });
  await view("second");

  // The names of tables are in the diagram unless there are too many.
  if (await erd.locator(".tb[data-group]").count()) {
    await frames("overview");
    await erd.locator("#detail").selectOption("names");
    await erd.locator(".tb").nth(400).waitFor();
    await w.picture("speed-names");
    await frames("names");
    return figures;
  }
  await page.locator('.tab[data-resource-name="schema.sql"]').click();
  await w.behind("schema.sql", "table_0", "CREATE");
  const taken = await type("abcdefghij");
  figures.update = taken[Math.floor(taken.length / 2)];
  figures.updateMost = taken[taken.length - 1];
  return figures;
};
