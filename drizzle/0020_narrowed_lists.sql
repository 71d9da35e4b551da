CREATE INDEX "runs_owner" ON "runs" USING btree ("created_by","created_at","id");--> statement-breakpoint
CREATE INDEX "tasks_provider" ON "tasks" USING btree ("provider","id") WHERE "tasks"."provider" is not null;--> statement-breakpoint
CREATE INDEX "tasks_infra" ON "tasks" USING btree (("spec"->>'infra'),"id") WHERE ("tasks"."spec"->>'infra') is not null;