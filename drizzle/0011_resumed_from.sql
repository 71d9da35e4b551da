ALTER TABLE "runs" ADD COLUMN "resumed_from" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_resumed_from" ON "runs" USING btree ("resumed_from") WHERE "runs"."resumed_from" is not null;