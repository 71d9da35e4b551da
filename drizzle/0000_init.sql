CREATE TABLE "audit_log" (
	"sequence" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"user_id" uuid,
	"username" text,
	"action" text NOT NULL,
	"resource" text NOT NULL,
	"result" text NOT NULL,
	"details" jsonb NOT NULL,
	"request_id" text,
	"ip" text
);
--> statement-breakpoint
CREATE TABLE "checkpoints" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"position" bigint NOT NULL,
	"operations_count" integer NOT NULL,
	"format_version" smallint NOT NULL,
	"checksum" text NOT NULL,
	"content" "bytea" NOT NULL,
	"size_bytes" integer NOT NULL,
	"servers_count" integer NOT NULL,
	"taskservs_count" integer NOT NULL,
	"clusters_count" integer NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "counters" (
	"name" text PRIMARY KEY NOT NULL,
	"value" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"sequence" bigint PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"type" text NOT NULL,
	"run_id" uuid,
	"task_id" uuid,
	"data" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"server_id" uuid NOT NULL,
	"taskserv" text NOT NULL,
	"version" text NOT NULL,
	"params" jsonb NOT NULL,
	"cluster" text,
	"run_id" uuid NOT NULL,
	"node_id" text NOT NULL,
	"installed_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "nodes" (
	"run_id" uuid NOT NULL,
	"id" text NOT NULL,
	"task_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"kind" text NOT NULL,
	"spec" jsonb NOT NULL,
	"dependencies" text[] NOT NULL,
	"token" text NOT NULL,
	"status" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"output" jsonb,
	"error" text,
	"changed" boolean DEFAULT false NOT NULL,
	"intent_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	"done_sequence" bigint,
	"undo_status" text,
	"undo_run_id" uuid,
	"undo_error" text,
	"undone_at" timestamp (3) with time zone,
	CONSTRAINT "nodes_run_id_id_pk" PRIMARY KEY("run_id","id")
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"version" text NOT NULL,
	"description" text,
	"rules" jsonb NOT NULL,
	"cedar" text NOT NULL,
	"enabled" boolean NOT NULL,
	"builtin" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"version" text,
	"status" text NOT NULL,
	"rollback_status" text,
	"progress" real DEFAULT 0 NOT NULL,
	"error" text,
	"spec" jsonb NOT NULL,
	"result" jsonb,
	"storage_backend" text,
	"parallel_limit" integer NOT NULL,
	"rollback_enabled" boolean NOT NULL,
	"tasks_total" integer NOT NULL,
	"priority" smallint DEFAULT 0 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"completed_at" timestamp (3) with time zone,
	"cancel_requested_at" timestamp (3) with time zone,
	"cancel_rollback" boolean DEFAULT false NOT NULL,
	"owner" text,
	"lease_until" timestamp (3) with time zone,
	"epoch" integer DEFAULT 0 NOT NULL,
	"host" text
);
--> statement-breakpoint
CREATE TABLE "servers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"provider" text NOT NULL,
	"driver" text NOT NULL,
	"status" text NOT NULL,
	"host" text,
	"external_id" text,
	"infra" text,
	"plan" text NOT NULL,
	"zone" text NOT NULL,
	"labels" jsonb NOT NULL,
	"addresses" text[] NOT NULL,
	"run_id" uuid NOT NULL,
	"node_id" text NOT NULL,
	"task_id" uuid NOT NULL,
	"token" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"jti" uuid NOT NULL,
	"mfa" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"end_reason" text
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"alg" text NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"private_sealed" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"provider" text,
	"driver" text,
	"command" text NOT NULL,
	"args" text[] NOT NULL,
	"dependencies" uuid[] NOT NULL,
	"spec" jsonb NOT NULL,
	"status" text NOT NULL,
	"progress" real DEFAULT 0 NOT NULL,
	"output" text,
	"results" jsonb,
	"error" text,
	"rollback_status" text,
	"cancel_requested_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"completed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"username" text NOT NULL,
	"username_key" text NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"roles" text[] NOT NULL,
	"enabled" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"last_login" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "webhook_cursors" (
	"endpoint" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"endpoint" text NOT NULL,
	"sequence" bigint NOT NULL,
	"event" text NOT NULL,
	"payload" jsonb NOT NULL,
	"status" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"last_status" integer,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"delivered_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "installations" ADD CONSTRAINT "installations_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nodes" ADD CONSTRAINT "nodes_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit_log" USING btree ("at" DESC NULLS LAST,"sequence" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "audit_user" ON "audit_log" USING btree ("user_id","at" DESC NULLS LAST,"sequence" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "audit_action" ON "audit_log" USING btree ("action","at" DESC NULLS LAST,"sequence" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "audit_resource" ON "audit_log" USING btree ("resource","at" DESC NULLS LAST,"sequence" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "checkpoints_created" ON "checkpoints" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "events_run" ON "events" USING btree ("run_id","sequence");--> statement-breakpoint
CREATE INDEX "events_task" ON "events" USING btree ("task_id","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "installations_living" ON "installations" USING btree ("server_id","taskserv") WHERE "installations"."removed_at" is null;--> statement-breakpoint
CREATE INDEX "nodes_task" ON "nodes" USING btree ("task_id");--> statement-breakpoint
CREATE INDEX "nodes_done" ON "nodes" USING btree ("done_sequence") WHERE "nodes"."done_sequence" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "policies_name" ON "policies" USING btree ("name");--> statement-breakpoint
CREATE INDEX "policies_created" ON "policies" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "runs_kind_created" ON "runs" USING btree ("kind","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_kind_status" ON "runs" USING btree ("kind","status");--> statement-breakpoint
CREATE INDEX "runs_open" ON "runs" USING btree ("priority" DESC NULLS LAST,"created_at") WHERE "runs"."completed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "servers_living_name" ON "servers" USING btree ("provider","name") WHERE "servers"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "servers_created" ON "servers" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "servers_infra" ON "servers" USING btree ("infra","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "servers_status" ON "servers" USING btree ("status","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "tasks_created" ON "tasks" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "tasks_status_created" ON "tasks" USING btree ("status","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "tasks_run_ordinal" ON "tasks" USING btree ("run_id","ordinal");--> statement-breakpoint
CREATE INDEX "tasks_run_status" ON "tasks" USING btree ("run_id","status","ordinal");--> statement-breakpoint
CREATE UNIQUE INDEX "users_username_key" ON "users" USING btree ("username_key");--> statement-breakpoint
CREATE INDEX "users_created" ON "users" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "users_roles" ON "users" USING gin ("roles");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_deliveries_once" ON "webhook_deliveries" USING btree ("endpoint","sequence");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("next_attempt_at") WHERE "webhook_deliveries"."status" = 'pending';--> statement-breakpoint
INSERT INTO "counters" ("name", "value") VALUES ('event_sequence', 0);
