// Reads DBML from standard input and prints how much of everything there is.
"use strict";
const { Parser } = require("@dbml/core");
const text = require("node:fs").readFileSync(0, "utf8");
try {
  const { schemas } = new Parser().parse(text, "dbmlv2");
  // The parser has a schema "public" even where nothing is in it.
  const used = schemas.filter((s) => s.tables.length + s.enums.length > 0);
  const sum = (what) => schemas.reduce((n, s) => n + s[what].length, 0);
  console.log(JSON.stringify({ schemas: used.length, tables: sum("tables"), refs: sum("refs"), enums: sum("enums"), groups: sum("tableGroups"), checks: schemas.flatMap((s) => s.tables).reduce((n, t) => n + t.checks.length, 0) }));
} catch (e) {
  console.error(JSON.stringify(e.diags || e.message));
  process.exit(1);
}
