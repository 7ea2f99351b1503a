CREATE TABLE "notes" (
  "id" integer PRIMARY KEY AUTOINCREMENT,
  "body" text DEFAULT '',
  "parent" integer,
  CHECK (length(body) < 1000),
  FOREIGN KEY ("parent") REFERENCES "notes" ("id") ON DELETE CASCADE
) STRICT;
CREATE INDEX "by_parent" ON "notes" ("parent") WHERE parent IS NOT NULL;
CREATE VIEW "roots" AS
SELECT * FROM notes WHERE parent IS NULL;
