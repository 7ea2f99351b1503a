// A project that names programs, in a window that does not trust it, and does then.
"use strict";
const fs = require("fs");
const path = require("path");

module.exports = async (w) => {
  const { page } = w;
  const ran = (program) => fs.existsSync(path.join(w.project, program + ".ran"));

  // Once the server has answered, a program that it runs at a start would have been started.
  await w.open("auth/customers.pg.hcl");
  await w.status("composite · local");
  await w.problem("its program runs only in a trusted");
  await page.keyboard.press("Control+J");
  await w.picture("untrusted");
  w.check(!ran("server"), "a server that the workspace's settings name was started");
  w.check(!ran("provider"), "a program of the project ran");

  await w.command("Workspaces: Manage Workspace Trust");
  await page.locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust/ }).first().click();
  await w.eventually(() => ran("provider"), "the project's program runs once it is trusted");
  await w.eventually(() => ran("server"), "the server that the workspace's settings name runs once it is trusted");
  await w.picture("trusted");
};
