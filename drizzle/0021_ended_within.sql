ALTER TABLE "task_states" ADD COLUMN "infra" text;--> statement-breakpoint
ALTER TABLE "task_states" ADD COLUMN "provider" text;--> statement-breakpoint
UPDATE "task_states" SET "infra" = t."spec"->>'infra', "provider" = t."provider" FROM "tasks" t
WHERE t."id" = "task_states"."task_id" AND "task_states"."ended" IS NOT NULL AND (t."spec"->>'infra' IS NOT NULL OR t."provider" IS NOT NULL);--> statement-breakpoint
CREATE INDEX "task_states_infra" ON "task_states" USING btree ("ended","infra","task_id") WHERE "task_states"."ended" is not null and "task_states"."infra" is not null;--> statement-breakpoint
CREATE INDEX "task_states_provider" ON "task_states" USING btree ("ended","provider","task_id") WHERE "task_states"."ended" is not null and "task_states"."provider" is not null;