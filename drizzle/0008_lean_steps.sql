ALTER TABLE "nodes" DROP CONSTRAINT "nodes_run_id_runs_id_fk";
--> statement-breakpoint
ALTER TABLE "task_states" DROP CONSTRAINT "task_states_task_id_tasks_id_fk";
--> statement-breakpoint
ALTER TABLE "tasks" DROP CONSTRAINT "tasks_run_id_runs_id_fk";
