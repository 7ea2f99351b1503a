// What a person does with the files of the project "composite".
"use strict";
const fs = require("fs");
const path = require("path");

module.exports = async (w) => {
  const { page } = w;
  const squiggle = page.locator(".editor-group-container.active .squiggly-error");
  const tables = "billing/tables/1_customers.sql";
  const customers = "auth/customers.pg.hcl";

  await w.open(customers);
  await w.status("Atlas Schema (PostgreSQL)");
  await w.status("composite · local");
  const colour = (text) => page.locator(".view-line span", { hasText: text }).last().evaluate((e) => getComputedStyle(e).color);
  w.check((await colour("table")) !== (await colour("user_id")), "a block and an attribute have the same colour");

  // A wrong name: a squiggle, a row in Problems that leads to it, and no more of either once it is right.
  await w.behind(customers, "table.billing.plans");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("z");
  await squiggle.first().waitFor();
  await page.keyboard.press("Home");
  const row = await w.problem("planz");
  await w.picture("problems");
  await row.click();
  await w.active("customers.pg.hcl");
  w.check(/billing\.plans/.test(await w.line(customers)), `the problem leads to ${await w.line(customers)}`);
  await page.keyboard.press("Control+J");
  await w.behind(customers, "table.billing.plans");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("s");
  await squiggle.first().waitFor({ state: "detached" });

  // Completion of what another file, in another language, declares.
  for (let i = 0; i < "plans".length; i++) await page.keyboard.press("Backspace");
  await page.keyboard.press("Control+Space");
  const offered = page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "plans" }).first();
  await offered.waitFor();
  await w.picture("completion");
  await offered.click();
  await page.locator(".suggest-widget.visible").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+S");
  await page.locator(".tab.active.dirty").waitFor({ state: "detached" });
  w.check(w.text(customers).includes("[table.billing.plans.column.id]"), "what was completed is not what was there before");

  // From HCL into SQL.
  await w.behind(customers, "table.billing.plans");
  await page.keyboard.press("F12");
  await w.active("1_customers.sql");
  w.check(/CREATE TABLE .*plans/i.test(await w.line(tables)), `the definition is ${await w.line(tables)}`);

  // A rename in SQL, of what HCL refers to, in a file that is not on the screen.
  await page.keyboard.press("F2");
  const name = page.locator(".rename-box input");
  await name.waitFor();
  await name.fill("offers");
  await page.keyboard.press("Enter");
  await name.waitFor({ state: "hidden" });
  await w.command("File: Save All");
  await w.onDisk(customers, (text) => text.includes("table.billing.offers.column.id") && !text.includes("billing.plans"));
  await w.onDisk(tables, (text) => /CREATE TABLE .*offers/i.test(text));
  await w.picture("rename");

  // The resolved schema, which has the new name.
  await w.command("Schemascope: Show Resolved Schema");
  await w.choose("SQL", "SQL");
  await w.active("composite · local.sql");
  await page.locator(".editor-group-container.active .view-line", { hasText: /CREATE/ }).first().waitFor();
  // No environment reads what is no file.
  await page.locator(".statusbar-item", { hasText: /composite · local|Schemascope/ }).first().waitFor({ state: "hidden" });
  await page.keyboard.press("Control+W");

  // Files whose name does not tell whose they are.
  await w.open("plain.hcl");
  await w.status("Atlas Schema");
  await w.open("terragrunt.hcl");
  await w.status("Plain Text");

  // Another environment, chosen in the status bar.
  await w.open("auth/schema.pg.hcl");
  await page.locator(".statusbar-item", { hasText: "composite · local +1" }).first().click();
  await w.choose(undefined, "accounts");
  await w.status(/composite · accounts(?! \+)/);
  await w.picture("environment");

  // The conversation with the server, as soon as the setting says so.
  const shown = page.locator(".part.panel .view-line", { hasText: /Sending\sreq/ }).first();
  fs.mkdirSync(path.join(w.project, ".vscode"), { recursive: true });
  fs.writeFileSync(path.join(w.project, ".vscode", "settings.json"), '{"schemascope.trace.server": "messages"}');
  await w.command("Output: Show Output Channels...");
  await w.choose(undefined, "Schemascope Trace");
  // Something to talk about, until the settings are read, which takes its time.
  for (let i = 0; i < 40 && !(await shown.isVisible()); i++) await w.open(i % 2 ? "auth/schema.pg.hcl" : "atlas.hcl");
  await shown.waitFor();
  await w.picture("trace");
  await page.keyboard.press("Control+J");

  // How long the extension took, as VS Code counts it.
  await w.command("Developer: Show Running Extensions");
  const own = page.locator(".runtime-extensions-editor .monaco-list-row", { hasText: "Schemascope" }).first();
  await own.waitFor();
  const activation = /Activation: (\d+)ms/.exec((await own.innerText()).replace(/\s+/g, " "));
  return { activation: activation ? Number(activation[1]) : -1 };
};
