DROP INDEX "task_states_call";--> statement-breakpoint
CREATE INDEX "task_states_call" ON "task_states" USING brin ("call_sequence");