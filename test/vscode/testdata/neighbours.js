// The project "composite" where Atlas's own extension is enabled, too, and one for HCL.
"use strict";

module.exports = async (w) => {
  const { page } = w;
  const notice = page.locator(".notification-toast", { hasText: "Atlas's own extension" });

  // What is nobody's in particular is no reason to speak of Atlas.
  await w.open("terragrunt.hcl");
  await w.status("HCL");
  await w.open("plain.hcl");
  await w.status("Atlas Schema");
  await notice.waitFor();
  const button = notice.locator(".monaco-button", { hasText: "Show Extension" });
  await button.click({ trial: true }); // once it stands still
  await w.picture("neighbours");
  await button.click();
  await page.locator(".extensions-list .monaco-list-row", { hasText: "Ariga atlas-hcl" }).waitFor();
  await w.picture("neighbours-shown");

  // Files have their languages, whoever contributes them.
  await w.open("auth/customers.pg.hcl");
  await w.status(/Atlas (Schema \()?PostgreSQL/);
  await w.status("composite · local");
  await w.open("atlas.hcl");
  await w.status(/Atlas Config/);
  await w.open("terragrunt.hcl");
  await w.status("HCL");

  // It was told once.
  await w.reload();
  await w.open("auth/customers.pg.hcl");
  await w.status("composite · local");
  w.check((await notice.count()) === 0, "the other extension is told of again");
};
