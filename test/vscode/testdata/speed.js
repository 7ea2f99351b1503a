// How long it takes until the first diagram of a schema is to be seen.
"use strict";

module.exports = async (w) => {
  const { page } = w;
  const figures = {};
  const view = async (times) => {
    await page.keyboard.press("F1");
    const input = page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(">Schemascope: View in ERD");
    const row = page.locator(".quick-input-list .monaco-list-row", { hasText: "Schemascope: View in ERD" }).first();
    await row.waitFor();
    const begin = performance.now();
    await row.click();
    const webview = page.frameLocator("iframe.webview.ready");
    await webview.locator("iframe#active-frame").waitFor();
    figures[times + "Frame"] = performance.now() - begin;
    await webview.frameLocator("iframe#active-frame").locator(".tb").nth(49).waitFor();
    figures[times] = performance.now() - begin;
  };
  await w.open("schema.sql");
  await w.status("schema.sql");
  await view("first");
  await w.picture("speed");
  await page.locator(".tab", { hasText: "ERD:" }).click();
  await w.command("View: Close Editor");
  await page.locator("iframe.webview").waitFor({ state: "detached" });
  await view("second");
  return figures;
};
