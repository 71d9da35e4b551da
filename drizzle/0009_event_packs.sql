CREATE TABLE "event_packs" (
	"last_sequence" bigint PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"snapshots" integer NOT NULL,
	"run_id" uuid,
	"id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"body" text NOT NULL
);
--> statement-breakpoint
INSERT INTO "event_packs" ("last_sequence", "count", "snapshots", "run_id", "id", "at", "body")
SELECT "sequence", 1, ("type" IN ('TaskStatusChanged', 'BatchStatusChanged', 'RollbackStatusChanged', 'TaskProgress'))::int, "run_id", "id", "at",
  jsonb_build_array(jsonb_build_array(jsonb_build_array("type"), "task_id", "data"))::text FROM "events";--> statement-breakpoint
ALTER TABLE "event_packs" ALTER COLUMN "body" SET STORAGE EXTERNAL;--> statement-breakpoint
DROP TABLE "events" CASCADE;--> statement-breakpoint
CREATE INDEX "event_packs_run" ON "event_packs" USING btree ("run_id","last_sequence");--> statement-breakpoint
CREATE VIEW "public"."events" AS (
  select p.last_sequence - p.count + x.nth as sequence,
    (left(p.id::text, 28) || lpad(to_hex((('x' || right(p.id::text, 8))::bit(32)::bigint + x.nth - 1) % 4294967296), 8, '0'))::uuid as id,
    x.type, p.run_id, x.task_id, x.data, p.at + x.later * interval '1 millisecond' as at
  from event_packs p cross join lateral (
    select row_number() over (order by e.n, t.n) as nth, t.type, (e.value->>1)::uuid as task_id, e.value->2 as data,
      coalesce((e.value->>3)::int, 0) as later
    from jsonb_array_elements(p.body::jsonb) with ordinality as e(value, n)
      cross join jsonb_array_elements_text(e.value->0) with ordinality as t(type, n)) x);