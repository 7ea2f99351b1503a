// Files of Terraform and its like, which are none of the extension's business.
"use strict";

module.exports = async (w) => {
  const { page } = w;
  for (const file of ["terragrunt.hcl", "web.nomad.hcl", "image.pkr.hcl", "main.tf"]) {
    await w.open(file);
    await w.status(/^\s*(Plain Text|HCL)\s*$/);
  }
  await w.command("Schemascope: Show Output");
  await page.locator(".part.panel .view-line", { hasText: /the\sserver\sis\snot\sstarted/ }).waitFor();
  w.check((await page.locator(".part.panel .view-line", { hasText: "starting" }).count()) === 0, "the server is started for nothing");
  w.check((await page.locator(".statusbar-item", { hasText: "Schemascope" }).count()) === 0, "the status bar shows the extension");
  w.check((await page.locator(".notification-toast").count()) === 0, "something is reported");
  await w.picture("terraform");
};
