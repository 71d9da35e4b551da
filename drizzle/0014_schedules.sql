CREATE TABLE "schedules" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"type" text NOT NULL,
	"target" jsonb NOT NULL,
	"cron" text NOT NULL,
	"time_zone" text NOT NULL,
	"overlap" text NOT NULL,
	"catch_up" text NOT NULL,
	"enabled" boolean NOT NULL,
	"owner" uuid,
	"version" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone,
	"waiting_for" timestamp (3) with time zone,
	"run_id" uuid,
	"task_id" uuid,
	"last_for" timestamp (3) with time zone,
	"last_at" timestamp (3) with time zone,
	"last_outcome" text,
	"last_status" text,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "schedules_name" ON "schedules" USING btree ("name");--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("next_at") WHERE "schedules"."next_at" is not null;--> statement-breakpoint
CREATE INDEX "schedules_waiting" ON "schedules" USING btree ("waiting_for") WHERE "schedules"."waiting_for" is not null;