// The diagram of the project "composite", beside its files.
"use strict";

module.exports = async (w) => {
  const { page } = w;
  const customers = "auth/customers.pg.hcl";
  const orders = "billing/tables/2_orders.sql";
  const erd = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  const table = (name) => erd.locator(`.tb[data-table="${name}"]`);

  await w.open(customers);
  await w.status("composite · local");
  await w.command("View: Toggle Primary Side Bar Visibility");
  await w.command("Schemascope: View in ERD");
  await table("memberships").waitFor();
  for (const name of ["users", "orders", "products"]) {
    w.check((await table(name).count()) === 1, `there is no ${name} in the diagram of HCL, SQL and models`);
  }
  await w.picture("diagram");

  // The table at the cursor, with its neighbours, and all again.
  await page.locator('.tab[data-resource-name="customers.pg.hcl"]').click();
  await w.behind(customers, 'table "memberships');
  await w.command("Schemascope: View in ERD (This Table)");
  await table("stock_levels").waitFor({ state: "detached" });
  await table("plans").waitFor();
  await page.mouse.move(25, 500);
  await page.locator(".monaco-hover:visible").waitFor({ state: "detached" });
  await w.picture("diagram-focus");

  // What it looks like survives a reload of the window.
  const search = erd.locator("#search");
  const note = erd.locator("#said");
  await search.fill("plan");
  const box = await table("memberships").locator(".hd").boundingBox();
  await page.mouse.move(box.x - 30, box.y - 20);
  await page.mouse.down();
  await page.mouse.move(box.x - 90, box.y + 20, { steps: 4 });
  await page.mouse.up();
  const still = () => erd.locator("#sheet").evaluate((sheet) => new Promise((done) => {
    const look = () => (sheet.style.transform === "none" ? done() : requestAnimationFrame(look));
    look();
  }));
  await still();
  const before = await table("memberships").boundingBox();
  w.check(Math.abs(before.x - box.x + 60) < 3, `a drag by 60 moved the diagram by ${box.x - before.x}`);
  await w.reload();
  await table("memberships").waitFor();
  await still();
  await w.picture("diagram-reloaded");
  const after = await table("memberships").boundingBox();
  w.check(["x", "y", "width"].every((side) => Math.abs(after[side] - before[side]) < 3), `a reload moves a table from ${JSON.stringify(before)} to ${JSON.stringify(after)}`);
  w.check((await search.inputValue()) === "plan", `after a reload the search is ${await search.inputValue()}`);
  w.check((await table("plans").getAttribute("class")).includes("hit"), "after a reload nothing is found");
  w.check((await table("stock_levels").count()) === 0 && (await erd.locator("#focus").getAttribute("aria-pressed")) === "true", "a reload forgets the focus");
  w.check((await note.textContent()).includes("auth.memberships"), `after a reload the note tells ${await note.textContent()}`);
  await search.fill("");

  // The same table again, after another was selected in its picture.
  await table("plans").locator(".hd").click();
  await erd.locator("#said", { hasText: "billing.plans" }).waitFor();
  await page.locator('.tab.active[data-resource-name="1_customers.sql"]').click(); // the diagram keeps the keyboard
  await w.open(customers);
  await w.behind(customers, 'table "memberships');
  await w.command("Schemascope: View in ERD (This Table)");
  await erd.locator("#said", { hasText: "auth.memberships" }).waitFor();
  await w.command("Schemascope: View in ERD");
  await table("stock_levels").waitFor();

  // Search, and from a table to the line that declares it, in another file.
  await search.fill("orders");
  await search.press("Enter");
  await table("orders").waitFor();
  await w.picture("diagram-search");
  await search.press("Escape");
  await table("orders").locator("[data-column]").first().waitFor();
  await table("orders").click({ position: { x: 20, y: 8 } });
  // The diagram keeps the keyboard.
  await page.locator('.tab.active[data-resource-name="2_orders.sql"]').click();
  await w.active("2_orders.sql");
  w.check(/CREATE TABLE .*orders/i.test(await w.line(orders)), `the table leads to ${await w.line(orders)}`);
  await w.picture("diagram-source");

  // The diagram follows what is typed, unsaved.
  await w.goTo(1, 1);
  await page.keyboard.type("CREATE TABLE typed (id bigint PRIMARY KEY);");
  await page.keyboard.press("Enter");
  await table("typed").waitFor();
  w.check(!w.text(orders).includes("typed"), "the file was saved");
  await w.command("File: Revert File");
  await table("typed").waitFor({ state: "detached" });

  // A file of it.
  await w.command("Schemascope: Export ERD");
  await w.choose("Mermaid", "Mermaid");
  const name = page.locator(".quick-input-widget input").first();
  await name.waitFor();
  await page.locator(".quick-input-widget .monaco-button", { hasText: "OK" }).click();
  await page.locator(".notification-toast", { hasText: "is saved as" }).waitFor();
  await w.onDisk("composite-local.mmd", (text) => text.includes("erDiagram"));

  // The diagram of a file that is not open, from the explorer.
  await w.command("View: Toggle Primary Side Bar Visibility");
  const file = (name) => page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`).first();
  await file("notes").click();
  await file("notes.lt.hcl").click({ button: "right" });
  // A menu takes no click as long as it may be the one that opened it.
  await page.locator(".monaco-menu .action-item", { hasText: "View in ERD" }).hover();
  await page.keyboard.press("Enter");
  await table("notes").waitFor();
  w.check((await table("orders").count()) === 0, "the explorer's menu shows the diagram of the file that is open");
  await w.picture("diagram-explorer");
};
