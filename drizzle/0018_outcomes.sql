DROP INDEX "tasks_created";--> statement-breakpoint
DROP INDEX "task_states_ended";--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "running" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "task_states" ADD COLUMN "call_sequence" bigint;--> statement-breakpoint
CREATE INDEX "task_states_call" ON "task_states" USING btree ("call_sequence") WHERE "task_states"."call_sequence" is not null;--> statement-breakpoint
CREATE INDEX "task_states_cancelling" ON "task_states" USING btree ("task_id") WHERE "task_states"."cancel_requested_at" is not null and "task_states"."ended" is null;--> statement-breakpoint
CREATE INDEX "task_states_ended" ON "task_states" USING btree ("ended","task_id") WHERE "task_states"."ended" is not null;--> statement-breakpoint
UPDATE "runs" r SET "running" = coalesce((SELECT jsonb_object_agg(t.ordinal::text,
    jsonb_build_array(floor(extract(epoch FROM s.started_at) * 1000), s.driver))
  FROM tasks t JOIN task_states s ON s.task_id = t.id WHERE t.run_id = r.id AND s.status = 'Running'), '{}')
  WHERE r.completed_at IS NULL;--> statement-breakpoint
ALTER TABLE "task_states" DROP COLUMN "created_at";--> statement-breakpoint
ALTER TABLE "task_states" DROP COLUMN "status";--> statement-breakpoint
CREATE VIEW "public"."current_nodes" AS (
  select run_id, id, task_id, ordinal, kind, spec, dependencies, token, status, attempts, output, error, changed, intent_at,
    done_at, done_sequence, undo_status, undo_attempts, undo_run_id, undo_error, undo_resolution, undone_at
  from nodes
  union all
  select t.run_id, t.name, t.id, 0, 'http', t.spec, '{}'::text[],
    coalesce(t.spec->'tokens'->>t.name,
      left(encode(sha256(convert_to(t.run_id::text || chr(10) || t.name || chr(10) || 'do', 'UTF8')), 'hex'), 40)),
    'Completed', 1, s.results, null, true, s.started_at, s.completed_at, s.call_sequence, null, 0, null, null, null, null
  from task_states s join tasks t on t.id = s.task_id
  where s.call_sequence is not null and not exists (select from nodes n where n.run_id = t.run_id and n.id = t.name));--> statement-breakpoint
CREATE VIEW "public"."current_tasks" AS (
  select t.id, t.run_id, t.ordinal, t.kind, t.name, t.type, t.provider, t.command, t.args, t.dependencies, t.spec, t.created_at,
    coalesce(s.ended, case when r.running ? t.ordinal::text then 'Running' else 'Pending' end) as status,
    s.ended, coalesce(s.progress, 0::real) as progress, coalesce(s.driver, r.running->(t.ordinal::text)->>1) as driver,
    s.output, s.results, s.error, s.rollback_status, s.cancel_requested_at,
    coalesce(s.started_at, to_timestamp((r.running->(t.ordinal::text)->>0)::float8 / 1000))::timestamptz(3) as started_at,
    s.completed_at
  from tasks t join runs r on r.id = t.run_id left join task_states s on s.task_id = t.id);