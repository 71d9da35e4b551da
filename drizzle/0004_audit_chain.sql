CREATE TABLE "audit_floors" (
	"seal" bigint PRIMARY KEY NOT NULL,
	"hash" text NOT NULL,
	"mac" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "counted_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "seal" bigint;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "mac" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_seal" ON "audit_log" USING btree ("seal");--> statement-breakpoint
CREATE INDEX "audit_unsealed" ON "audit_log" USING btree ("sequence") WHERE "audit_log"."seal" is null;--> statement-breakpoint
ALTER TABLE "audit_log" SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02);--> statement-breakpoint
CREATE FUNCTION "audit_log_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		IF OLD.seal IS NOT NULL AND OLD.seal <= (SELECT max(seal) FROM audit_floors) THEN
			RETURN OLD;
		END IF;
	ELSIF TG_OP = 'UPDATE' THEN
		IF OLD.seal IS NULL
			AND (NEW.sequence, NEW.id, NEW.at, NEW.user_id, NEW.username, NEW.action, NEW.resource, NEW.result,
				NEW.request_id, NEW.ip, NEW.counted_until)
			IS NOT DISTINCT FROM
				(OLD.sequence, OLD.id, OLD.at, OLD.user_id, OLD.username, OLD.action, OLD.resource, OLD.result,
				OLD.request_id, OLD.ip, OLD.counted_until)
			AND (NEW.details = OLD.details OR OLD.counted_until IS NOT NULL)
		THEN
			RETURN NEW;
		END IF;
	END IF;
	RAISE EXCEPTION 'audit records can not be changed or removed' USING ERRCODE = 'restrict_violation';
END
$$;--> statement-breakpoint
CREATE FUNCTION "audit_floors_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'audit records can not be changed or removed' USING ERRCODE = 'restrict_violation';
END
$$;--> statement-breakpoint
CREATE TRIGGER "audit_log_guard" BEFORE UPDATE OR DELETE ON "audit_log" FOR EACH ROW EXECUTE FUNCTION "audit_log_guard"();--> statement-breakpoint
CREATE TRIGGER "audit_log_guard_all" BEFORE TRUNCATE ON "audit_log" FOR EACH STATEMENT EXECUTE FUNCTION "audit_floors_guard"();--> statement-breakpoint
CREATE TRIGGER "audit_floors_guard" BEFORE UPDATE OR DELETE ON "audit_floors" FOR EACH ROW EXECUTE FUNCTION "audit_floors_guard"();--> statement-breakpoint
CREATE TRIGGER "audit_floors_guard_all" BEFORE TRUNCATE ON "audit_floors" FOR EACH STATEMENT EXECUTE FUNCTION "audit_floors_guard"();
