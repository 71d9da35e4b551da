// Written by `npm run generate` from openapi/orchestrator.yaml; do not edit.
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the orchestrator up */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tasks
         * @description Newest first.
         */
        get: operations["listTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a task
         * @description With `wait` the answer comes when the task has ended, at the latest after that many seconds.
         */
        get: operations["getTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a task
         * @description Cancelling again is fine; a task that has completed or failed is a conflict.
         */
        post: operations["cancelTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{id}/waiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a task waits
         * @description What the task waits for at this moment: dependencies, a place in its batch, its key, the budget of its provider, or a server. For an operation of a batch give its `task_id`.
         */
        get: operations["getTaskWaiting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workflows/servers/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create the servers of an infra
         * @description Makes one task and answers its id at once.
         */
        post: operations["createServersWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workflows/taskserv/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create, delete, update or restart a task service
         * @description Makes one task and answers its id at once.
         */
        post: operations["createTaskservWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workflows/cluster/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create, delete, update or restart a cluster
         * @description Makes one task and answers its id at once.
         */
        post: operations["createClusterWorkflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batch/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Execute a batch
         * @description Checks the whole graph, stores it and starts it. Nothing is stored when anything is wrong; a cycle is named in order.
         */
        post: operations["executeBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batch/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List batches
         * @description Newest first, each with at most 20 of its operations.
         */
        get: operations["listBatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batch/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a batch */
        get: operations["getBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batch/operations/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a batch
         * @description No operation starts after the answer; running ones are stopped. Cancelling again is fine; a batch that has completed or failed is a conflict.
         */
        post: operations["cancelBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batch/operations/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a batch
         * @description Makes a new batch of the same operations that has `resumed_from`. Completed operations whose effects still exist are kept with their outputs, belong to the new batch from then on (a rollback of it undoes them too) and are not done again; the rest is done, undone operations included. 409 says why when there is nothing to resume: the batch is still running, has completed, was rolled back, was resumed before, or left something that could not be undone.
         */
        post: operations["resumeBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batch/operations/{id}/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the operations of a batch
         * @description In the order of the request.
         */
        get: operations["listBatchOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/state/workflows/{id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Progress of a workflow
         * @description The id is that of a task or of a batch.
         */
        get: operations["getWorkflowProgress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/state/workflows/{id}/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Snapshots of a workflow
         * @description Oldest first. The id is that of a task or of a batch.
         */
        get: operations["listWorkflowSnapshots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/state/system/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Workflow counts and system load */
        get: operations["getSystemMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/state/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Health of the components */
        get: operations["getSystemHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/state/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statistics of the state store */
        get: operations["getStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List checkpoints
         * @description Newest first.
         */
        get: operations["listCheckpoints"];
        put?: never;
        /**
         * Create a checkpoint
         * @description Records all resources and the position in the operation journal.
         */
        post: operations["createCheckpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/checkpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a checkpoint */
        get: operations["getCheckpoint"];
        put?: never;
        post?: never;
        /**
         * Delete a checkpoint
         * @description A conflict while a rollback to it is running.
         */
        delete: operations["deleteCheckpoint"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll back
         * @description Undoes, newest first, everything completed after a checkpoint, or just the given operations. A failing undo is retried, then named in `leftovers`. A conflict while a run it would touch is active.
         */
        post: operations["executeRollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/restore/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a checkpoint
         * @description Makes the world match the checkpoint: what is extra is deleted, what is missing is made again. The providers are asked what they really have. A restore that stays incomplete is a conflict that names what is left.
         */
        post: operations["restoreCheckpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statistics of checkpoints and rollbacks */
        get: operations["getRollbackStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rollbacks
         * @description Rollbacks, restores, and batches that were undone because they failed; newest first.
         */
        get: operations["listRollbacks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/{id}/leftovers/{op}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try an undo again
         * @description A new rollback of just this leftover.
         */
        post: operations["retryLeftover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/{id}/leftovers/{op}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leave a leftover where it is */
        post: operations["skipLeftover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/{id}/leftovers/{op}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a leftover was removed by hand */
        post: operations["resolveLeftover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List plans */
        get: operations["listPlans"];
        put?: never;
        /**
         * Plan a request
         * @description Says what a workflow, batch, rollback, restore or repair would do, what policies say to it, and whether somebody must approve it first.
         */
        post: operations["createPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a plan */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve a plan */
        post: operations["approvePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plans/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply a plan
         * @description Does exactly what was planned. A conflict when what it touches has changed since, or when an approval is missing; what has come elsewhere is left alone.
         */
        post: operations["applyPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List schedules */
        get: operations["listSchedules"];
        put?: never;
        /**
         * Create a schedule
         * @description Its owner must be allowed to do what it does, now and at every time it is due.
         */
        post: operations["createSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a schedule */
        get: operations["getSchedule"];
        /**
         * Change, pause or resume a schedule
         * @description Times that passed while it was paused are not caught up.
         */
        put: operations["updateSchedule"];
        post?: never;
        /**
         * Delete a schedule
         * @description What it has started goes on.
         */
        delete: operations["deleteSchedule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List drift
         * @description Differences between what is recorded and what the providers and their servers have, and orphans, which carry our marks but belong to no record.
         */
        get: operations["listDrift"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drift/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look for drift
         * @description Asks every provider for what it has, and every server, by the `check` of each task service, for what stands on it.
         */
        post: operations["checkDrift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drift/{id}/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take what is there as right */
        post: operations["adoptDrift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drift/{id}/ignore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ignore a difference */
        post: operations["ignoreDrift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drift/{id}/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Plan the repair of a difference */
        post: operations["repairDrift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rollback/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a rollback */
        get: operations["getRollback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List servers
         * @description Newest first.
         */
        get: operations["listServers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/servers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a server */
        get: operations["getServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhook endpoints
         * @description Those made here; the ones of the configuration file are the file's own.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Create a webhook endpoint
         * @description It is told of what happens from now on. The secret is shown this once.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a webhook endpoint */
        get: operations["getWebhook"];
        /**
         * Update a webhook endpoint
         * @description What is left out stays. Enabling one again lets it go on where it stood.
         */
        put: operations["updateWebhook"];
        post?: never;
        /**
         * Delete a webhook endpoint
         * @description Nothing more is sent to it; its deliveries go with it.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook endpoint a new secret
         * @description The headers are signed with the old one too until `overlap_seconds` are over; 0 ends it at once.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the deliveries of a webhook endpoint */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}/deliveries/{delivery}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again
         * @description With the same `webhook-id`, so that a receiver knows what it already has; its attempts start anew.
         */
        post: operations["redeliverWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics for Prometheus
         * @description Needs a token unless the configuration makes it public.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow events over plain HTTP
         * @description Server-Sent Events: `id` is the sequence, `event` the type, `data` the same JSON as over `/ws`. It stays open. Who comes back with the last id he has, as `Last-Event-ID` or `after`, misses nothing; a `Gap` event says when what he missed is no longer kept. Only events about what a GET would show the listener are sent.
         */
        get: operations["followEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream events over a WebSocket
         * @description One event a frame, in the form of `Event`. The token goes into the `Authorization` header, into `token`, into `Sec-WebSocket-Protocol`, or into a first message `{"type":"auth","token":"..."}`. With `after` missed events are replayed first. Only events about what a GET would show the listener are sent.
         */
        get: operations["openEventStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    delivery: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What your endpoint receives
         * @description Sent to every configured endpoint that wants the event. Check `signature`, or the Standard Webhooks headers, before you trust it. Any 2xx counts as received; everything else is tried again with growing delays.
         */
        post: operations["receiveWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description One entry of the event log, as the event stream sends it. Statuses inside `data` are in lower case. */
        Event: {
            event_type: components["schemas"]["EventType"];
            /** Format: date-time */
            timestamp: string;
            /** @description Rises with every event; give the last one as `after`. */
            sequence: number;
            data: components["schemas"]["JsonObject"];
            metadata: components["schemas"]["JsonObject"];
        };
        /**
         * @description Filter of the event stream. `task`: TaskStatusChanged, TaskProgress, TaskOutput; `batch`: BatchStatusChanged, OperationStatusChanged, CheckpointCreated, RollbackStatusChanged; `system`: ServerStatusChanged, ScheduleStatusChanged, SystemHealthChanged.
         * @enum {string}
         */
        EventCategory: "task" | "batch" | "system";
        /** @description Body of a webhook delivery. */
        WebhookPayload: {
            event: components["schemas"]["WebhookEvent"];
            /** Format: date-time */
            timestamp: string;
            data: components["schemas"]["JsonObject"];
            /** @description HMAC-SHA256 over the compact JSON of this body without this member. */
            signature: string;
        };
        MessageAnswer: {
            /** @constant */
            success: true;
            data: string;
        };
        /**
         * @description The stable word for programs; the sentence beside it is for people.
         * @enum {string}
         */
        ErrorCode: "malformed_json" | "invalid_request" | "validation_failed" | "unauthenticated" | "forbidden" | "not_found" | "method_not_allowed" | "not_acceptable" | "conflict" | "precondition_failed" | "precondition_required" | "payload_too_large" | "unsupported_media_type" | "idempotency_key_reused" | "idempotency_in_progress" | "rate_limited" | "graph_invalid" | "unprocessable" | "upgrade_required" | "internal" | "unavailable";
        ErrorDetail: {
            /** @description Where in the body, query, path or headers, for example `operations[2].provider`. */
            path: string;
            message: string;
        };
        /** @description Every refusal and failure, in the form of the envelope. */
        Error: {
            /** @constant */
            success: false;
            /** @description A sentence a person can act on. */
            error: string;
            code: components["schemas"]["ErrorCode"];
            request_id: string;
            details?: components["schemas"]["ErrorDetail"][];
        };
        /** @description The same refusal as RFC 9457 problem details, for clients that accept `application/problem+json`. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance?: string;
            code: components["schemas"]["ErrorCode"];
            request_id: string;
            details?: components["schemas"]["ErrorDetail"][];
        };
        /**
         * @description State of a task, an operation or a batch. Completed, Failed and Cancelled are terminal and never change.
         * @enum {string}
         */
        TaskStatus: "Pending" | "Running" | "Completed" | "Failed" | "Cancelled";
        /**
         * @description What a task stands for; a workflow request, one operation of a batch, or a rollback.
         * @enum {string}
         */
        TaskKind: "workflow" | "operation" | "rollback";
        /**
         * @description How far the undoing of an operation, a batch or a rollback has come.
         * @enum {string}
         */
        RollbackStatus: "Pending" | "Running" | "Completed" | "Failed" | "Skipped";
        /** @enum {string} */
        Priority: "low" | "normal" | "high";
        Task: {
            /** Format: uuid */
            id: string;
            /** @description For a task of a batch its operation id. */
            name: string;
            /** @description With `args` what an operator would type. */
            command: string;
            args: string[];
            /** @description Tasks that must complete first. */
            dependencies: string[];
            status: components["schemas"]["TaskStatus"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
            output: string | null;
            /** @description Why the task failed or was cancelled. */
            error: string | null;
            kind: components["schemas"]["TaskKind"];
            /** @description True once the status can no longer change. */
            terminal: boolean;
            /** Format: uuid */
            batch_id: string | null;
            rollback_status: components["schemas"]["RollbackStatus"] | null;
            progress: number;
            priority: components["schemas"]["Priority"];
        };
        TaskListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Task"][];
        };
        TaskAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Task"];
        };
        /**
         * @description What a task waits for. `queue` is a server that takes its run, `parallel_limit` its batch's.
         * @enum {string}
         */
        WaitingKind: "queue" | "dependency" | "parallel_limit" | "concurrency_key" | "max_parallel" | "requests_per_second";
        WaitingReason: {
            kind: components["schemas"]["WaitingKind"];
            message: string;
            /** @description The key, the provider or the batch that the limit is of. */
            name: string | null;
            limit: number | null;
            /** @description How much of the limit is taken. */
            used: number | null;
            /** @description Its place in the line, 1 being next. */
            position: number | null;
            /** @description Dependencies that are still open or the tasks that hold what it waits for; at most 100. */
            tasks: string[];
        };
        TaskWaiting: {
            /** Format: uuid */
            task_id: string;
            status: components["schemas"]["TaskStatus"];
            /** @description Empty when it waits for nothing. */
            reasons: components["schemas"]["WaitingReason"][];
        };
        TaskWaitingAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["TaskWaiting"];
        };
        /** @description A name that becomes part of an id, a path or a command line; starts with a letter or a digit. */
        Name: string;
        ServersWorkflow: {
            infra: components["schemas"]["Name"];
            /**
             * @description Settings file inside the infra directory.
             * @default config.k
             */
            settings: string;
            /**
             * @description Plan only; the plan is the output of the task.
             * @default false
             */
            check_mode: boolean;
            /**
             * @description Complete the task only when the servers are reachable.
             * @default false
             */
            wait: boolean;
            /** @default normal */
            priority: components["schemas"]["Priority"];
        };
        IdAnswer: {
            /** @constant */
            success: true;
            /** Format: uuid */
            data: string;
        };
        /** @enum {string} */
        WorkflowOperation: "create" | "delete" | "update" | "restart";
        TaskservWorkflow: {
            /** @default create */
            operation: components["schemas"]["WorkflowOperation"];
            taskserv: components["schemas"]["Name"];
            infra: components["schemas"]["Name"];
            /**
             * @description Settings file inside the infra directory.
             * @default config.k
             */
            settings: string;
            /**
             * @description Plan only; the plan is the output of the task.
             * @default false
             */
            check_mode: boolean;
            /**
             * @description Complete the task only when the service answers its health check.
             * @default false
             */
            wait: boolean;
            /** @default normal */
            priority: components["schemas"]["Priority"];
        };
        ClusterWorkflow: {
            /** @default create */
            operation: components["schemas"]["WorkflowOperation"];
            cluster_type: components["schemas"]["Name"];
            infra: components["schemas"]["Name"];
            /**
             * @description Settings file inside the infra directory.
             * @default config.k
             */
            settings: string;
            /**
             * @description Plan only; the plan is the output of the task.
             * @default false
             */
            check_mode: boolean;
            /**
             * @description Complete the task only when the cluster is reachable.
             * @default false
             */
            wait: boolean;
            /** @default normal */
            priority: components["schemas"]["Priority"];
        };
        /**
         * @description Label of a batch, stored and echoed. `state_store` tells the store that is really used.
         * @enum {string}
         */
        StorageBackend: "surrealdb" | "filesystem" | "postgres" | "pglite";
        /** @description Labels of a server, at most 64. */
        Labels: {
            [key: string]: string;
        };
        ServerConfig: {
            name: components["schemas"]["Name"];
            plan: components["schemas"]["Name"];
            zone: components["schemas"]["Name"];
            /**
             * @description A rollback or restore deletes it only with an approval.
             * @default false
             */
            protect: boolean;
            labels?: components["schemas"]["Labels"];
        };
        /** @enum {string} */
        RetryBackoff: "exponential" | "fixed";
        /** @description How often and how fast a failing step is tried again. Delays are seconds. */
        RetryPolicy: {
            max_attempts: number;
            /** @default exponential */
            backoff: components["schemas"]["RetryBackoff"];
            /** @default 1 */
            initial_delay: number;
            /** @default 30 */
            max_delay: number;
        };
        /** @description Of all operations with this key, of whatever batch and server, only so many run at once. */
        ConcurrencyKey: string;
        /** @description Operations with the same `concurrency_key` that may run at once; 1 unless given. */
        ConcurrencyLimit: number;
        /** @description Makes servers at one provider. */
        ServerBatchOperation: {
            id: components["schemas"]["Name"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "server_batch";
            provider: components["schemas"]["Name"];
            /** @default [] */
            dependencies: components["schemas"]["Name"][];
            server_configs: components["schemas"]["ServerConfig"][];
            retry?: components["schemas"]["RetryPolicy"];
            timeout_seconds?: number;
            /** @default false */
            continue_on_error: boolean;
            /** @default normal */
            priority: components["schemas"]["Priority"];
            concurrency_key?: components["schemas"]["ConcurrencyKey"];
            concurrency_limit?: components["schemas"]["ConcurrencyLimit"];
        };
        /** @description Free JSON, kept as it is. */
        JsonObject: {
            [key: string]: unknown;
        };
        /** @description Installs task services on servers. */
        TaskservBatchOperation: {
            id: components["schemas"]["Name"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "taskserv_batch";
            provider: components["schemas"]["Name"];
            /** @default [] */
            dependencies: components["schemas"]["Name"][];
            taskservs: components["schemas"]["Name"][];
            /** @description Parameters by task service. */
            params?: {
                [key: string]: components["schemas"]["JsonObject"];
            };
            /** @description Targets; else the servers made by the dependencies, else all running ones of the provider. */
            servers?: components["schemas"]["Name"][];
            retry?: components["schemas"]["RetryPolicy"];
            timeout_seconds?: number;
            /** @default false */
            continue_on_error: boolean;
            /** @default normal */
            priority: components["schemas"]["Priority"];
            concurrency_key?: components["schemas"]["ConcurrencyKey"];
            concurrency_limit?: components["schemas"]["ConcurrencyLimit"];
        };
        /** @description Builds a cluster out of its definition. */
        ClusterBatchOperation: {
            id: components["schemas"]["Name"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "cluster_batch";
            provider: components["schemas"]["Name"];
            /** @default [] */
            dependencies: components["schemas"]["Name"][];
            cluster_type: components["schemas"]["Name"];
            /** @description Targets; else the servers made by the dependencies, else all running ones of the provider. */
            servers?: components["schemas"]["Name"][];
            retry?: components["schemas"]["RetryPolicy"];
            timeout_seconds?: number;
            /** @default false */
            continue_on_error: boolean;
            /** @default normal */
            priority: components["schemas"]["Priority"];
            concurrency_key?: components["schemas"]["ConcurrencyKey"];
            concurrency_limit?: components["schemas"]["ConcurrencyLimit"];
        };
        /** @description A POST to a service of yours; its target must be allowed by the configuration. */
        HttpCall: {
            /** Format: uri */
            url: string;
            headers?: {
                [key: string]: string;
            };
            body?: components["schemas"]["JsonObject"];
        };
        /** @description Lets a service of yours do the work, and undo it when `undo` is given. Both may be called again under the same Idempotency-Key; an undo of what was never done must succeed and do nothing. */
        HttpOperation: {
            id: components["schemas"]["Name"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "http";
            /** @default [] */
            dependencies: components["schemas"]["Name"][];
            do: components["schemas"]["HttpCall"];
            undo?: components["schemas"]["HttpCall"];
            retry?: components["schemas"]["RetryPolicy"];
            timeout_seconds?: number;
            /** @default false */
            continue_on_error: boolean;
            /** @default normal */
            priority: components["schemas"]["Priority"];
            concurrency_key?: components["schemas"]["ConcurrencyKey"];
            concurrency_limit?: components["schemas"]["ConcurrencyLimit"];
        };
        /** @description One operation of a batch; `type` decides which. */
        OperationRequest: components["schemas"]["ServerBatchOperation"] | components["schemas"]["TaskservBatchOperation"] | components["schemas"]["ClusterBatchOperation"] | components["schemas"]["HttpOperation"];
        BatchRequest: {
            name: string;
            /** @default 1.0.0 */
            version: string;
            storage_backend?: components["schemas"]["StorageBackend"];
            /**
             * @description Operations of this batch that run at the same time.
             * @default 10
             */
            parallel_limit: number;
            /**
             * @description Undo what the batch completed when an operation fails.
             * @default false
             */
            rollback_enabled: boolean;
            /** @default normal */
            priority: components["schemas"]["Priority"];
            /** @description From its start; then nothing new starts, what runs is stopped and the batch has failed. */
            timeout_seconds?: number;
            operations: components["schemas"]["OperationRequest"][];
        };
        AcceptedOperation: {
            id: components["schemas"]["Name"];
            status: components["schemas"]["TaskStatus"];
            progress: number;
        };
        /**
         * @description The database that really holds the state.
         * @enum {string}
         */
        StateStore: "postgres" | "pglite";
        BatchAccepted: {
            /** Format: uuid */
            batch_id: string;
            status: components["schemas"]["TaskStatus"];
            /** @description The first 1000. */
            operations: components["schemas"]["AcceptedOperation"][];
            operations_total: number;
            /** @description Where all operations are listed when there are more. */
            operations_link: string | null;
            state_store: components["schemas"]["StateStore"];
        };
        BatchAcceptedAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["BatchAccepted"];
        };
        /** @enum {string} */
        OperationType: "server_batch" | "taskserv_batch" | "cluster_batch" | "http";
        BatchOperation: {
            id: components["schemas"]["Name"];
            type: components["schemas"]["OperationType"];
            status: components["schemas"]["TaskStatus"];
            progress: number;
            /** Format: uuid */
            task_id: string;
            provider: components["schemas"]["Name"] | null;
            /** @description What really served the provider, for example `local/process`. */
            driver: string | null;
            dependencies: components["schemas"]["Name"][];
            results: components["schemas"]["JsonObject"] | null;
            error: string | null;
            rollback_status: components["schemas"]["RollbackStatus"] | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
        };
        Batch: {
            /** Format: uuid */
            batch_id: string;
            name: string;
            version: string;
            status: components["schemas"]["TaskStatus"];
            /** @description True once the status can no longer change. */
            terminal: boolean;
            progress: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            completed_at: string | null;
            /**
             * Format: uuid
             * @description The user who submitted it.
             */
            created_by: string | null;
            storage_backend: components["schemas"]["StorageBackend"] | null;
            state_store: components["schemas"]["StateStore"];
            parallel_limit: number;
            rollback_enabled: boolean;
            rollback_status: components["schemas"]["RollbackStatus"] | null;
            priority: components["schemas"]["Priority"];
            timeout_seconds: number | null;
            /**
             * Format: date-time
             * @description When it was given up since it had cost too many servers in a row.
             */
            dead_lettered_at: string | null;
            /**
             * Format: uuid
             * @description The batch whose standing operations it took over.
             */
            resumed_from: string | null;
            error: string | null;
            /** @description The first 1000; in a list of batches the first 20. */
            operations: components["schemas"]["BatchOperation"][];
            operations_total: number;
            /** @description Where all operations are listed when there are more. */
            operations_link: string | null;
        };
        BatchListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Batch"][];
        };
        BatchAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Batch"];
        };
        BatchCancel: {
            /**
             * @description Also undo the operations that are completed.
             * @default false
             */
            rollback: boolean;
        };
        BatchOperationListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["BatchOperation"][];
        };
        Progress: {
            /**
             * Format: uuid
             * @description A task id or a batch id.
             */
            workflow_id: string;
            status: components["schemas"]["TaskStatus"];
            terminal: boolean;
            /** @description Never falls. */
            progress: number;
            current_step: string | null;
            total_steps: number;
            completed_steps: number;
            /** @description Seconds, from measured durations; null when unknown. */
            estimated_time_remaining: number | null;
        };
        ProgressAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Progress"];
        };
        /**
         * @description The state recorded in a snapshot, in lower case.
         * @enum {string}
         */
        SnapshotState: "pending" | "running" | "completed" | "failed" | "cancelled";
        /** @description The state of a workflow right after one change. */
        Snapshot: {
            /** Format: uuid */
            snapshot_id: string;
            /** @description Order of the snapshots. */
            sequence: number;
            /** Format: date-time */
            timestamp: string;
            state: components["schemas"]["SnapshotState"];
            details: components["schemas"]["JsonObject"];
        };
        SnapshotListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Snapshot"][];
        };
        SystemLoad: {
            /** @description Percent. */
            cpu_usage: number;
            /** @description MB used on the machine. */
            memory_usage: number;
            /** @description Percent of the disk that holds the data directory. */
            disk_usage: number;
        };
        /** @description Workflows are workflow tasks and batches, not the operations inside them. */
        SystemMetrics: {
            total_workflows: number;
            active_workflows: number;
            completed_workflows: number;
            failed_workflows: number;
            system_load: components["schemas"]["SystemLoad"];
        };
        SystemMetricsAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["SystemMetrics"];
        };
        /** @enum {string} */
        HealthStatus: "Healthy" | "Degraded" | "Unhealthy";
        HealthComponents: {
            storage: components["schemas"]["HealthStatus"];
            batch_coordinator: components["schemas"]["HealthStatus"];
            monitoring: components["schemas"]["HealthStatus"];
        };
        SystemHealth: {
            overall_status: components["schemas"]["HealthStatus"];
            components: components["schemas"]["HealthComponents"];
            /** @description Why each component is in its state. */
            reasons: {
                [key: string]: string;
            };
            /** Format: date-time */
            last_check: string;
        };
        SystemHealthAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["SystemHealth"];
        };
        /** @description A size with its unit, for example `245MB`. */
        SizeText: string;
        Statistics: {
            total_workflows: number;
            /** @description Snapshots kept. */
            active_snapshots: number;
            storage_usage: components["schemas"]["SizeText"];
            /** @description Seconds; 0 until a workflow has completed. */
            average_workflow_duration: number;
        };
        StatisticsAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Statistics"];
        };
        Checkpoint: {
            /** Format: uuid */
            id: string;
            name: string;
            description: string | null;
            /** Format: date-time */
            created_at: string;
            size: components["schemas"]["SizeText"];
        };
        CheckpointListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Checkpoint"][];
        };
        CheckpointCreate: {
            name: string;
            description?: string;
        };
        /**
         * @description Made by request, before a batch with rollback, or after so many operations.
         * @enum {string}
         */
        CheckpointOrigin: "request" | "batch" | "operations";
        /** @description How many recorded resources a checkpoint holds. */
        CheckpointResources: {
            servers: number;
            taskservs: number;
            clusters: number;
        };
        CheckpointDetail: {
            /** Format: uuid */
            id: string;
            name: string;
            description: string | null;
            /** Format: date-time */
            created_at: string;
            size: components["schemas"]["SizeText"];
            /** @description Completed operations it covers. */
            operations_count: number;
            /** @description Position in the operation journal. */
            position: number;
            /** @description SHA-256 over its content. */
            checksum: string;
            format_version: number;
            origin: components["schemas"]["CheckpointOrigin"];
            /**
             * Format: uuid
             * @description The batch it was made before.
             */
            batch_id: string | null;
            resources: components["schemas"]["CheckpointResources"];
        };
        CheckpointAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["CheckpointDetail"];
        };
        /** @description Give either `checkpoint_id` or `operation_ids`. */
        RollbackRequest: {
            /**
             * Format: uuid
             * @description Undo everything completed after this checkpoint.
             */
            checkpoint_id?: string;
            /** @description Undo just these: a task id, `batch_id/operation_id`, or an operation id that is unambiguous. */
            operation_ids?: string[];
            /**
             * @description Also undo completed operations that depend on these.
             * @default false
             */
            cascade: boolean;
            /**
             * @description Answer the plan and change nothing.
             * @default false
             */
            dry_run: boolean;
        };
        /**
         * @description `undone` and `done` (of a restore): a later try succeeded.
         * @enum {string}
         */
        LeftoverStatus: "open" | "retrying" | "undone" | "done" | "skipped" | "resolved";
        /** @description A resource that could not be undone or, by a restore, brought back. */
        Leftover: {
            /** @description For retry, skip and resolve. */
            id: string;
            status: components["schemas"]["LeftoverStatus"];
            provider: string;
            kind: string;
            name: string;
            external_id: string | null;
            reason: string;
            /** @description What to do by hand. */
            remove_by_hand: string;
        };
        /** @description One step of a rollback plan, in the order of execution. */
        RollbackStep: {
            node: string;
            kind: string;
            name: string;
            provider: string | null;
            reversible: boolean;
            /** @description It needs an approval. */
            protected: boolean;
            /** @description Why it can't be undone. */
            reason: string | null;
        };
        RollbackResult: {
            /**
             * Format: uuid
             * @description Null for a dry run, of which nothing is stored.
             */
            rollback_id: string | null;
            status: components["schemas"]["RollbackStatus"];
            /** @description True when it is completed and nothing is left over. */
            success: boolean;
            /** @description Percent of its steps that have come to their end; null of a batch that is undoing itself. */
            progress: number | null;
            operations_executed: number;
            operations_failed: number;
            /** @description Seconds. */
            duration: number;
            leftovers: components["schemas"]["Leftover"][];
            /** @description Given for a dry run. */
            plan: components["schemas"]["RollbackStep"][] | null;
        };
        RollbackAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["RollbackResult"];
        };
        RollbackAccepted: {
            /** Format: uuid */
            rollback_id: string;
            status: components["schemas"]["RollbackStatus"];
        };
        RollbackAcceptedAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["RollbackAccepted"];
        };
        RollbackStatistics: {
            total_checkpoints: number;
            total_rollbacks: number;
            /** @description Percent of the finished rollbacks; 100 while none has finished. */
            success_rate: number;
            /** @description Seconds; 0 while none has finished. */
            average_rollback_time: number;
        };
        RollbackStatisticsAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["RollbackStatistics"];
        };
        /**
         * @description What was undone; `batch` is one that failed and undid itself.
         * @enum {string}
         */
        RollbackKind: "rollback" | "restore" | "batch";
        RollbackHead: {
            /** Format: uuid */
            rollback_id: string;
            kind: components["schemas"]["RollbackKind"];
            name: string;
            status: components["schemas"]["RollbackStatus"];
            success: boolean;
            /** @description Percent of its steps that have come to their end; null of a batch that is undoing itself. */
            progress: number | null;
            operations_executed: number;
            operations_failed: number;
            /** @description Those nobody has dealt with. */
            leftovers_open: number;
            /** @description Seconds. */
            duration: number;
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            created_by: string | null;
        };
        RollbackListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["RollbackHead"][];
        };
        Reason: {
            /** @description Why; it is kept in the audit log. */
            reason: string;
        };
        /** @enum {string} */
        PlanType: "servers" | "taskserv" | "cluster" | "batch" | "rollback" | "restore" | "repair";
        /** @enum {string} */
        PlanStatus: "Proposed" | "Approved" | "Applied" | "Expired";
        /** @enum {string} */
        PlanAction: "none" | "create" | "update" | "delete" | "install" | "remove" | "restart" | "call";
        PlanStep: {
            action: components["schemas"]["PlanAction"];
            kind: string;
            name: string;
            provider: string | null;
            /** @description Whether a rollback could take it back. */
            reversible: boolean;
            /** @description It needs an approval. */
            protected: boolean;
            detail: string | null;
        };
        /** @description What the policies say to its author. */
        PlanVerdict: {
            allowed: boolean;
            reason: string;
        };
        PlanApproval: {
            required: boolean;
            reasons: string[];
            /** Format: uuid */
            approved_by: string | null;
            /** Format: date-time */
            approved_at: string | null;
            reason: string | null;
        };
        PlanEstimates: {
            /** @description Calls to providers and servers that change something. */
            api_calls: number;
            /** @description From measured durations of the same kinds of steps; null when there are none. */
            seconds: number | null;
        };
        Plan: {
            /** Format: uuid */
            id: string;
            type: components["schemas"]["PlanType"];
            status: components["schemas"]["PlanStatus"];
            /** @description SHA-256 over the request, the steps and the state of what they touch; applied only while it is the same. */
            hash: string;
            request: components["schemas"]["JsonObject"];
            /** @description The first 1000. */
            steps: components["schemas"]["PlanStep"][];
            steps_total: number;
            warnings: string[];
            verdict: components["schemas"]["PlanVerdict"];
            approval: components["schemas"]["PlanApproval"];
            estimates: components["schemas"]["PlanEstimates"];
            /** Format: uuid */
            created_by: string | null;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When it is over unless it is applied; it no longer keeps its checkpoint then. Null = never.
             */
            expires_at: string | null;
            /** Format: uuid */
            applied_by: string | null;
            /** Format: date-time */
            applied_at: string | null;
            /**
             * Format: uuid
             * @description The batch or rollback it became.
             */
            run_id: string | null;
            /**
             * Format: uuid
             * @description The task it became.
             */
            task_id: string | null;
        };
        PlanListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Plan"][];
        };
        /** @description As the body of POST /workflows/servers/create. */
        ServersPlan: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "servers";
            request: components["schemas"]["ServersWorkflow"];
        };
        /** @description As the body of POST /workflows/taskserv/create. */
        TaskservPlan: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "taskserv";
            request: components["schemas"]["TaskservWorkflow"];
        };
        /** @description As the body of POST /workflows/cluster/create. */
        ClusterPlan: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "cluster";
            request: components["schemas"]["ClusterWorkflow"];
        };
        /** @description As the body of POST /batch/execute. */
        BatchPlan: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "batch";
            request: components["schemas"]["BatchRequest"];
        };
        /** @description As the body of POST /rollback/execute. */
        RollbackPlan: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "rollback";
            request: components["schemas"]["RollbackRequest"];
        };
        /** @description Back to the world of a checkpoint. */
        RestorePlan: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "restore";
            /** Format: uuid */
            checkpoint_id: string;
        };
        /** @description Makes the world match the record again, and removes orphans. */
        RepairPlan: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "repair";
            drift_ids: string[];
        };
        /** @description What to plan; `type` decides which. */
        PlanRequest: components["schemas"]["ServersPlan"] | components["schemas"]["TaskservPlan"] | components["schemas"]["ClusterPlan"] | components["schemas"]["BatchPlan"] | components["schemas"]["RollbackPlan"] | components["schemas"]["RestorePlan"] | components["schemas"]["RepairPlan"];
        PlanAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Plan"];
        };
        Approval: {
            reason?: string;
        };
        /** @enum {string} */
        ScheduleType: "servers" | "taskserv" | "cluster" | "batch" | "drift";
        /** @description When to run: minute, hour, day of month, month, day of week, as cron has them, with names (`mon`, `jan`), `L` and `#`; or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`. */
        CronExpression: string;
        /** @description A name of the IANA time zone database, for example `Europe/Berlin`. */
        TimeZone: string;
        /**
         * @description What happens at a time when the run before is still open. `skip`: nothing; `buffer_one`: one run waits for its end; `cancel_other`: it is cancelled, and the new one starts once it has ended; `allow_all`: both run.
         * @enum {string}
         */
        ScheduleOverlap: "skip" | "buffer_one" | "cancel_other" | "allow_all";
        /**
         * @description What happens when no server was up at one or more of its times, or they were noticed more than a minute late: `once` runs it a single time, `none` waits for the next time.
         * @enum {string}
         */
        ScheduleCatchUp: "once" | "none";
        /**
         * @description What became of a time: `started`; `skipped`, since the run before was open; `missed`, since no server was up; `refused`, with the reason as error, for example that its owner may no longer do it.
         * @enum {string}
         */
        ScheduleOutcome: "started" | "skipped" | "missed" | "refused";
        ScheduleRun: {
            /**
             * Format: date-time
             * @description The time it was for.
             */
            scheduled_for: string;
            /**
             * Format: date-time
             * @description When it was acted upon.
             */
            at: string;
            outcome: components["schemas"]["ScheduleOutcome"];
            /**
             * Format: uuid
             * @description The batch it became.
             */
            batch_id: string | null;
            /**
             * Format: uuid
             * @description The task it became.
             */
            task_id: string | null;
            /** @description How that batch or task, or the look for drift, stands now. */
            status: components["schemas"]["TaskStatus"] | null;
            error: string | null;
        };
        ScheduleHead: {
            /** Format: uuid */
            id: string;
            name: components["schemas"]["Name"];
            description: string | null;
            type: components["schemas"]["ScheduleType"];
            cron: components["schemas"]["CronExpression"];
            time_zone: components["schemas"]["TimeZone"];
            overlap: components["schemas"]["ScheduleOverlap"];
            catch_up: components["schemas"]["ScheduleCatchUp"];
            enabled: boolean;
            /** @description The next times; none while it is paused. */
            next_runs: string[];
            /**
             * Format: date-time
             * @description The time of the run that waits for the one before.
             */
            waiting_since: string | null;
            last_run: components["schemas"]["ScheduleRun"] | null;
            /**
             * Format: uuid
             * @description The user its runs are made as.
             */
            owner: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        ScheduleListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["ScheduleHead"][];
        };
        /** @description As POST /drift/check; done by the server that finds it due. */
        DriftSchedule: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "drift";
        };
        /** @description What to run; `type` decides which. */
        ScheduleTarget: components["schemas"]["ServersPlan"] | components["schemas"]["TaskservPlan"] | components["schemas"]["ClusterPlan"] | components["schemas"]["BatchPlan"] | components["schemas"]["DriftSchedule"];
        ScheduleCreate: {
            name: components["schemas"]["Name"];
            description?: string;
            cron: components["schemas"]["CronExpression"];
            /** @default UTC */
            time_zone: components["schemas"]["TimeZone"];
            /** @default skip */
            overlap: components["schemas"]["ScheduleOverlap"];
            /** @default once */
            catch_up: components["schemas"]["ScheduleCatchUp"];
            /** @default true */
            enabled: boolean;
            target: components["schemas"]["ScheduleTarget"];
        };
        Schedule: {
            /** Format: uuid */
            id: string;
            name: components["schemas"]["Name"];
            description: string | null;
            type: components["schemas"]["ScheduleType"];
            target: components["schemas"]["JsonObject"];
            cron: components["schemas"]["CronExpression"];
            time_zone: components["schemas"]["TimeZone"];
            overlap: components["schemas"]["ScheduleOverlap"];
            catch_up: components["schemas"]["ScheduleCatchUp"];
            enabled: boolean;
            /** @description The next times; none while it is paused. */
            next_runs: string[];
            /**
             * Format: date-time
             * @description The time of the run that waits for the one before.
             */
            waiting_since: string | null;
            last_run: components["schemas"]["ScheduleRun"] | null;
            /**
             * Format: uuid
             * @description The user its runs are made as.
             */
            owner: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        ScheduleAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Schedule"];
        };
        /** @description What is left out stays as it is. Whoever changes the target becomes the owner. */
        ScheduleUpdate: {
            name?: components["schemas"]["Name"];
            description?: string | null;
            cron?: components["schemas"]["CronExpression"];
            time_zone?: components["schemas"]["TimeZone"];
            overlap?: components["schemas"]["ScheduleOverlap"];
            catch_up?: components["schemas"]["ScheduleCatchUp"];
            /** @description `false` pauses it. */
            enabled?: boolean;
            target?: components["schemas"]["ScheduleTarget"];
        };
        /**
         * @description Recorded but not there, there but different, or there but not recorded.
         * @enum {string}
         */
        DriftKind: "missing" | "changed" | "orphan";
        /** @enum {string} */
        DriftStatus: "open" | "ignored" | "adopted" | "gone";
        /**
         * @description What differs: a server, or a task service on a server that is there.
         * @enum {string}
         */
        DriftResource: "server" | "taskserv";
        Drift: {
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["DriftKind"];
            resource: components["schemas"]["DriftResource"];
            status: components["schemas"]["DriftStatus"];
            provider: components["schemas"]["Name"];
            driver: string;
            /** @description Of a server, or `<server>/<task service>`. */
            name: string;
            external_id: string | null;
            /** Format: uuid */
            server_id: string | null;
            expected: components["schemas"]["JsonObject"] | null;
            observed: components["schemas"]["JsonObject"] | null;
            reason: string | null;
            /**
             * Format: uuid
             * @description The plan that repairs it.
             */
            plan_id: string | null;
            /** Format: date-time */
            detected_at: string;
            /** Format: date-time */
            last_seen_at: string;
            /** Format: date-time */
            closed_at: string | null;
        };
        DriftFailure: {
            provider: components["schemas"]["Name"];
            reason: string;
        };
        DriftListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Drift"][];
            /** @description Providers whose orphans can't be in this list. */
            unlisted: components["schemas"]["DriftFailure"][];
        };
        DriftReport: {
            /** @description Recorded servers that were looked for. */
            servers: number;
            /** @description Differences open now. */
            open: number;
            /** @description Those that are new. */
            found: number;
            /** @description Those that are no more. */
            gone: number;
            /** @description Providers and task services that could not be asked. */
            failures: components["schemas"]["DriftFailure"][];
            /** @description Providers that have no way to say what they have; orphans there are looked for by hand. */
            unlisted: components["schemas"]["DriftFailure"][];
        };
        DriftReportAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["DriftReport"];
        };
        DriftAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Drift"];
        };
        /** @enum {string} */
        ServerStatus: "creating" | "running" | "stopped" | "deleting" | "deleted" | "error";
        /**
         * @description State of one task service on one server.
         * @enum {string}
         */
        TaskservStatus: "installing" | "installed" | "removing" | "removed" | "error";
        ServerTaskserv: {
            name: components["schemas"]["Name"];
            version: string;
            status: components["schemas"]["TaskservStatus"];
        };
        Server: {
            /** Format: uuid */
            id: string;
            name: components["schemas"]["Name"];
            provider: components["schemas"]["Name"];
            /** @description What really serves the provider, for example `local/process`. */
            driver: string;
            status: components["schemas"]["ServerStatus"];
            /** @description The machine a local server lives on. */
            host: string | null;
            /** @description The provider's own id. */
            external_id: string | null;
            infra: components["schemas"]["Name"] | null;
            plan: components["schemas"]["Name"];
            zone: components["schemas"]["Name"];
            labels: components["schemas"]["Labels"];
            addresses: string[];
            /** @description A rollback or restore deletes it only with an approval. */
            protect: boolean;
            taskservs: components["schemas"]["ServerTaskserv"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            deleted_at: string | null;
            /**
             * Format: uuid
             * @description The batch that made it.
             */
            batch_id: string | null;
            /**
             * Format: uuid
             * @description The task that made it.
             */
            task_id: string | null;
        };
        ServerListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Server"][];
        };
        ServerAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Server"];
        };
        /**
         * Format: uri
         * @description Public, or in a network of `webhooks.allow_cidrs`.
         */
        WebhookUrl: string;
        /** @enum {string} */
        WebhookEvent: "task.completed" | "task.failed" | "task.cancelled" | "batch.completed" | "batch.failed" | "batch.cancelled" | "rollback.completed" | "rollback.failed" | "checkpoint.created";
        WebhookEvents: components["schemas"]["WebhookEvent"][];
        /** @description A receiver of deliveries. Its secret is never shown again. */
        Webhook: {
            /** Format: uuid */
            id: string;
            url: components["schemas"]["WebhookUrl"];
            events: components["schemas"]["WebhookEvents"];
            description: string | null;
            enabled: boolean;
            /** @description Why it was switched off, when its receiver did that. */
            disabled_reason: string | null;
            /**
             * Format: date-time
             * @description Until then the secret before this one signs too.
             */
            previous_secret_until: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        WebhookListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Webhook"][];
        };
        /** @description Plain text, or `whsec_` and base64 as Standard Webhooks has it. */
        WebhookSecret: string;
        WebhookCreate: {
            url: components["schemas"]["WebhookUrl"];
            events: components["schemas"]["WebhookEvents"];
            secret?: components["schemas"]["WebhookSecret"];
            /** @default null */
            description: string | null;
            /** @default true */
            enabled: boolean;
        };
        /** @description The secret is shown this once. */
        WebhookCreated: {
            /** Format: uuid */
            id: string;
            url: components["schemas"]["WebhookUrl"];
            events: components["schemas"]["WebhookEvents"];
            description: string | null;
            enabled: boolean;
            /** @description Why it was switched off, when its receiver did that. */
            disabled_reason: string | null;
            /**
             * Format: date-time
             * @description Until then the secret before this one signs too.
             */
            previous_secret_until: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            secret: components["schemas"]["WebhookSecret"];
        };
        WebhookCreatedAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["WebhookCreated"];
        };
        WebhookAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Webhook"];
        };
        /** @description What is left out stays as it is. */
        WebhookUpdate: {
            url?: components["schemas"]["WebhookUrl"];
            events?: components["schemas"]["WebhookEvents"];
            description?: string | null;
            enabled?: boolean;
        };
        WebhookRotation: {
            /**
             * @description Seconds that the old secret signs beside the new one.
             * @default 86400
             */
            overlap_seconds: number;
            secret?: components["schemas"]["WebhookSecret"];
        };
        /** @enum {string} */
        DeliveryStatus: "pending" | "delivered" | "failed";
        WebhookDelivery: {
            /**
             * Format: uuid
             * @description The `webhook-id` of every attempt.
             */
            id: string;
            event: components["schemas"]["WebhookEvent"];
            /** @description Place in the event log. */
            sequence: number;
            status: components["schemas"]["DeliveryStatus"];
            attempts: number;
            /**
             * Format: date-time
             * @description Null unless it waits.
             */
            next_attempt_at: string | null;
            /** @description HTTP status of the last answer. */
            last_status: number | null;
            last_error: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            delivered_at: string | null;
        };
        WebhookDeliveryListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["WebhookDelivery"][];
        };
        WebhookDeliveryAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["WebhookDelivery"];
        };
        /** @enum {string} */
        EventType: "TaskStatusChanged" | "TaskProgress" | "TaskOutput" | "BatchStatusChanged" | "OperationStatusChanged" | "CheckpointCreated" | "RollbackStatusChanged" | "ServerStatusChanged" | "ScheduleStatusChanged" | "SystemHealthChanged";
    };
    responses: {
        /** @description Method not allowed; `Allow` names the ones that are. */
        MethodNotAllowed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                Allow: components["headers"]["Allow"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "PATCH is not allowed here; allowed: GET",
                 *       "code": "method_not_allowed",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Method not allowed",
                 *       "status": 405,
                 *       "detail": "PATCH is not allowed here; allowed: GET",
                 *       "code": "method_not_allowed",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Precondition failed; `If-Match` doesn't fit the present version. */
        PreconditionFailed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "The user was changed in the meantime",
                 *       "code": "precondition_failed",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Precondition failed",
                 *       "status": 412,
                 *       "detail": "The user was changed in the meantime",
                 *       "code": "precondition_failed",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Bad request; malformed JSON, or a bad path, query or header value. */
        BadRequest: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "limit must be a whole number from 1 to 1000",
                 *       "code": "invalid_request",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11",
                 *       "details": [
                 *         {
                 *           "path": "limit",
                 *           "message": "must be a whole number from 1 to 1000"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Bad request",
                 *       "status": 400,
                 *       "detail": "limit must be a whole number from 1 to 1000",
                 *       "code": "invalid_request",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not acceptable; another version or media type was asked for. */
        NotAcceptable: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "This server speaks application/vnd.provisioning.v1+json and application/json",
                 *       "code": "not_acceptable",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Not acceptable",
                 *       "status": 406,
                 *       "detail": "This server speaks application/vnd.provisioning.v1+json and application/json",
                 *       "code": "not_acceptable",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Internal error; the request id finds it in the log. */
        InternalError: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "Something went wrong on our side",
                 *       "code": "internal",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Internal error",
                 *       "status": 500,
                 *       "detail": "Something went wrong on our side",
                 *       "code": "internal",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unavailable; the store is away or the server is draining. */
        Unavailable: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "The database can not be reached; try again",
                 *       "code": "unavailable",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unavailable",
                 *       "status": 503,
                 *       "detail": "The database can not be reached; try again",
                 *       "code": "unavailable",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unauthorized; no token, or one that is not valid any more. */
        Unauthorized: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "The token has expired; log in again",
                 *       "code": "unauthenticated",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unauthorized",
                 *       "status": 401,
                 *       "detail": "The token has expired; log in again",
                 *       "code": "unauthenticated",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Forbidden; the policies don't allow it. */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "You may not create servers",
                 *       "code": "forbidden",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Forbidden",
                 *       "status": 403,
                 *       "detail": "You may not create servers",
                 *       "code": "forbidden",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests. */
        TooManyRequests: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                RateLimit: components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "Too many requests; try again in 12 seconds",
                 *       "code": "rate_limited",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Too many requests",
                 *       "status": 429,
                 *       "detail": "Too many requests; try again in 12 seconds",
                 *       "code": "rate_limited",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not modified; what you have is still right. */
        NotModified: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description Not found. */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "There is no task 7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                 *       "code": "not_found",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Not found",
                 *       "status": 404,
                 *       "detail": "There is no task 7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                 *       "code": "not_found",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Conflict; the present state doesn't allow it. */
        Conflict: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "The batch has already completed",
                 *       "code": "conflict",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Conflict",
                 *       "status": 409,
                 *       "detail": "The batch has already completed",
                 *       "code": "conflict",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unprocessable; the body breaks the schema or a business rule, every violation is listed. */
        ValidationFailed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "The body has 1 error",
                 *       "code": "validation_failed",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11",
                 *       "details": [
                 *         {
                 *           "path": "infra",
                 *           "message": "is required"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unprocessable",
                 *       "status": 422,
                 *       "detail": "The body has 1 error",
                 *       "code": "validation_failed",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Payload too large. */
        PayloadTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "The body is larger than 1 MB",
                 *       "code": "payload_too_large",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Payload too large",
                 *       "status": 413,
                 *       "detail": "The body is larger than 1 MB",
                 *       "code": "payload_too_large",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unsupported media type; bodies are JSON. */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "Send the body as application/json",
                 *       "code": "unsupported_media_type",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unsupported media type",
                 *       "status": 415,
                 *       "detail": "Send the body as application/json",
                 *       "code": "unsupported_media_type",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Precondition required; this server wants `If-Match` with every such change. */
        PreconditionRequired: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "Send If-Match with the ETag that you read",
                 *       "code": "precondition_required",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Precondition required",
                 *       "status": 428,
                 *       "detail": "Send If-Match with the ETag that you read",
                 *       "code": "precondition_required",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Upgrade required; this path speaks WebSocket only. */
        UpgradeRequired: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                Upgrade: components["headers"]["Upgrade"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "success": false,
                 *       "error": "Connect with a WebSocket client",
                 *       "code": "upgrade_required",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
                "application/vnd.provisioning.v1+json": components["schemas"]["Error"];
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Upgrade required",
                 *       "status": 426,
                 *       "detail": "Connect with a WebSocket client",
                 *       "code": "upgrade_required",
                 *       "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description Only those in this state. */
        Status: components["schemas"]["TaskStatus"];
        /** @description Items per page. */
        Limit: number;
        /** @description Items to skip. */
        Offset: number;
        /**
         * @description `X-Next-Cursor` of the page before: the items behind it, whatever was added meanwhile. Instead of `offset`; the filters stay as they were.
         * @example dGFza3MgMTc1ODg4MDgwMDAwMCA3ZjNjMWYwZS01MWExLTRmNGUtOGY2MS0wZDRmNWIwZDdhMjEgZ1E0WDZVMkI
         */
        Cursor: string;
        /** @description Id of the record. */
        Id: string;
        /** @description Seconds to wait for a terminal state before answering. */
        Wait: number;
        /**
         * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
         * @example "3q2-7wEjRWeJq83v_ty6mA"
         */
        IfNoneMatch: string;
        /**
         * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
         * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
         */
        IdempotencyKey: string;
        /** @description Only those that were given up since they had cost too many servers in a row, or only the others. */
        DeadLettered: boolean;
        /** @description `respond-async` (RFC 7240) asks for the 202 at once. */
        Prefer: string;
        /** @description Tell the steps and change nothing. */
        DryRun: boolean;
        /** @description Id of the leftover, as the rollback tells it. */
        LeftoverId: string;
        /** @description Only enabled or only disabled ones. */
        Enabled: boolean;
        /**
         * @description The ETag of the record that the change is meant for (RFC 9110), or `*`. When it is another one by now nothing is changed (412).
         * @example "3q2-7wEjRWeJq83v_ty6mA"
         */
        IfMatch: string;
        /** @description Only this kind. */
        DriftKind: components["schemas"]["DriftKind"];
        /** @description Only those in this state. */
        DriftStatus: components["schemas"]["DriftStatus"];
        /** @description Only those of this provider. */
        Provider: components["schemas"]["Name"];
        /** @description Only those in this state. */
        ServerStatus: components["schemas"]["ServerStatus"];
        /** @description Only those of this infra. */
        Infra: components["schemas"]["Name"];
        /** @description Only those in this state. */
        DeliveryStatus: components["schemas"]["DeliveryStatus"];
        /** @description Id of the delivery. */
        DeliveryId: string;
        /**
         * @description Categories wanted (see EventCategory), separated by commas; absent means all.
         * @example task,batch
         */
        StreamEvents: string;
        /** @description Replay what came after this sequence, then go on live. */
        StreamAfter: number;
        /** @description The id of the last event that came, as a browser sends it by itself; it wins over `after`. */
        LastEventId: string;
        /** @description The access token, for clients that can't set headers. It is never logged. */
        StreamToken: string;
    };
    requestBodies: never;
    headers: {
        /** @description Id of this request; it stands in the log and in error bodies. */
        RequestId: string;
        /** @description Seconds to wait before the next try. */
        RetryAfter: number;
        /** @description Requests allowed per minute. */
        RateLimitLimit: number;
        /** @description Requests left in this minute. */
        RateLimitRemaining: number;
        /** @description When the count starts anew, in seconds since 1970. */
        RateLimitReset: number;
        /** @description The same in the form of the IETF draft (draft-ietf-httpapi-ratelimit-headers): quota `q` in a window of `w` seconds. */
        RateLimitPolicy: string;
        /** @description And what is left of it: `r` requests, `t` seconds until it is whole again. */
        RateLimit: string;
        /** @description How many items there are in all, or the least there are (`X-Total-Exact`). Absent behind a cursor. */
        TotalCountByOffset: number;
        /** @description Whether there are no more than `X-Total-Count`. Lists that are longer than 10,000 are counted that far for a page. */
        TotalExact: "true" | "false";
        /** @description The `cursor` of the page after this one; absent on the last page. */
        NextCursor: string;
        /** @description The limit that was used. */
        Limit: number;
        /** @description The offset that was used; absent behind a cursor. */
        OffsetUsed: number;
        /** @description Other pages (RFC 8288), relations first, prev, next and last. */
        Link: string;
        /** @description How to authenticate (RFC 6750). */
        WwwAuthenticate: string;
        /** @description Names this state of the body (RFC 9110); it changes exactly when the body does. */
        ETag: string;
        /** @description How many items there are in all. */
        TotalCount: number;
        /** @description The offset that was used. */
        Offset: number;
        /** @description Where the new record is found. */
        Location: string;
        /** @description The protocol to upgrade to. */
        Upgrade: "websocket";
        /** @description The methods this path has. */
        Allow: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "Orchestrator is healthy"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listTasks: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                status?: components["parameters"]["Status"];
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description `X-Next-Cursor` of the page before: the items behind it, whatever was added meanwhile. Instead of `offset`; the filters stay as they were.
                 * @example dGFza3MgMTc1ODg4MDgwMDAwMCA3ZjNjMWYwZS01MWExLTRmNGUtOGY2MS0wZDRmNWIwZDdhMjEgZ1E0WDZVMkI
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of tasks. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    "X-Total-Count": components["headers"]["TotalCountByOffset"];
                    "X-Total-Exact": components["headers"]["TotalExact"];
                    "X-Next-Cursor": components["headers"]["NextCursor"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["OffsetUsed"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                     *           "name": "create_servers",
                     *           "command": "provisioning",
                     *           "args": [
                     *             "servers",
                     *             "create",
                     *             "--infra",
                     *             "production",
                     *             "--wait"
                     *           ],
                     *           "dependencies": [],
                     *           "status": "Completed",
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "started_at": "2025-09-26T10:00:05Z",
                     *           "completed_at": "2025-09-26T10:05:30Z",
                     *           "output": "Successfully created 3 servers",
                     *           "error": null,
                     *           "kind": "workflow",
                     *           "terminal": true,
                     *           "batch_id": null,
                     *           "rollback_status": null,
                     *           "progress": 100,
                     *           "priority": "normal"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TaskListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["TaskListAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getTask: {
        parameters: {
            query?: {
                /** @description Seconds to wait for a terminal state before answering. */
                wait?: components["parameters"]["Wait"];
            };
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                     *         "name": "create_servers",
                     *         "command": "provisioning",
                     *         "args": [
                     *           "servers",
                     *           "create",
                     *           "--infra",
                     *           "production",
                     *           "--wait"
                     *         ],
                     *         "dependencies": [],
                     *         "status": "Running",
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "started_at": "2025-09-26T10:00:05Z",
                     *         "completed_at": null,
                     *         "output": null,
                     *         "error": null,
                     *         "kind": "workflow",
                     *         "terminal": false,
                     *         "batch_id": null,
                     *         "rollback_status": null,
                     *         "progress": 40,
                     *         "priority": "normal"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TaskAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["TaskAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelTask: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is cancelled. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "Task cancelled"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getTaskWaiting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its reasons to wait; none when it works or has ended. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "task_id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                     *         "status": "Pending",
                     *         "reasons": [
                     *           {
                     *             "kind": "concurrency_key",
                     *             "message": "1 of 1 operations with the key db:main are running; it is number 2 of those that wait",
                     *             "name": "db:main",
                     *             "limit": 1,
                     *             "used": 1,
                     *             "position": 2,
                     *             "tasks": [
                     *               "0b8e9f6a-5c1d-4a7e-9d3b-2f4c6a8e0d13"
                     *             ]
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TaskWaitingAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["TaskWaitingAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createServersWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "infra": "production",
                 *       "settings": "config.k",
                 *       "check_mode": false,
                 *       "wait": true
                 *     }
                 */
                "application/json": components["schemas"]["ServersWorkflow"];
            };
        };
        responses: {
            /** @description Id of the task. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21"
                     *     }
                     */
                    "application/json": components["schemas"]["IdAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["IdAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createTaskservWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "operation": "create",
                 *       "taskserv": "kubernetes",
                 *       "infra": "production",
                 *       "settings": "config.k",
                 *       "check_mode": false,
                 *       "wait": true
                 *     }
                 */
                "application/json": components["schemas"]["TaskservWorkflow"];
            };
        };
        responses: {
            /** @description Id of the task. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21"
                     *     }
                     */
                    "application/json": components["schemas"]["IdAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["IdAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createClusterWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "operation": "create",
                 *       "cluster_type": "buildkit",
                 *       "infra": "production",
                 *       "settings": "config.k",
                 *       "check_mode": false,
                 *       "wait": true
                 *     }
                 */
                "application/json": components["schemas"]["ClusterWorkflow"];
            };
        };
        responses: {
            /** @description Id of the task. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21"
                     *     }
                     */
                    "application/json": components["schemas"]["IdAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["IdAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    executeBatch: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description It is stored and running. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "batch_id": "3d8a4b52-6f0e-4a7c-9b1d-5e2c8f7a6d10",
                     *         "status": "Running",
                     *         "operations": [
                     *           {
                     *             "id": "upcloud_servers",
                     *             "status": "Pending",
                     *             "progress": 0
                     *           },
                     *           {
                     *             "id": "aws_taskservs",
                     *             "status": "Pending",
                     *             "progress": 0
                     *           }
                     *         ],
                     *         "operations_total": 2,
                     *         "operations_link": null,
                     *         "state_store": "pglite"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["BatchAcceptedAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["BatchAcceptedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listBatches: {
        parameters: {
            query?: {
                /** @description Only those that were given up since they had cost too many servers in a row, or only the others. */
                dead_lettered?: components["parameters"]["DeadLettered"];
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
                /**
                 * @description `X-Next-Cursor` of the page before: the items behind it, whatever was added meanwhile. Instead of `offset`; the filters stay as they were.
                 * @example dGFza3MgMTc1ODg4MDgwMDAwMCA3ZjNjMWYwZS01MWExLTRmNGUtOGY2MS0wZDRmNWIwZDdhMjEgZ1E0WDZVMkI
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of batches. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    "X-Total-Count": components["headers"]["TotalCountByOffset"];
                    "X-Total-Exact": components["headers"]["TotalExact"];
                    "X-Next-Cursor": components["headers"]["NextCursor"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["OffsetUsed"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "batch_id": "3d8a4b52-6f0e-4a7c-9b1d-5e2c8f7a6d10",
                     *           "name": "multi_cloud_deployment",
                     *           "version": "1.0.0",
                     *           "status": "Running",
                     *           "terminal": false,
                     *           "progress": 50,
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "started_at": "2025-09-26T10:00:01Z",
                     *           "completed_at": null,
                     *           "created_by": "4f6b2c8e-1d3a-4b5c-9e7f-8a0d2c4b6e91",
                     *           "storage_backend": "surrealdb",
                     *           "state_store": "pglite",
                     *           "parallel_limit": 5,
                     *           "rollback_enabled": true,
                     *           "rollback_status": null,
                     *           "priority": "normal",
                     *           "timeout_seconds": null,
                     *           "resumed_from": null,
                     *           "dead_lettered_at": null,
                     *           "error": null,
                     *           "operations": [
                     *             {
                     *               "id": "upcloud_servers",
                     *               "type": "server_batch",
                     *               "status": "Completed",
                     *               "progress": 100,
                     *               "task_id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                     *               "provider": "upcloud",
                     *               "driver": "local/process",
                     *               "dependencies": [],
                     *               "results": {
                     *                 "servers": [
                     *                   "web-01",
                     *                   "web-02"
                     *                 ]
                     *               },
                     *               "error": null,
                     *               "rollback_status": null,
                     *               "started_at": "2025-09-26T10:00:01Z",
                     *               "completed_at": "2025-09-26T10:00:09Z"
                     *             }
                     *           ],
                     *           "operations_total": 1,
                     *           "operations_link": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BatchListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["BatchListAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getBatch: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch with its first 1000 operations. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "batch_id": "3d8a4b52-6f0e-4a7c-9b1d-5e2c8f7a6d10",
                     *         "name": "multi_cloud_deployment",
                     *         "version": "1.0.0",
                     *         "status": "Running",
                     *         "terminal": false,
                     *         "progress": 50,
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "started_at": "2025-09-26T10:00:01Z",
                     *         "completed_at": null,
                     *         "created_by": "4f6b2c8e-1d3a-4b5c-9e7f-8a0d2c4b6e91",
                     *         "storage_backend": "surrealdb",
                     *         "state_store": "pglite",
                     *         "parallel_limit": 5,
                     *         "rollback_enabled": true,
                     *         "rollback_status": null,
                     *         "priority": "normal",
                     *         "timeout_seconds": null,
                     *         "resumed_from": null,
                     *         "dead_lettered_at": null,
                     *         "error": null,
                     *         "operations": [
                     *           {
                     *             "id": "upcloud_servers",
                     *             "type": "server_batch",
                     *             "status": "Completed",
                     *             "progress": 100,
                     *             "task_id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                     *             "provider": "upcloud",
                     *             "driver": "local/process",
                     *             "dependencies": [],
                     *             "results": {
                     *               "servers": [
                     *                 "web-01",
                     *                 "web-02"
                     *               ]
                     *             },
                     *             "error": null,
                     *             "rollback_status": null,
                     *             "started_at": "2025-09-26T10:00:01Z",
                     *             "completed_at": "2025-09-26T10:00:09Z"
                     *           }
                     *         ],
                     *         "operations_total": 1,
                     *         "operations_link": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["BatchAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["BatchAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelBatch: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "rollback": true
                 *     }
                 */
                "application/json": components["schemas"]["BatchCancel"];
            };
        };
        responses: {
            /** @description It is cancelled. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "Operation cancelled"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    resumeBatch: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new batch is stored and running; kept operations are `Completed` in it. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "batch_id": "9c1f7d34-2b6e-4f0a-8d5c-1e3a7b9f2c48",
                     *         "status": "Running",
                     *         "operations": [
                     *           {
                     *             "id": "upcloud_servers",
                     *             "status": "Completed",
                     *             "progress": 100
                     *           },
                     *           {
                     *             "id": "aws_taskservs",
                     *             "status": "Pending",
                     *             "progress": 0
                     *           }
                     *         ],
                     *         "operations_total": 2,
                     *         "operations_link": null,
                     *         "state_store": "pglite"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["BatchAcceptedAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["BatchAcceptedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listBatchOperations: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                status?: components["parameters"]["Status"];
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of operations. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    "X-Total-Count": components["headers"]["TotalCount"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["Offset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "id": "upcloud_servers",
                     *           "type": "server_batch",
                     *           "status": "Completed",
                     *           "progress": 100,
                     *           "task_id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                     *           "provider": "upcloud",
                     *           "driver": "local/process",
                     *           "dependencies": [],
                     *           "results": {
                     *             "servers": [
                     *               "web-01",
                     *               "web-02"
                     *             ]
                     *           },
                     *           "error": null,
                     *           "rollback_status": null,
                     *           "started_at": "2025-09-26T10:00:01Z",
                     *           "completed_at": "2025-09-26T10:00:09Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BatchOperationListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["BatchOperationListAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getWorkflowProgress: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The progress. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "workflow_id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                     *         "status": "Running",
                     *         "terminal": false,
                     *         "progress": 75.5,
                     *         "current_step": "Installing Kubernetes",
                     *         "total_steps": 8,
                     *         "completed_steps": 6,
                     *         "estimated_time_remaining": 180
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ProgressAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["ProgressAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listWorkflowSnapshots: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of snapshots. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    "X-Total-Count": components["headers"]["TotalCount"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["Offset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "snapshot_id": "b5d7f9a2-3c4e-4f61-8b0d-2e6a8c9f1d37",
                     *           "sequence": 1,
                     *           "timestamp": "2025-09-26T10:00:00Z",
                     *           "state": "running",
                     *           "details": {
                     *             "progress": 0
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SnapshotListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["SnapshotListAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSystemMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "total_workflows": 150,
                     *         "active_workflows": 5,
                     *         "completed_workflows": 140,
                     *         "failed_workflows": 5,
                     *         "system_load": {
                     *           "cpu_usage": 45.2,
                     *           "memory_usage": 2048,
                     *           "disk_usage": 75.5
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SystemMetricsAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["SystemMetricsAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSystemHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The health, each state with its reason. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "overall_status": "Healthy",
                     *         "components": {
                     *           "storage": "Healthy",
                     *           "batch_coordinator": "Healthy",
                     *           "monitoring": "Healthy"
                     *         },
                     *         "reasons": {
                     *           "storage": "answers in 1 ms",
                     *           "batch_coordinator": "2 runs active",
                     *           "monitoring": "metrics are collected"
                     *         },
                     *         "last_check": "2025-09-26T10:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SystemHealthAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["SystemHealthAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statistics. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "total_workflows": 150,
                     *         "active_snapshots": 25,
                     *         "storage_usage": "245MB",
                     *         "average_workflow_duration": 300
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["StatisticsAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["StatisticsAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listCheckpoints: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of checkpoints. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    "X-Total-Count": components["headers"]["TotalCount"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["Offset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "id": "c1a9e7d4-2b3f-4c58-8e6a-9f0b1d2c3e4f",
                     *           "name": "before_major_update",
                     *           "description": "Checkpoint before deploying v2.0.0",
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "size": "150MB"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CheckpointListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["CheckpointListAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createCheckpoint: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "before_major_update",
                 *       "description": "Checkpoint before deploying v2.0.0"
                 *     }
                 */
                "application/json": components["schemas"]["CheckpointCreate"];
            };
        };
        responses: {
            /** @description Id of the checkpoint. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "c1a9e7d4-2b3f-4c58-8e6a-9f0b1d2c3e4f"
                     *     }
                     */
                    "application/json": components["schemas"]["IdAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["IdAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getCheckpoint: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checkpoint. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "c1a9e7d4-2b3f-4c58-8e6a-9f0b1d2c3e4f",
                     *         "name": "before_major_update",
                     *         "description": "Checkpoint before deploying v2.0.0",
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "size": "150MB",
                     *         "operations_count": 25,
                     *         "position": 412,
                     *         "checksum": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                     *         "format_version": 1,
                     *         "origin": "request",
                     *         "batch_id": null,
                     *         "resources": {
                     *           "servers": 3,
                     *           "taskservs": 9,
                     *           "clusters": 1
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["CheckpointAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["CheckpointAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "Checkpoint deleted successfully"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    executeRollback: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `respond-async` (RFC 7240) asks for the 202 at once. */
                Prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RollbackRequest"];
            };
        };
        responses: {
            /** @description It is done; `success` tells whether everything could be undone. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RollbackAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["RollbackAnswer"];
                };
            };
            /** @description It goes on; follow it at the location. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "rollback_id": "e4b7c2a1-9d8f-4e36-b5a0-7c6d1f2e3b48",
                     *         "status": "Running"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RollbackAcceptedAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["RollbackAcceptedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    restoreCheckpoint: {
        parameters: {
            query?: {
                /** @description Tell the steps and change nothing. */
                dry_run?: components["parameters"]["DryRun"];
            };
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `respond-async` (RFC 7240) asks for the 202 at once. */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is restored; with `dry_run`, the steps it would take. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "State restored from checkpoint c1a9e7d4-2b3f-4c58-8e6a-9f0b1d2c3e4f"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
                };
            };
            /** @description It goes on; follow it at the location. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "rollback_id": "e4b7c2a1-9d8f-4e36-b5a0-7c6d1f2e3b48",
                     *         "status": "Running"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RollbackAcceptedAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["RollbackAcceptedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getRollbackStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statistics. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "total_checkpoints": 10,
                     *         "total_rollbacks": 3,
                     *         "success_rate": 100,
                     *         "average_rollback_time": 30.5
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RollbackStatisticsAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["RollbackStatisticsAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listRollbacks: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of rollbacks and restores. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    "X-Total-Count": components["headers"]["TotalCount"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["Offset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "rollback_id": "e4b7c2a1-9d8f-4e36-b5a0-7c6d1f2e3b48",
                     *           "kind": "rollback",
                     *           "name": "before-upgrade",
                     *           "status": "Failed",
                     *           "success": false,
                     *           "progress": 100,
                     *           "operations_executed": 24,
                     *           "operations_failed": 1,
                     *           "leftovers_open": 1,
                     *           "duration": 45.5,
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "created_by": "1f0e9d8c-7b6a-4f4e-8d2c-1b0a9f8e7d6c"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RollbackListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["RollbackListAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryLeftover: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `respond-async` (RFC 7240) asks for the 202 at once. */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
                /** @description Id of the leftover, as the rollback tells it. */
                op: components["parameters"]["LeftoverId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done; `success` tells whether it could be undone. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "rollback_id": "e4b7c2a1-9d8f-4e36-b5a0-7c6d1f2e3b48",
                     *         "status": "Completed",
                     *         "success": true,
                     *         "progress": 100,
                     *         "operations_executed": 1,
                     *         "operations_failed": 0,
                     *         "duration": 4.5,
                     *         "leftovers": [],
                     *         "plan": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RollbackAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["RollbackAnswer"];
                };
            };
            /** @description It goes on; follow it at the location. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "rollback_id": "e4b7c2a1-9d8f-4e36-b5a0-7c6d1f2e3b48",
                     *         "status": "Running"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RollbackAcceptedAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["RollbackAcceptedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    skipLeftover: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
                /** @description Id of the leftover, as the rollback tells it. */
                op: components["parameters"]["LeftoverId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Deleted in the console of the provider, ticket OPS-412"
                 *     }
                 */
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description It is no longer to be undone. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "Leftover skipped"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    resolveLeftover: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
                /** @description Id of the leftover, as the rollback tells it. */
                op: components["parameters"]["LeftoverId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Deleted in the console of the provider, ticket OPS-412"
                 *     }
                 */
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description It counts as undone; the record of the resource is closed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "Leftover resolved"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listPlans: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of plans, newest first; each with its first 20 steps. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    "X-Total-Count": components["headers"]["TotalCount"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["Offset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "id": "5d1c7f3a-8b42-4e9d-9c60-2f7a1b3e4d58",
                     *           "type": "rollback",
                     *           "status": "Proposed",
                     *           "hash": "4f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e",
                     *           "request": {
                     *             "checkpoint_id": "c1a9e7d4-2b3f-4c58-8e6a-9f0b1d2c3e4f"
                     *           },
                     *           "steps": [
                     *             {
                     *               "action": "delete",
                     *               "kind": "server",
                     *               "name": "web-02",
                     *               "provider": "upcloud",
                     *               "reversible": false,
                     *               "protected": true,
                     *               "detail": "The data on server web-02 is lost for good"
                     *             }
                     *           ],
                     *           "steps_total": 1,
                     *           "warnings": [
                     *             "web-02 is protected"
                     *           ],
                     *           "verdict": {
                     *             "allowed": true,
                     *             "reason": "allowed by rule 1 of policy role-admin"
                     *           },
                     *           "approval": {
                     *             "required": true,
                     *             "reasons": [
                     *               "web-02 is protected"
                     *             ],
                     *             "approved_by": null,
                     *             "approved_at": null,
                     *             "reason": null
                     *           },
                     *           "estimates": {
                     *             "api_calls": 2,
                     *             "seconds": 4.5
                     *           },
                     *           "created_by": "1f0e9d8c-7b6a-4f4e-8d2c-1b0a9f8e7d6c",
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "expires_at": "2025-10-03T10:00:00Z",
                     *           "applied_by": null,
                     *           "applied_at": null,
                     *           "run_id": null,
                     *           "task_id": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PlanListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["PlanListAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createPlan: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanRequest"];
            };
        };
        responses: {
            /** @description The plan; nothing has changed. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "5d1c7f3a-8b42-4e9d-9c60-2f7a1b3e4d58",
                     *         "type": "rollback",
                     *         "status": "Proposed",
                     *         "hash": "4f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e",
                     *         "request": {
                     *           "checkpoint_id": "c1a9e7d4-2b3f-4c58-8e6a-9f0b1d2c3e4f"
                     *         },
                     *         "steps": [
                     *           {
                     *             "action": "delete",
                     *             "kind": "server",
                     *             "name": "web-02",
                     *             "provider": "upcloud",
                     *             "reversible": false,
                     *             "protected": true,
                     *             "detail": "The data on server web-02 is lost for good"
                     *           }
                     *         ],
                     *         "steps_total": 1,
                     *         "warnings": [
                     *           "web-02 is protected"
                     *         ],
                     *         "verdict": {
                     *           "allowed": true,
                     *           "reason": "allowed by rule 1 of policy role-admin"
                     *         },
                     *         "approval": {
                     *           "required": true,
                     *           "reasons": [
                     *             "web-02 is protected"
                     *           ],
                     *           "approved_by": null,
                     *           "approved_at": null,
                     *           "reason": null
                     *         },
                     *         "estimates": {
                     *           "api_calls": 2,
                     *           "seconds": 4.5
                     *         },
                     *         "created_by": "1f0e9d8c-7b6a-4f4e-8d2c-1b0a9f8e7d6c",
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "expires_at": "2025-10-03T10:00:00Z",
                     *         "applied_by": null,
                     *         "applied_at": null,
                     *         "run_id": null,
                     *         "task_id": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PlanAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["PlanAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plan. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "5d1c7f3a-8b42-4e9d-9c60-2f7a1b3e4d58",
                     *         "type": "rollback",
                     *         "status": "Proposed",
                     *         "hash": "4f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e",
                     *         "request": {
                     *           "checkpoint_id": "c1a9e7d4-2b3f-4c58-8e6a-9f0b1d2c3e4f"
                     *         },
                     *         "steps": [
                     *           {
                     *             "action": "delete",
                     *             "kind": "server",
                     *             "name": "web-02",
                     *             "provider": "upcloud",
                     *             "reversible": false,
                     *             "protected": true,
                     *             "detail": "The data on server web-02 is lost for good"
                     *           }
                     *         ],
                     *         "steps_total": 1,
                     *         "warnings": [
                     *           "web-02 is protected"
                     *         ],
                     *         "verdict": {
                     *           "allowed": true,
                     *           "reason": "allowed by rule 1 of policy role-admin"
                     *         },
                     *         "approval": {
                     *           "required": true,
                     *           "reasons": [
                     *             "web-02 is protected"
                     *           ],
                     *           "approved_by": null,
                     *           "approved_at": null,
                     *           "reason": null
                     *         },
                     *         "estimates": {
                     *           "api_calls": 2,
                     *           "seconds": 4.5
                     *         },
                     *         "created_by": "1f0e9d8c-7b6a-4f4e-8d2c-1b0a9f8e7d6c",
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "expires_at": "2025-10-03T10:00:00Z",
                     *         "applied_by": null,
                     *         "applied_at": null,
                     *         "run_id": null,
                     *         "task_id": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PlanAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["PlanAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    approvePlan: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "Reviewed with the owner of web-02"
                 *     }
                 */
                "application/json": components["schemas"]["Approval"];
            };
        };
        responses: {
            /** @description The approved plan. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "5d1c7f3a-8b42-4e9d-9c60-2f7a1b3e4d58",
                     *         "type": "rollback",
                     *         "status": "Approved",
                     *         "hash": "4f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e",
                     *         "request": {
                     *           "checkpoint_id": "c1a9e7d4-2b3f-4c58-8e6a-9f0b1d2c3e4f"
                     *         },
                     *         "steps": [
                     *           {
                     *             "action": "delete",
                     *             "kind": "server",
                     *             "name": "web-02",
                     *             "provider": "upcloud",
                     *             "reversible": false,
                     *             "protected": true,
                     *             "detail": "The data on server web-02 is lost for good"
                     *           }
                     *         ],
                     *         "steps_total": 1,
                     *         "warnings": [
                     *           "web-02 is protected"
                     *         ],
                     *         "verdict": {
                     *           "allowed": true,
                     *           "reason": "allowed by rule 1 of policy role-admin"
                     *         },
                     *         "approval": {
                     *           "required": true,
                     *           "reasons": [
                     *             "web-02 is protected"
                     *           ],
                     *           "approved_by": null,
                     *           "approved_at": null,
                     *           "reason": null
                     *         },
                     *         "estimates": {
                     *           "api_calls": 2,
                     *           "seconds": 4.5
                     *         },
                     *         "created_by": "1f0e9d8c-7b6a-4f4e-8d2c-1b0a9f8e7d6c",
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "expires_at": "2025-10-03T10:00:00Z",
                     *         "applied_by": null,
                     *         "applied_at": null,
                     *         "run_id": null,
                     *         "task_id": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PlanAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["PlanAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    applyPlan: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is submitted; `run_id` or `task_id` is what it became. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "5d1c7f3a-8b42-4e9d-9c60-2f7a1b3e4d58",
                     *         "type": "rollback",
                     *         "status": "Applied",
                     *         "hash": "4f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e",
                     *         "request": {
                     *           "checkpoint_id": "c1a9e7d4-2b3f-4c58-8e6a-9f0b1d2c3e4f"
                     *         },
                     *         "steps": [
                     *           {
                     *             "action": "delete",
                     *             "kind": "server",
                     *             "name": "web-02",
                     *             "provider": "upcloud",
                     *             "reversible": false,
                     *             "protected": true,
                     *             "detail": "The data on server web-02 is lost for good"
                     *           }
                     *         ],
                     *         "steps_total": 1,
                     *         "warnings": [
                     *           "web-02 is protected"
                     *         ],
                     *         "verdict": {
                     *           "allowed": true,
                     *           "reason": "allowed by rule 1 of policy role-admin"
                     *         },
                     *         "approval": {
                     *           "required": true,
                     *           "reasons": [
                     *             "web-02 is protected"
                     *           ],
                     *           "approved_by": null,
                     *           "approved_at": null,
                     *           "reason": null
                     *         },
                     *         "estimates": {
                     *           "api_calls": 2,
                     *           "seconds": 4.5
                     *         },
                     *         "created_by": "1f0e9d8c-7b6a-4f4e-8d2c-1b0a9f8e7d6c",
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "expires_at": "2025-10-03T10:00:00Z",
                     *         "applied_by": null,
                     *         "applied_at": null,
                     *         "run_id": null,
                     *         "task_id": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PlanAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["PlanAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSchedules: {
        parameters: {
            query?: {
                /** @description Only enabled or only disabled ones. */
                enabled?: components["parameters"]["Enabled"];
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
            };
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of schedules by name, each without its target. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "X-Total-Count": components["headers"]["TotalCount"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["Offset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "id": "2a6f0c1e-9d84-4b7a-8c35-6e1f0a2b3c4d",
                     *           "name": "nightly-plan",
                     *           "description": "What would change, every night",
                     *           "type": "servers",
                     *           "cron": "30 2 * * *",
                     *           "time_zone": "Europe/Berlin",
                     *           "overlap": "skip",
                     *           "catch_up": "once",
                     *           "enabled": true,
                     *           "next_runs": [
                     *             "2025-09-27T00:30:00Z",
                     *             "2025-09-28T00:30:00Z"
                     *           ],
                     *           "waiting_since": null,
                     *           "last_run": {
                     *             "scheduled_for": "2025-09-26T00:30:00Z",
                     *             "at": "2025-09-26T00:30:00.04Z",
                     *             "outcome": "started",
                     *             "batch_id": null,
                     *             "task_id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                     *             "status": "Completed",
                     *             "error": null
                     *           },
                     *           "owner": "1f0e9d8c-7b6a-4f4e-8d2c-1b0a9f8e7d6c",
                     *           "created_at": "2025-09-20T10:00:00Z",
                     *           "updated_at": "2025-09-20T10:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["ScheduleListAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createSchedule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleCreate"];
            };
        };
        responses: {
            /** @description The schedule. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "2a6f0c1e-9d84-4b7a-8c35-6e1f0a2b3c4d",
                     *         "name": "nightly-plan",
                     *         "description": "What would change, every night",
                     *         "type": "servers",
                     *         "target": {
                     *           "type": "servers",
                     *           "request": {
                     *             "infra": "production",
                     *             "settings": "config.k",
                     *             "check_mode": true,
                     *             "wait": false
                     *           }
                     *         },
                     *         "cron": "30 2 * * *",
                     *         "time_zone": "Europe/Berlin",
                     *         "overlap": "skip",
                     *         "catch_up": "once",
                     *         "enabled": true,
                     *         "next_runs": [
                     *           "2025-09-27T00:30:00Z",
                     *           "2025-09-28T00:30:00Z"
                     *         ],
                     *         "waiting_since": null,
                     *         "last_run": null,
                     *         "owner": "1f0e9d8c-7b6a-4f4e-8d2c-1b0a9f8e7d6c",
                     *         "created_at": "2025-09-20T10:00:00Z",
                     *         "updated_at": "2025-09-20T10:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["ScheduleAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSchedule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "2a6f0c1e-9d84-4b7a-8c35-6e1f0a2b3c4d",
                     *         "name": "nightly-plan",
                     *         "description": "What would change, every night",
                     *         "type": "servers",
                     *         "target": {
                     *           "type": "servers",
                     *           "request": {
                     *             "infra": "production",
                     *             "settings": "config.k",
                     *             "check_mode": true,
                     *             "wait": false
                     *           }
                     *         },
                     *         "cron": "30 2 * * *",
                     *         "time_zone": "Europe/Berlin",
                     *         "overlap": "skip",
                     *         "catch_up": "once",
                     *         "enabled": true,
                     *         "next_runs": [
                     *           "2025-09-27T00:30:00Z",
                     *           "2025-09-28T00:30:00Z"
                     *         ],
                     *         "waiting_since": null,
                     *         "last_run": {
                     *           "scheduled_for": "2025-09-26T00:30:00Z",
                     *           "at": "2025-09-26T00:30:00.04Z",
                     *           "outcome": "started",
                     *           "batch_id": null,
                     *           "task_id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                     *           "status": "Completed",
                     *           "error": null
                     *         },
                     *         "owner": "1f0e9d8c-7b6a-4f4e-8d2c-1b0a9f8e7d6c",
                     *         "created_at": "2025-09-20T10:00:00Z",
                     *         "updated_at": "2025-09-20T10:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["ScheduleAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateSchedule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the record that the change is meant for (RFC 9110), or `*`. When it is another one by now nothing is changed (412).
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": components["schemas"]["ScheduleUpdate"];
            };
        };
        responses: {
            /** @description The schedule as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "2a6f0c1e-9d84-4b7a-8c35-6e1f0a2b3c4d",
                     *         "name": "nightly-plan",
                     *         "description": "What would change, every night",
                     *         "type": "servers",
                     *         "target": {
                     *           "type": "servers",
                     *           "request": {
                     *             "infra": "production",
                     *             "settings": "config.k",
                     *             "check_mode": true,
                     *             "wait": false
                     *           }
                     *         },
                     *         "cron": "30 2 * * *",
                     *         "time_zone": "Europe/Berlin",
                     *         "overlap": "skip",
                     *         "catch_up": "once",
                     *         "enabled": false,
                     *         "next_runs": [],
                     *         "waiting_since": null,
                     *         "last_run": {
                     *           "scheduled_for": "2025-09-26T00:30:00Z",
                     *           "at": "2025-09-26T00:30:00.04Z",
                     *           "outcome": "started",
                     *           "batch_id": null,
                     *           "task_id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                     *           "status": "Completed",
                     *           "error": null
                     *         },
                     *         "owner": "1f0e9d8c-7b6a-4f4e-8d2c-1b0a9f8e7d6c",
                     *         "created_at": "2025-09-20T10:00:00Z",
                     *         "updated_at": "2025-09-20T10:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["ScheduleAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteSchedule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the record that the change is meant for (RFC 9110), or `*`. When it is another one by now nothing is changed (412).
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "Schedule deleted"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listDrift: {
        parameters: {
            query?: {
                /** @description Only this kind. */
                kind?: components["parameters"]["DriftKind"];
                /** @description Only those in this state. */
                status?: components["parameters"]["DriftStatus"];
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of differences, newest first. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    "X-Total-Count": components["headers"]["TotalCount"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["Offset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "id": "8e5b3a7c-1d90-4c2f-a6e4-7b9c0d1e2f36",
                     *           "kind": "missing",
                     *           "resource": "server",
                     *           "status": "open",
                     *           "provider": "upcloud",
                     *           "driver": "process",
                     *           "name": "web-02",
                     *           "external_id": "web-02-5c1e",
                     *           "server_id": "9a2f6c1d-4e7b-4d80-a3c5-1b8e7f6d5c42",
                     *           "expected": {
                     *             "plan": "1xCPU-2GB",
                     *             "zone": "de-fra1",
                     *             "labels": {
                     *               "role": "web"
                     *             }
                     *           },
                     *           "observed": null,
                     *           "reason": null,
                     *           "plan_id": null,
                     *           "detected_at": "2025-09-26T10:00:00Z",
                     *           "last_seen_at": "2025-09-26T10:05:00Z",
                     *           "closed_at": null
                     *         }
                     *       ],
                     *       "unlisted": [
                     *         {
                     *           "provider": "http",
                     *           "reason": "A service behind http operations has no call that lists what it did"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DriftListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["DriftListAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    checkDrift: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was looked at and what was found. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "servers": 12,
                     *         "open": 1,
                     *         "found": 1,
                     *         "gone": 0,
                     *         "failures": [
                     *           {
                     *             "provider": "aws",
                     *             "reason": "The provider answered 503"
                     *           }
                     *         ],
                     *         "unlisted": [
                     *           {
                     *             "provider": "http",
                     *             "reason": "A service behind http operations has no call that lists what it did"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DriftReportAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["DriftReportAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    adoptDrift: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record says now what was observed. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "8e5b3a7c-1d90-4c2f-a6e4-7b9c0d1e2f36",
                     *         "kind": "missing",
                     *         "resource": "server",
                     *         "status": "adopted",
                     *         "provider": "upcloud",
                     *         "driver": "process",
                     *         "name": "web-02",
                     *         "external_id": "web-02-5c1e",
                     *         "server_id": "9a2f6c1d-4e7b-4d80-a3c5-1b8e7f6d5c42",
                     *         "expected": {
                     *           "plan": "1xCPU-2GB",
                     *           "zone": "de-fra1",
                     *           "labels": {
                     *             "role": "web"
                     *           }
                     *         },
                     *         "observed": null,
                     *         "reason": null,
                     *         "plan_id": null,
                     *         "detected_at": "2025-09-26T10:00:00Z",
                     *         "last_seen_at": "2025-09-26T10:05:00Z",
                     *         "closed_at": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DriftAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["DriftAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    ignoreDrift: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "A test machine of the network team"
                 *     }
                 */
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description It is told no more. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "8e5b3a7c-1d90-4c2f-a6e4-7b9c0d1e2f36",
                     *         "kind": "missing",
                     *         "resource": "server",
                     *         "status": "ignored",
                     *         "provider": "upcloud",
                     *         "driver": "process",
                     *         "name": "web-02",
                     *         "external_id": "web-02-5c1e",
                     *         "server_id": "9a2f6c1d-4e7b-4d80-a3c5-1b8e7f6d5c42",
                     *         "expected": {
                     *           "plan": "1xCPU-2GB",
                     *           "zone": "de-fra1",
                     *           "labels": {
                     *             "role": "web"
                     *           }
                     *         },
                     *         "observed": null,
                     *         "reason": null,
                     *         "plan_id": null,
                     *         "detected_at": "2025-09-26T10:00:00Z",
                     *         "last_seen_at": "2025-09-26T10:05:00Z",
                     *         "closed_at": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DriftAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["DriftAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    repairDrift: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plan; apply it to repair. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "5d1c7f3a-8b42-4e9d-9c60-2f7a1b3e4d58",
                     *         "type": "repair",
                     *         "status": "Proposed",
                     *         "hash": "4f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e",
                     *         "request": {
                     *           "drift_ids": [
                     *             "8e5b3a7c-1d90-4c2f-a6e4-7b9c0d1e2f36"
                     *           ]
                     *         },
                     *         "steps": [
                     *           {
                     *             "action": "delete",
                     *             "kind": "server",
                     *             "name": "web-02",
                     *             "provider": "upcloud",
                     *             "reversible": false,
                     *             "protected": true,
                     *             "detail": "The data on server web-02 is lost for good"
                     *           }
                     *         ],
                     *         "steps_total": 1,
                     *         "warnings": [
                     *           "web-02 is protected"
                     *         ],
                     *         "verdict": {
                     *           "allowed": true,
                     *           "reason": "allowed by rule 1 of policy role-admin"
                     *         },
                     *         "approval": {
                     *           "required": true,
                     *           "reasons": [
                     *             "web-02 is protected"
                     *           ],
                     *           "approved_by": null,
                     *           "approved_at": null,
                     *           "reason": null
                     *         },
                     *         "estimates": {
                     *           "api_calls": 2,
                     *           "seconds": 4.5
                     *         },
                     *         "created_by": "1f0e9d8c-7b6a-4f4e-8d2c-1b0a9f8e7d6c",
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "expires_at": "2025-10-03T10:00:00Z",
                     *         "applied_by": null,
                     *         "applied_at": null,
                     *         "run_id": null,
                     *         "task_id": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PlanAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["PlanAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getRollback: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rollback so far. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "rollback_id": "e4b7c2a1-9d8f-4e36-b5a0-7c6d1f2e3b48",
                     *         "status": "Completed",
                     *         "success": true,
                     *         "progress": 100,
                     *         "operations_executed": 25,
                     *         "operations_failed": 0,
                     *         "duration": 45.5,
                     *         "leftovers": [],
                     *         "plan": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RollbackAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["RollbackAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listServers: {
        parameters: {
            query?: {
                /** @description Only those of this provider. */
                provider?: components["parameters"]["Provider"];
                /** @description Only those in this state. */
                status?: components["parameters"]["ServerStatus"];
                /** @description Only those of this infra. */
                infra?: components["parameters"]["Infra"];
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
            };
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of servers. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    "X-Total-Count": components["headers"]["TotalCount"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["Offset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "id": "9a2f6c1d-4e7b-4d80-a3c5-1b8e7f6d5c42",
                     *           "name": "web-01",
                     *           "provider": "upcloud",
                     *           "driver": "local/process",
                     *           "status": "running",
                     *           "host": "node-a",
                     *           "external_id": "srv-5c1e",
                     *           "infra": "production",
                     *           "plan": "1xCPU-2GB",
                     *           "zone": "de-fra1",
                     *           "labels": {
                     *             "role": "web"
                     *           },
                     *           "addresses": [
                     *             "127.0.0.1"
                     *           ],
                     *           "protect": false,
                     *           "taskservs": [
                     *             {
                     *               "name": "containerd",
                     *               "version": "1.7.0",
                     *               "status": "installed"
                     *             }
                     *           ],
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "deleted_at": null,
                     *           "batch_id": "3d8a4b52-6f0e-4a7c-9b1d-5e2c8f7a6d10",
                     *           "task_id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ServerListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["ServerListAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getServer: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "9a2f6c1d-4e7b-4d80-a3c5-1b8e7f6d5c42",
                     *         "name": "web-01",
                     *         "provider": "upcloud",
                     *         "driver": "local/process",
                     *         "status": "running",
                     *         "host": "node-a",
                     *         "external_id": "srv-5c1e",
                     *         "infra": "production",
                     *         "plan": "1xCPU-2GB",
                     *         "zone": "de-fra1",
                     *         "labels": {
                     *           "role": "web"
                     *         },
                     *         "addresses": [
                     *           "127.0.0.1"
                     *         ],
                     *         "protect": false,
                     *         "taskservs": [
                     *           {
                     *             "name": "containerd",
                     *             "version": "1.7.0",
                     *             "status": "installed"
                     *           }
                     *         ],
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "deleted_at": null,
                     *         "batch_id": "3d8a4b52-6f0e-4a7c-9b1d-5e2c8f7a6d10",
                     *         "task_id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ServerAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["ServerAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
            };
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of endpoints, oldest first. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "X-Total-Count": components["headers"]["TotalCount"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["Offset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "id": "01997f3c-8a10-7c4e-9b21-5d0e6f7a8b90",
                     *           "url": "https://ops.example.com/hooks/provisioning",
                     *           "events": [
                     *             "batch.completed",
                     *             "batch.failed"
                     *           ],
                     *           "description": "the on-call channel",
                     *           "enabled": true,
                     *           "disabled_reason": null,
                     *           "previous_secret_until": null,
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "updated_at": "2025-09-26T10:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["WebhookListAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://ops.example.com/hooks/provisioning",
                 *       "events": [
                 *         "batch.completed",
                 *         "batch.failed"
                 *       ],
                 *       "description": "the on-call channel"
                 *     }
                 */
                "application/json": components["schemas"]["WebhookCreate"];
            };
        };
        responses: {
            /** @description The new endpoint with its secret. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "01997f3c-8a10-7c4e-9b21-5d0e6f7a8b90",
                     *         "url": "https://ops.example.com/hooks/provisioning",
                     *         "events": [
                     *           "batch.completed",
                     *           "batch.failed"
                     *         ],
                     *         "description": "the on-call channel",
                     *         "enabled": true,
                     *         "disabled_reason": null,
                     *         "previous_secret_until": null,
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "updated_at": "2025-09-26T10:00:00Z",
                     *         "secret": "whsec_S2VlcCB0aGlzIGV4YW1wbGUgc2VjcmV0IGF3YXkhISE="
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookCreatedAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["WebhookCreatedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "01997f3c-8a10-7c4e-9b21-5d0e6f7a8b90",
                     *         "url": "https://ops.example.com/hooks/provisioning",
                     *         "events": [
                     *           "batch.completed",
                     *           "batch.failed"
                     *         ],
                     *         "description": "the on-call channel",
                     *         "enabled": true,
                     *         "disabled_reason": null,
                     *         "previous_secret_until": null,
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "updated_at": "2025-09-26T10:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["WebhookAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the record that the change is meant for (RFC 9110), or `*`. When it is another one by now nothing is changed (412).
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "events": [
                 *         "batch.failed"
                 *       ],
                 *       "enabled": true
                 *     }
                 */
                "application/json": components["schemas"]["WebhookUpdate"];
            };
        };
        responses: {
            /** @description The endpoint as it is now. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "01997f3c-8a10-7c4e-9b21-5d0e6f7a8b90",
                     *         "url": "https://ops.example.com/hooks/provisioning",
                     *         "events": [
                     *           "batch.failed"
                     *         ],
                     *         "description": "the on-call channel",
                     *         "enabled": true,
                     *         "disabled_reason": null,
                     *         "previous_secret_until": null,
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "updated_at": "2025-09-26T10:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["WebhookAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the record that the change is meant for (RFC 9110), or `*`. When it is another one by now nothing is changed (412).
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "Webhook endpoint deleted"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overlap_seconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["WebhookRotation"];
            };
        };
        responses: {
            /** @description The endpoint with its new secret. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "01997f3c-8a10-7c4e-9b21-5d0e6f7a8b90",
                     *         "url": "https://ops.example.com/hooks/provisioning",
                     *         "events": [
                     *           "batch.completed",
                     *           "batch.failed"
                     *         ],
                     *         "description": "the on-call channel",
                     *         "enabled": true,
                     *         "disabled_reason": null,
                     *         "previous_secret_until": "2025-09-27T10:00:00Z",
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "updated_at": "2025-09-26T10:00:00Z",
                     *         "secret": "whsec_S2VlcCB0aGlzIGV4YW1wbGUgc2VjcmV0IGF3YXkhISE="
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookCreatedAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["WebhookCreatedAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Only those in this state. */
                status?: components["parameters"]["DeliveryStatus"];
                /** @description Items per page. */
                limit?: components["parameters"]["Limit"];
                /** @description Items to skip. */
                offset?: components["parameters"]["Offset"];
            };
            header?: {
                /**
                 * @description ETags you have already (RFC 9110), separated by commas, or `*`. When one is still right the answer is an empty 304.
                 * @example "3q2-7wEjRWeJq83v_ty6mA"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of deliveries, newest first. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "X-Total-Count": components["headers"]["TotalCount"];
                    "X-Limit": components["headers"]["Limit"];
                    "X-Offset": components["headers"]["Offset"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": [
                     *         {
                     *           "id": "5b6f2a1c-0d3e-8f4a-9b5c-7d8e9f0a1b2c",
                     *           "event": "batch.completed",
                     *           "sequence": 1042,
                     *           "status": "delivered",
                     *           "attempts": 1,
                     *           "next_attempt_at": null,
                     *           "last_status": 204,
                     *           "last_error": null,
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "delivered_at": "2025-09-26T10:00:01Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDeliveryListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["WebhookDeliveryListAnswer"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    redeliverWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A word of your own for this request, best a UUID. The same key and request of the same user do the work once: the stored answer comes again. Another request under the key is a 422, one that is still running a 409. Kept for 24 hours.
                 * @example 8e03978e-40d5-43dd-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Id of the record. */
                id: components["parameters"]["Id"];
                /** @description Id of the delivery. */
                delivery: components["parameters"]["DeliveryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be sent. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": {
                     *         "id": "5b6f2a1c-0d3e-8f4a-9b5c-7d8e9f0a1b2c",
                     *         "event": "batch.completed",
                     *         "sequence": 1042,
                     *         "status": "pending",
                     *         "attempts": 0,
                     *         "next_attempt_at": "2025-09-26T12:00:00Z",
                     *         "last_status": 204,
                     *         "last_error": null,
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "delivered_at": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDeliveryAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["WebhookDeliveryAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics in the text format. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # HELP orchestrator_tasks_total Total number of tasks
                     *     # TYPE orchestrator_tasks_total counter
                     *     orchestrator_tasks_total{status="completed"} 150
                     *     orchestrator_tasks_total{status="failed"} 5
                     *     # HELP orchestrator_task_duration_seconds Task execution duration
                     *     # TYPE orchestrator_task_duration_seconds histogram
                     *     orchestrator_task_duration_seconds_bucket{le="10"} 50
                     *     orchestrator_task_duration_seconds_bucket{le="30"} 120
                     *     orchestrator_task_duration_seconds_bucket{le="+Inf"} 155
                     */
                    "text/plain; version=0.0.4": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    followEvents: {
        parameters: {
            query?: {
                /**
                 * @description Categories wanted (see EventCategory), separated by commas; absent means all.
                 * @example task,batch
                 */
                events?: components["parameters"]["StreamEvents"];
                /** @description Replay what came after this sequence, then go on live. */
                after?: components["parameters"]["StreamAfter"];
            };
            header?: {
                /** @description The id of the last event that came, as a browser sends it by itself; it wins over `after`. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events as they happen, a comment every half minute. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 13
                     *     event: TaskStatusChanged
                     *     data: {"event_type":"TaskStatusChanged","timestamp":"2025-09-26T10:00:00Z","sequence":13,"data":{},"metadata":{}}
                     */
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    openEventStream: {
        parameters: {
            query?: {
                /** @description The access token, for clients that can't set headers. It is never logged. */
                token?: components["parameters"]["StreamToken"];
                /**
                 * @description Categories wanted (see EventCategory), separated by commas; absent means all.
                 * @example task,batch
                 */
                events?: components["parameters"]["StreamEvents"];
                /** @description Replay what came after this sequence, then go on live. */
                after?: components["parameters"]["StreamAfter"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching to the WebSocket protocol. */
            101: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            426: components["responses"]["UpgradeRequired"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    receiveWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "event": "task.completed",
                 *       "timestamp": "2025-09-26T10:00:00Z",
                 *       "data": {
                 *         "task_id": "7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21",
                 *         "status": "completed",
                 *         "output": "Task completed successfully"
                 *       },
                 *       "signature": "sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                 *     }
                 */
                "application/json": components["schemas"]["WebhookPayload"];
            };
        };
        responses: {
            /** @description Received. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; the delivery is tried again. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
