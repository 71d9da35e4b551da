CREATE TABLE "paces" (
	"provider" text PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"granted" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "slots" (
	"pool" text NOT NULL,
	"run_id" uuid NOT NULL,
	"holder" text NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "slots_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"task_id" uuid NOT NULL,
	"epoch" integer NOT NULL,
	"server" text NOT NULL,
	"max" integer NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"granted_at" timestamp (3) with time zone,
	CONSTRAINT "slots_pool_run_id_holder_pk" PRIMARY KEY("pool","run_id","holder")
);
--> statement-breakpoint
CREATE INDEX "slots_server" ON "slots" USING btree ("server");--> statement-breakpoint
CREATE INDEX "slots_task" ON "slots" USING btree ("task_id");--> statement-breakpoint
CREATE FUNCTION "settle_slots"(p_server text, p_released jsonb, p_asked jsonb, p_all boolean)
RETURNS TABLE (pool text, run_id uuid, holder text, granted boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	v_others boolean;
BEGIN
	-- One round at a time on this database; held until this statement ends, never while a client thinks.
	PERFORM pg_advisory_xact_lock(7203412);
	DELETE FROM slots s USING jsonb_to_recordset(p_released) AS x(pool text, run_id uuid, holder text, epoch int)
	WHERE s.pool = x.pool AND s.run_id = x.run_id AND s.holder = x.holder AND s.epoch = x.epoch;
	-- A run that was taken over asks again for what it held, and goes on holding it.
	INSERT INTO slots AS s (pool, run_id, holder, epoch, task_id, max, server, asked_at)
	SELECT x.pool, x.run_id, x.holder, x.epoch, x.task_id, x.max, p_server, clock_timestamp()
	FROM jsonb_to_recordset(p_asked) AS x(pool text, run_id uuid, holder text, epoch int, task_id uuid, max int)
	ON CONFLICT ON CONSTRAINT slots_pool_run_id_holder_pk
	DO UPDATE SET epoch = excluded.epoch, server = excluded.server, max = excluded.max WHERE s.epoch <= excluded.epoch;
	-- A lease that ended takes the slots with it. The run's epoch rises, so that a server that only slept finds the run
	-- lost instead of going on without its slots.
	UPDATE runs SET owner = NULL, lease_until = NULL, epoch = runs.epoch + 1
	WHERE runs.id IN (
		SELECT r.id FROM runs r WHERE r.completed_at IS NULL AND r.lease_until < clock_timestamp()
			AND EXISTS (SELECT FROM slots s WHERE s.run_id = r.id AND s.epoch = r.epoch AND s.granted_at IS NOT NULL)
		FOR UPDATE OF r SKIP LOCKED);
	DELETE FROM slots s WHERE NOT EXISTS (
		SELECT FROM runs r WHERE r.id = s.run_id AND r.epoch = s.epoch AND r.completed_at IS NULL
			AND r.lease_until >= clock_timestamp());
	-- Who is next: priority, then turn and turn about between the runs, counting what each holds.
	WITH held AS (
		SELECT s.pool, s.run_id, count(*) AS n FROM slots s WHERE s.granted_at IS NOT NULL GROUP BY 1, 2
	), taken AS (
		SELECT h.pool, sum(h.n) AS n FROM held h GROUP BY 1
	), turns AS (
		SELECT s.pool, s.run_id, s.holder, s.number, s.max, r.priority, coalesce(h.n, 0)
			+ row_number() OVER (PARTITION BY s.pool, s.run_id ORDER BY s.number) AS turn
		FROM slots s JOIN runs r ON r.id = s.run_id
		LEFT JOIN held h ON h.pool = s.pool AND h.run_id = s.run_id
		WHERE s.granted_at IS NULL
	), line AS (
		SELECT t.*, row_number() OVER (PARTITION BY t.pool ORDER BY t.priority DESC, t.turn, t.number) AS place
		FROM turns t
	), next AS (
		UPDATE slots s SET granted_at = clock_timestamp()
		FROM line l LEFT JOIN taken t ON t.pool = l.pool
		WHERE s.pool = l.pool AND s.run_id = l.run_id AND s.holder = l.holder AND coalesce(t.n, 0) + l.place <= l.max
		RETURNING s.server
	)
	SELECT coalesce(bool_or(n.server <> p_server), false) INTO v_others FROM next n;
	IF v_others THEN
		PERFORM pg_notify('provisioning_runs', 'granted');
	END IF;
	RETURN QUERY SELECT s.pool, s.run_id, s.holder, s.granted_at IS NOT NULL FROM slots s
	WHERE s.server = p_server AND (p_all OR s.granted_at IS NOT NULL);
END
$$;
