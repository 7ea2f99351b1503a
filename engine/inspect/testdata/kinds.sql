SET check_function_bodies = false;
CREATE SCHEMA IF NOT EXISTS "app";
CREATE SCHEMA IF NOT EXISTS "public";
CREATE ROLE "reader" CREATEDB CONNECTION LIMIT 3;
CREATE USER "writer" IN ROLE "reader";
CREATE EXTENSION IF NOT EXISTS "hstore" SCHEMA "app";
CREATE TYPE "app"."mood" AS ENUM ('ok', 'bad');
SET search_path TO "app", "public";
CREATE DOMAIN "app"."pos" AS integer DEFAULT 1 NOT NULL CONSTRAINT "positive" CHECK (VALUE > 0);
CREATE TYPE "app"."addr" AS ("street" text COLLATE "C", "m" "app"."mood");
CREATE TYPE "app"."fr" AS RANGE (subtype = double precision, subtype_diff = "float8mi");
CREATE SEQUENCE "app"."sq" AS smallint INCREMENT BY 5 MINVALUE 5 MAXVALUE 500 START WITH 5 CACHE 3 CYCLE;
CREATE FUNCTION "app"."touch"() RETURNS trigger LANGUAGE PLpgSQL AS $_$
BEGIN
  -- a $$ inside

  RETURN NEW;
END;
$_$;
CREATE FUNCTION "app"."twice"("a" integer DEFAULT 2) RETURNS integer LANGUAGE SQL IMMUTABLE STRICT SECURITY DEFINER PARALLEL SAFE SET search_path TO app AS $$
SELECT a * 2
$$;
CREATE FUNCTION "app"."pairs"() RETURNS TABLE ("x" integer, "y" "app"."mood") LANGUAGE SQL AS $$
SELECT 1, 'ok'::app.mood
$$;
CREATE FUNCTION "app"."add"(integer, integer) RETURNS integer LANGUAGE SQL RETURN $1 + $2;
CREATE FUNCTION "app"."to_text"("a" "app"."addr") RETURNS text LANGUAGE SQL AS $$
SELECT (a).street
$$;
CREATE FUNCTION "app"."ddl"() RETURNS event_trigger LANGUAGE PLpgSQL AS $$
BEGIN END
$$;
CREATE PROCEDURE "app"."pr"(INOUT "x" integer) LANGUAGE SQL AS $$
SELECT x + 1
$$;
CREATE AGGREGATE "app"."total"(integer) (SFUNC = "app"."add", STYPE = integer, INITCOND = '0');
CREATE TABLE "app"."t" (
  "id" integer NOT NULL,
  "room" integer NOT NULL,
  "during" tstzrange NOT NULL,
  "name" text COLLATE "C",
  "p" "app"."pos",
  CONSTRAINT "t_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "apart" EXCLUDE USING gist ("during" WITH &&) WHERE (room > 0),
  CONSTRAINT "u" UNIQUE ("room") DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE "app"."c" (
  "tid" integer NOT NULL
);
CREATE TABLE "app"."logs" (
  "at" date NOT NULL,
  "n" integer NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE "app"."logs_1" (
  "at" date NOT NULL,
  "n" integer NOT NULL
);
CREATE TABLE "app"."logs_d" (
  "at" date NOT NULL,
  "n" integer NOT NULL
);
ALTER TABLE ONLY "app"."logs" ATTACH PARTITION "app"."logs_1" FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');
ALTER TABLE ONLY "app"."logs" ATTACH PARTITION "app"."logs_d" DEFAULT;
ALTER SEQUENCE "app"."sq" OWNED BY "app"."t"."id";
CREATE FUNCTION "app"."rows_of"() RETURNS SETOF t LANGUAGE SQL AS $$
SELECT * FROM app.t
$$;
CREATE INDEX "br" ON "app"."t" USING brin ("id") WITH (pages_per_range = 4);
CREATE INDEX "ii" ON "app"."t" ("name" text_pattern_ops DESC NULLS LAST) WITH (fillfactor = 50);
ALTER TABLE "app"."c" ADD CONSTRAINT "cf" FOREIGN KEY ("tid") REFERENCES "app"."t" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE VIEW "app"."v" WITH (security_barrier = true, security_invoker = false) AS
SELECT id, name FROM app.t
WITH LOCAL CHECK OPTION;
CREATE MATERIALIZED VIEW "app"."mv" ("id") AS
SELECT id FROM app.t;
CREATE UNIQUE INDEX "mi" ON "app"."mv" ("id");
CREATE CAST ("app"."addr" AS text) WITH FUNCTION "app"."to_text"("app"."addr") AS ASSIGNMENT;
CREATE TRIGGER "tr" BEFORE INSERT OR UPDATE OF "name" ON "app"."t" FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION "app"."touch"('a', 'b');
CREATE TRIGGER "tr2" AFTER DELETE ON "app"."t" REFERENCING OLD TABLE AS "gone" FOR EACH STATEMENT EXECUTE FUNCTION "app"."touch"();
CREATE POLICY "pol" ON "app"."t" AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (id > 0) WITH CHECK (id > 1);
GRANT SELECT, INSERT ON "app"."t" TO "reader" WITH GRANT OPTION;
GRANT UPDATE ("name") ON "app"."t" TO "writer";
GRANT USAGE ON SCHEMA "app" TO PUBLIC;
GRANT EXECUTE ON FUNCTION "app"."twice"(integer) TO "reader";
GRANT USAGE ON SEQUENCE "app"."sq" TO "reader";
CREATE EVENT TRIGGER "et" ON ddl_command_end WHEN TAG IN ('CREATE INDEX', 'DROP INDEX') EXECUTE FUNCTION "app"."ddl"();
ALTER TABLE "app"."t" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "app"."t" FORCE ROW LEVEL SECURITY;
