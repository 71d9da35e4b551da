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
CREATE INDEX "audit_unsealed" ON "audit_log" USING btree ("sequence") WHERE "audit_log"."seal" is null;