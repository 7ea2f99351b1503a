// A server that is not where the settings say, until they are put right.
"use strict";
const fs = require("fs");
const path = require("path");

module.exports = async (w) => {
  const { page } = w;
  await w.open("schema.pg.hcl");
  await page.locator(".notification-toast", { hasText: "schemascope.path names /nowhere/schemascope" }).waitFor();
  await page.locator(".notification-toast .monaco-button", { hasText: "Open Settings" }).waitFor();
  await page.locator(".statusbar-item.error-kind", { hasText: "Schemascope" }).waitFor();
  await w.picture("missing");
  fs.writeFileSync(path.join(w.project, ".vscode", "settings.json"), "{}");
  await w.status("schema.pg.hcl");

  // SQL in HCL has the colours of SQL, and what follows it those of HCL.
  const colour = (text) => page.locator(".view-line span:not(:has(span))", { hasText: new RegExp(`^\\s*${text}\\s*$`) }).first().evaluate((e) => getComputedStyle(e).color);
  const keyword = await colour("SELECT");
  for (const [a, b, same] of [["FROM", "SELECT", true], ["plain", "SELECT", false], ["view", "table", true], ["view", "as", false]]) {
    w.check(((await colour(a)) === (await colour(b))) === same, `${a} and ${b} have ${same ? "different colours" : "the same colour"}`);
  }
  w.check(keyword !== (await colour("plain")), "SQL in a heredoc has no colours");
  await w.picture("colours");
};
