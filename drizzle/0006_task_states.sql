CREATE TABLE "task_states" (
	"task_id" uuid PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"ended" text,
	"progress" real DEFAULT 0 NOT NULL,
	"driver" text,
	"output" text,
	"results" jsonb,
	"error" text,
	"rollback_status" text,
	"cancel_requested_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"completed_at" timestamp (3) with time zone
);
--> statement-breakpoint
DROP INDEX "events_task";--> statement-breakpoint
DROP INDEX "tasks_status_created";--> statement-breakpoint
DROP INDEX "tasks_run_status";--> statement-breakpoint
DROP INDEX "audit_at";--> statement-breakpoint
DROP INDEX "audit_user";--> statement-breakpoint
DROP INDEX "audit_action";--> statement-breakpoint
DROP INDEX "audit_resource";--> statement-breakpoint
DROP INDEX "checkpoints_created";--> statement-breakpoint
DROP INDEX "drift_detected";--> statement-breakpoint
DROP INDEX "events_run";--> statement-breakpoint
DROP INDEX "plans_created";--> statement-breakpoint
DROP INDEX "runs_kind_created";--> statement-breakpoint
DROP INDEX "runs_open";--> statement-breakpoint
DROP INDEX "servers_created";--> statement-breakpoint
DROP INDEX "servers_infra";--> statement-breakpoint
DROP INDEX "servers_status";--> statement-breakpoint
DROP INDEX "tasks_created";--> statement-breakpoint
ALTER TABLE "task_states" ADD CONSTRAINT "task_states_task_id_tasks_id_fk" FOREIGN KEY ("task_id") REFERENCES "public"."tasks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "task_states_ended" ON "task_states" USING btree ("ended","created_at","task_id") WHERE "task_states"."ended" is not null;--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit_log" USING btree ("at","sequence");--> statement-breakpoint
CREATE INDEX "audit_user" ON "audit_log" USING btree ("user_id","at","sequence");--> statement-breakpoint
CREATE INDEX "audit_action" ON "audit_log" USING btree ("action","at","sequence");--> statement-breakpoint
CREATE INDEX "audit_resource" ON "audit_log" USING btree ("resource","at","sequence");--> statement-breakpoint
CREATE INDEX "checkpoints_created" ON "checkpoints" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "drift_detected" ON "drift" USING btree ("detected_at","id");--> statement-breakpoint
CREATE INDEX "events_run" ON "events" USING btree ("run_id","sequence","task_id");--> statement-breakpoint
CREATE INDEX "plans_created" ON "plans" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "runs_kind_created" ON "runs" USING btree ("kind","created_at","id");--> statement-breakpoint
CREATE INDEX "runs_open" ON "runs" USING btree ("priority","created_at") WHERE "runs"."completed_at" is null;--> statement-breakpoint
CREATE INDEX "servers_created" ON "servers" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "servers_infra" ON "servers" USING btree ("infra","created_at");--> statement-breakpoint
CREATE INDEX "servers_status" ON "servers" USING btree ("status","created_at");--> statement-breakpoint
CREATE INDEX "tasks_created" ON "tasks" USING btree ("created_at","id");--> statement-breakpoint
INSERT INTO "task_states" ("task_id", "created_at", "status", "ended", "progress", "driver", "output", "results", "error", "rollback_status", "cancel_requested_at", "started_at", "completed_at")
SELECT "id", "created_at", "status", CASE WHEN "status" IN ('Completed', 'Failed', 'Cancelled') THEN "status" END, "progress", "driver", "output", "results", "error", "rollback_status", "cancel_requested_at", "started_at", "completed_at" FROM "tasks";--> statement-breakpoint
ALTER TABLE "task_states" SET (fillfactor = 60);--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "driver";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "status";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "progress";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "output";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "results";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "error";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "rollback_status";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "cancel_requested_at";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "started_at";--> statement-breakpoint
ALTER TABLE "tasks" DROP COLUMN "completed_at";