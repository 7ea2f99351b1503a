SET check_function_bodies = false;
CREATE SCHEMA IF NOT EXISTS "public";
CREATE SCHEMA IF NOT EXISTS "billing";
CREATE EXTENSION citext;
CREATE TYPE "public"."status" AS ENUM ('active', 'it''s off');
CREATE SEQUENCE public.order_no START WITH 100;
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END; $$;
CREATE TABLE "public"."users" (
  "id" bigint GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 2) NOT NULL,
  "email" character varying(255) NOT NULL,
  "status" "public"."status" NOT NULL DEFAULT 'active',
  "display name" text,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "lower_email" text GENERATED ALWAYS AS (lower((email)::text)) STORED,
  "tags" text[],
  CONSTRAINT "users_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "users_email_key" UNIQUE ("email"),
  CONSTRAINT "email_has_at" CHECK (position('@' in email) > 1)
);
CREATE TABLE "public"."my-orders" (
  "no" integer NOT NULL DEFAULT nextval('public.order_no'::regclass),
  "parent no" integer,
  "total" numeric(10,2) DEFAULT 0,
  "open" boolean DEFAULT true,
  CONSTRAINT "my-orders_pkey" PRIMARY KEY ("no")
);
SET search_path TO "billing", "public";
CREATE TABLE "billing"."users" (
  "id" integer NOT NULL,
  "user_id" bigint,
  "status" "public"."status",
  CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);
SET search_path TO "public";
CREATE INDEX "users_by_name" ON "public"."users" ((lower("display name")), "created_at" DESC) INCLUDE ("email") WHERE status = 'active';
CREATE INDEX "users_tags" ON "public"."users" USING gin ("tags");
ALTER TABLE "public"."my-orders" ADD CONSTRAINT "parent" FOREIGN KEY ("parent no") REFERENCES "public"."my-orders" ("no");
SET search_path TO "billing", "public";
ALTER TABLE "billing"."users" ADD CONSTRAINT "owner" FOREIGN KEY ("user_id") REFERENCES "public"."users" ("id") ON UPDATE CASCADE ON DELETE SET NULL;
ALTER TABLE "billing"."users" ADD CONSTRAINT "lost" FOREIGN KEY ("user_id") REFERENCES "billing"."gone" ("id");
SET search_path TO "public";
CREATE VIEW "public"."active" AS
SELECT email FROM public.users WHERE status = 'active';
CREATE VIEW "public"."recent" AS
SELECT email FROM public.active;
CREATE MATERIALIZED VIEW "public"."totals" ("total") AS
SELECT sum(total) AS total FROM public."my-orders";
CREATE UNIQUE INDEX "totals_key" ON "public"."totals" ("total");
CREATE TRIGGER users_touch BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.touch();
COMMENT ON SCHEMA "public" IS 'standard public schema';
COMMENT ON TYPE "public"."status" IS 'of a user';
COMMENT ON TABLE "public"."users" IS 'people';
COMMENT ON COLUMN "public"."users"."email" IS 'unique, "quoted" <b>';
COMMENT ON CONSTRAINT "email_has_at" ON "public"."users" IS 'a rough check';
COMMENT ON VIEW "public"."active" IS 'not off';
