CREATE TABLE "engine_members" (
	"owner" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "crashes" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "crash_mark" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "dead_lettered_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "runs_dead_lettered" ON "runs" USING btree ("created_at","id") WHERE "runs"."dead_lettered_at" is not null;