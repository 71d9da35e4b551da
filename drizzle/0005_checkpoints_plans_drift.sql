CREATE TABLE "drift" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"provider" text NOT NULL,
	"driver" text NOT NULL,
	"name" text NOT NULL,
	"external_id" text,
	"server_id" uuid,
	"expected" jsonb,
	"observed" jsonb,
	"reason" text,
	"plan_id" uuid,
	"detected_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"id" uuid PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"request" jsonb NOT NULL,
	"steps" jsonb NOT NULL,
	"hash" text NOT NULL,
	"approval_required" boolean NOT NULL,
	"facts" jsonb NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"approved_by" uuid,
	"approved_at" timestamp (3) with time zone,
	"approval_reason" text,
	"applied_by" uuid,
	"applied_at" timestamp (3) with time zone,
	"run_id" uuid,
	"task_id" uuid
);
--> statement-breakpoint
ALTER TABLE "checkpoints" ADD COLUMN "origin" text DEFAULT 'request' NOT NULL;--> statement-breakpoint
ALTER TABLE "checkpoints" ADD COLUMN "run_id" uuid;--> statement-breakpoint
ALTER TABLE "nodes" ADD COLUMN "undo_resolution" text;--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "protect" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "drift_open" ON "drift" USING btree ("provider","name","kind") WHERE "drift"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "drift_detected" ON "drift" USING btree ("detected_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "plans_created" ON "plans" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);