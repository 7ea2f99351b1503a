// A schema in files whose names do not tell what they are, without an atlas.hcl.
"use strict";

module.exports = async (w) => {
  const { page } = w;
  await w.open("tables/users.hcl");
  await w.status("Atlas Schema");
  await w.problem("idd");
  await w.picture("plain");
};
