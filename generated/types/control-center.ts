// Written by `npm run generate` from openapi/control-center.yaml; do not edit.
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the control center up */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in
         * @description The refusal is the same whatever was wrong.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh a token
         * @description Gives new tokens of the same session for its living access token or its refresh token; the old ones die. Presenting one a second time ends the session.
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out
         * @description Ends the session on every server.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I
         * @description Tells whose token this is and what it may stand for; a token that is not valid is refused with 401.
         */
        get: operations["verifyToken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description Needs the present one. Ends all your sessions, this one too.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your second factor */
        get: operations["getMfa"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/enrol": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enrol a second factor
         * @description Makes a TOTP seed (RFC 6238) and shows it this once. It counts after its first code; until then an older one does. Who has one must show it to replace it.
         */
        post: operations["enrolMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm the second factor
         * @description By a code of the new seed. Shows the recovery codes this once.
         */
        post: operations["confirmMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * New recovery codes
         * @description In the place of all old ones.
         */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable the second factor
         * @description Needs password and factor.
         */
        post: operations["disableMfa"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sessions
         * @description Your own that are still open, newest first; those of another user for who may read that user.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description One of your own, or of a user you may update. Its tokens are refused on every server within a second.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Public keys of the tokens
         * @description A bare JWK set (RFC 7517), without the envelope.
         */
        get: operations["getJwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the signing key
         * @description A new key signs from here on; the old ones are verified until what they have signed has expired.
         */
        post: operations["rotateKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List service tokens
         * @description Your own by name; those of another user for who may read that user.
         */
        get: operations["listServiceTokens"];
        put?: never;
        /**
         * Create a service token
         * @description A program of yours may do with it what you may, within the scopes. It is shown this once. Needs a login.
         */
        post: operations["createServiceToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/service-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a service token
         * @description It is refused on every server within a second.
         */
        delete: operations["deleteServiceToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users
         * @description Oldest first.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Create a user
         * @description A conflict when the name is taken, in whatever case.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a user */
        get: operations["getUser"];
        /**
         * Update a user
         * @description The last enabled admin can't be disabled or demoted, and nobody raises their own roles.
         */
        put: operations["updateUser"];
        post?: never;
        /**
         * Delete a user
         * @description The last enabled admin can't be deleted.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/mfa": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a user's second factor
         * @description For who has lost it.
         */
        delete: operations["resetMfa"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List policies
         * @description The built-in ones of the roles stand among them.
         */
        get: operations["listPolicies"];
        put?: never;
        /**
         * Create a policy
         * @description A condition that is wrong is refused with its position; a name that is taken is a conflict.
         */
        post: operations["createPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policies/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask who may do what
         * @description Decides by the stored policies as they are now, and says which rule did.
         */
        post: operations["simulatePolicies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a policy */
        get: operations["getPolicy"];
        /**
         * Update a policy
         * @description Built-in policies can't be changed.
         */
        put: operations["updatePolicy"];
        post?: never;
        /**
         * Delete a policy
         * @description Built-in policies can't be deleted.
         */
        delete: operations["deletePolicy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit log
         * @description Newest first.
         */
        get: operations["listAuditLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/head": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The end of the hash chain
         * @description Keep it where nobody who can write to the database can; `verify` compares with it.
         */
        get: operations["getAuditHead"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verify the hash chain
         * @description Makes the chain again from its first record and names the first one that isn't as it was sealed.
         */
        get: operations["verifyAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the audit log
         * @description Every matching record, oldest first, as a stream: JSON Lines, or CSV with a heading (RFC 4180). `format` decides.
         */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
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
        Username: string;
        /** @description Six digits of the authenticator app. Each works once. */
        MfaCode: string;
        /** @description One of the codes shown when the second factor was confirmed, instead of one of the app. Each works once. */
        RecoveryCode: string;
        /** @description A second factor is looked at once the user has enrolled one. */
        LoginRequest: {
            username: components["schemas"]["Username"];
            password: string;
            mfa_code?: components["schemas"]["MfaCode"];
            recovery_code?: components["schemas"]["RecoveryCode"];
        };
        /** @enum {string} */
        Role: "admin" | "operator" | "developer" | "viewer" | "auditor";
        Roles: components["schemas"]["Role"][];
        SessionUser: {
            /** Format: uuid */
            id: string;
            username: components["schemas"]["Username"];
            /** Format: email */
            email: string;
            roles: components["schemas"]["Roles"];
        };
        LoginResult: {
            /** @description The access token. */
            token: string;
            /** Format: date-time */
            expires_at: string;
            /** @description For one refresh, also after the access token has expired. */
            refresh_token: string;
            /**
             * Format: date-time
             * @description The end of the session.
             */
            refresh_expires_at: string;
            user: components["schemas"]["SessionUser"];
        };
        LoginAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["LoginResult"];
        };
        /** @description One of the two. */
        RefreshRequest: {
            /** @description The living access token; the refresh token is taken too. */
            token?: string;
            /** @description The refresh token; works after the access token has expired. */
            refresh_token?: string;
        };
        RefreshResult: {
            /** @description The access token. */
            token: string;
            /** Format: date-time */
            expires_at: string;
            /** @description For one refresh, also after the access token has expired. */
            refresh_token: string;
            /**
             * Format: date-time
             * @description The end of the session.
             */
            refresh_expires_at: string;
        };
        RefreshAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["RefreshResult"];
        };
        /** @description `<resource>:<action>` in the words of policies, each of which may be `*`. */
        Scope: string;
        TokenInfo: {
            /** @enum {string} */
            kind: "session" | "service_token";
            user: components["schemas"]["SessionUser"];
            /** Format: uuid */
            session_id: string | null;
            /** @description Whether the session has shown a second factor. */
            mfa: boolean;
            /**
             * Format: date-time
             * @description The end of the session or of the service token.
             */
            expires_at: string;
            /** @description What a service token is narrowed to; null for a session. */
            scopes: components["schemas"]["Scope"][] | null;
        };
        TokenInfoAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["TokenInfo"];
        };
        /** @description Who has a second factor shows it too. */
        PasswordChange: {
            current_password: string;
            new_password: string;
            mfa_code?: components["schemas"]["MfaCode"];
            recovery_code?: components["schemas"]["RecoveryCode"];
        };
        MfaStatus: {
            enabled: boolean;
            /** Format: date-time */
            confirmed_at: string | null;
            recovery_codes_left: number;
        };
        MfaStatusAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["MfaStatus"];
        };
        /** @description The password once more, and the second factor of who has one. */
        Reauthentication: {
            password: string;
            mfa_code?: components["schemas"]["MfaCode"];
            recovery_code?: components["schemas"]["RecoveryCode"];
        };
        /** @description Shown this once. It counts after its first code. */
        MfaEnrolment: {
            /** @description The seed in base32. */
            secret: string;
            /** @description The same for an authenticator app. */
            otpauth_uri: string;
            /** @description The URI as a QR code; an SVG document. */
            qr_svg: string;
            /** @description The URI as a QR code; a PNG as a data URI. */
            qr_png: string;
            /**
             * Format: date-time
             * @description The first code must come until then.
             */
            expires_at: string;
        };
        MfaEnrolmentAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["MfaEnrolment"];
        };
        MfaConfirm: {
            mfa_code: components["schemas"]["MfaCode"];
        };
        /** @description Shown this once; each lets in once instead of a code of the app. */
        RecoveryCodes: {
            recovery_codes: components["schemas"]["RecoveryCode"][];
        };
        RecoveryCodesAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["RecoveryCodes"];
        };
        /** @description One login, until it is logged out, ended or expired. */
        Session: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            user_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            refreshed_at: string | null;
            /** Format: date-time */
            expires_at: string;
            /** @description Where it was opened from. */
            ip: string | null;
            /** @description The program it was opened with. */
            user_agent: string | null;
            /** @description Opened with a second factor. */
            mfa: boolean;
            /** @description The session of this request. */
            current: boolean;
        };
        SessionListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Session"][];
        };
        /** @description A public signing key (RFC 7517). */
        Jwk: {
            /** @enum {string} */
            kty: "OKP" | "EC";
            /** @enum {string} */
            crv: "Ed25519" | "P-256";
            x: string;
            y?: string;
            kid: string;
            /** @enum {string} */
            alg: "EdDSA" | "ES256";
            /** @constant */
            use: "sig";
        };
        /** @description The keys that tokens are checked with. */
        JwkSet: {
            keys: components["schemas"]["Jwk"][];
        };
        KeyRotationRequest: {
            /**
             * @description What the present keys have signed counts no more and every session ends; for a key that got out.
             * @default false
             */
            revoke_previous: boolean;
        };
        KeyRotation: {
            /** @description The new key; it signs once every server has seen it. */
            kid: string;
            /** @description The keys whose signatures count. */
            verified_kids: string[];
        };
        KeyRotationAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["KeyRotation"];
        };
        /** @description A name that becomes part of an id, a path or a command line; starts with a letter or a digit. */
        Name: string;
        /** @description A long-lived token of a program. It may do what its user may, within its scopes. */
        ServiceToken: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The user it acts as.
             */
            user_id: string;
            name: components["schemas"]["Name"];
            scopes: components["schemas"]["Scope"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_used_at: string | null;
        };
        ServiceTokenListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["ServiceToken"][];
        };
        ServiceTokenCreate: {
            name: components["schemas"]["Name"];
            scopes: components["schemas"]["Scope"][];
            /** @default 90 */
            expires_in_days: number;
        };
        /** @description The token itself is shown this once. */
        ServiceTokenCreated: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The user it acts as.
             */
            user_id: string;
            name: components["schemas"]["Name"];
            scopes: components["schemas"]["Scope"][];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_used_at: string | null;
            /** @description For `Authorization: Bearer`. */
            token: string;
        };
        ServiceTokenCreatedAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["ServiceTokenCreated"];
        };
        User: {
            /** Format: uuid */
            id: string;
            username: components["schemas"]["Username"];
            /** Format: email */
            email: string;
            roles: components["schemas"]["Roles"];
            enabled: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_login: string | null;
        };
        UserListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["User"][];
        };
        UserCreate: {
            username: components["schemas"]["Username"];
            /** Format: email */
            email: string;
            password: string;
            roles: components["schemas"]["Roles"];
            /** @default true */
            enabled: boolean;
        };
        UserAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["User"];
        };
        /** @description What is left out stays as it is. */
        UserUpdate: {
            /** Format: email */
            email?: string;
            roles?: components["schemas"]["Roles"];
            enabled?: boolean;
            /** @description A new password; it ends the sessions of the user. */
            password?: string;
        };
        /**
         * @description Deny wins over Allow; what nothing allows is denied.
         * @enum {string}
         */
        PolicyEffect: "Allow" | "Deny";
        /**
         * @description A verb, or `*` for every one.
         * @enum {string}
         */
        PolicyAction: "create" | "read" | "update" | "delete" | "execute" | "cancel" | "rollback" | "approve" | "*";
        PolicyRule: {
            effect: components["schemas"]["PolicyEffect"];
            /** @description `<plural>:<name, id or *>`, or `*` for everything. */
            resource: string;
            action: components["schemas"]["PolicyAction"][];
            /** @description For example `user.role == 'admin'`. */
            condition?: string;
        };
        Policy: {
            /** Format: uuid */
            id: string;
            name: string;
            version: string;
            description: string | null;
            /** @description Empty for a policy written in Cedar. */
            rules: components["schemas"]["PolicyRule"][];
            /** @description The rules as Cedar text, or the text it was written in. */
            cedar: string | null;
            enabled: boolean;
            /** @description It comes with the product and can't be changed. */
            builtin: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        PolicyListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Policy"][];
        };
        PolicyRules: components["schemas"]["PolicyRule"][];
        /** @description Policies in Cedar (https://docs.cedarpolicy.com), over the entity types, attributes and actions of this platform. It must be valid against their schema. */
        PolicyText: string;
        /** @description Either `rules` or `cedar`. */
        PolicyCreate: {
            name: string;
            /** @default 1.0.0 */
            version: string;
            description?: string;
            rules?: components["schemas"]["PolicyRules"];
            cedar?: components["schemas"]["PolicyText"];
            /** @default true */
            enabled: boolean;
        };
        PolicyAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["Policy"];
        };
        /** @enum {string} */
        PolicyVerb: "create" | "read" | "update" | "delete" | "execute" | "cancel" | "rollback" | "approve";
        /** @description `<plural>:<name or id>`, for example `servers:web-01`. */
        ResourceName: string;
        /** @description What is known of the resource; what is left out is unknown. */
        PolicyAttributes: {
            name?: string;
            infra?: string;
            provider?: string;
            environment?: string;
            /** @description Id of a user. */
            owner?: string;
        };
        /** @description The circumstances; what is left out is unknown. */
        PolicyRequestFacts: {
            ip?: string;
            /** @description In UTC. */
            hour?: number;
            /** @description 1 is Monday, in UTC. */
            weekday?: number;
            approved?: boolean;
        };
        /** @description Who: a user by `username`, or anybody with these `roles`; without either, each role by itself. Nothing is done, and the attributes are those given here, not those of a stored resource. */
        PolicySimulation: {
            username?: components["schemas"]["Username"];
            roles?: components["schemas"]["Roles"];
            /**
             * @description Whether the login had a second factor.
             * @default false
             */
            mfa: boolean;
            /** @description Every one when left out. */
            actions?: components["schemas"]["PolicyVerb"][];
            resource: components["schemas"]["ResourceName"];
            attributes?: components["schemas"]["PolicyAttributes"];
            request?: components["schemas"]["PolicyRequestFacts"];
        };
        PolicyDecision: {
            /** @description A user name or roles. */
            subject: string;
            action: components["schemas"]["PolicyVerb"];
            allowed: boolean;
            reason: string;
            /** @description The policy that decided; null when none spoke. */
            policy: string | null;
            /** @description Which of its rules, from 1. */
            rule: number | null;
        };
        PolicyDecisionListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["PolicyDecision"][];
        };
        /** @description What is left out stays as it is. Either `rules` or `cedar`; one takes the place of the other. */
        PolicyUpdate: {
            name?: string;
            version?: string;
            description?: string | null;
            rules?: components["schemas"]["PolicyRules"];
            cedar?: components["schemas"]["PolicyText"];
            enabled?: boolean;
        };
        /** @enum {string} */
        AuditResult: "success" | "failure" | "denied";
        /** @description Free JSON, kept as it is. */
        JsonObject: {
            [key: string]: unknown;
        };
        AuditRecord: {
            /** Format: uuid */
            id: string;
            sequence: number;
            /** Format: date-time */
            timestamp: string;
            /**
             * Format: uuid
             * @description Null for someone not logged in and for the system.
             */
            user_id: string | null;
            username: string | null;
            action: string;
            resource: string;
            result: components["schemas"]["AuditResult"];
            details: components["schemas"]["JsonObject"];
            request_id: string | null;
            ip: string | null;
            /** @description Its place in the hash chain; null until it is sealed, within a second. */
            seal_sequence: number | null;
            /** @description SHA-256 over the canonical JSON (RFC 8785) of `{"previous", "record", "seal_sequence"}`, the record being this one without `seal_sequence` and `hash`; `previous` of the first is 64 zeros. */
            hash: string | null;
        };
        AuditListAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["AuditRecord"][];
        };
        /** @description The end of the hash chain; kept elsewhere, it shows later when the end was cut off. */
        AuditHead: {
            /** @description 0 when nothing is sealed yet. */
            seal_sequence: number;
            hash: string;
        };
        AuditHeadAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["AuditHead"];
        };
        /**
         * @description `changed`: the record or its hash is not what was sealed. `missing`: a record was removed, or the end cut off. `forged`: it was not written by a server with the key of this installation.
         * @enum {string}
         */
        AuditFaultReason: "changed" | "missing" | "forged";
        AuditFault: {
            /** @description Place in the chain; null for a record that isn't sealed yet. */
            seal_sequence: number | null;
            sequence: number | null;
            /** Format: uuid */
            id: string | null;
            reason: components["schemas"]["AuditFaultReason"];
        };
        AuditVerification: {
            valid: boolean;
            /** @description Sealed records found in order. */
            records: number;
            /** @description Records that retention has removed. */
            removed: number;
            head: components["schemas"]["AuditHead"];
            /** @description Records that are not sealed yet. */
            unsealed: number;
            /** Format: date-time */
            oldest_unsealed_at: string | null;
            first_bad: components["schemas"]["AuditFault"] | null;
        };
        AuditVerificationAnswer: {
            /** @constant */
            success: true;
            data: components["schemas"]["AuditVerification"];
        };
        /** @enum {string} */
        AuditExportFormat: "jsonl" | "csv";
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
        /** @description Not modified; what you have is still right. */
        NotModified: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content?: never;
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
    };
    parameters: {
        /** @description Those of this user instead of your own. */
        SessionUserId: string;
        /** @description Items per page. */
        Limit: number;
        /** @description Items to skip. */
        Offset: number;
        /** @description Id of the record. */
        Id: string;
        /** @description Only users with this role. */
        Role: components["schemas"]["Role"];
        /** @description Only enabled or only disabled ones. */
        Enabled: boolean;
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
        /**
         * @description The ETag of the record that the change is meant for (RFC 9110), or `*`. When it is another one by now nothing is changed (412).
         * @example "3q2-7wEjRWeJq83v_ty6mA"
         */
        IfMatch: string;
        /** @description Only what this user did. */
        AuditUser: string;
        /** @description Only this action, for example `server.create`. */
        AuditAction: string;
        /** @description Only this resource, for example `servers/web-01`. */
        AuditResource: string;
        /** @description Not before this time. */
        From: string;
        /** @description Not after this time. */
        To: string;
        /**
         * @description `X-Next-Cursor` of the page before: the items behind it, whatever was added meanwhile. Instead of `offset`; the filters stay as they were.
         * @example dGFza3MgMTc1ODg4MDgwMDAwMCA3ZjNjMWYwZS01MWExLTRmNGUtOGY2MS0wZDRmNWIwZDdhMjEgZ1E0WDZVMkI
         */
        Cursor: string;
        /** @description A head exported before, as `<seal_sequence>:<hash>`: the chain must still hold it. */
        AuditHead: string;
        /** @description JSON Lines or CSV. */
        AuditFormat: components["schemas"]["AuditExportFormat"];
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
        /** @description How to authenticate (RFC 6750). */
        WwwAuthenticate: string;
        /** @description How many items there are in all. */
        TotalCount: number;
        /** @description The limit that was used. */
        Limit: number;
        /** @description The offset that was used. */
        Offset: number;
        /** @description Other pages (RFC 8288), relations first, prev, next and last. */
        Link: string;
        /** @description Where the new record is found. */
        Location: string;
        /** @description Names this state of the body (RFC 9110); it changes exactly when the body does. */
        ETag: string;
        /** @description How many items there are in all, or the least there are (`X-Total-Exact`). Absent behind a cursor. */
        TotalCountByOffset: number;
        /** @description Whether there are no more than `X-Total-Count`. Lists that are longer than 10,000 are counted that far for a page. */
        TotalExact: "true" | "false";
        /** @description The `cursor` of the page after this one; absent on the last page. */
        NextCursor: string;
        /** @description The offset that was used; absent behind a cursor. */
        OffsetUsed: number;
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
                     *       "data": "Control Center is healthy"
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
    login: {
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
                 *       "username": "admin",
                 *       "password": "secure_password",
                 *       "mfa_code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            /** @description The token and its user. */
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
                     *         "token": "eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIn0.eyJzdWIiOiI0ZjZiMmM4ZSJ9.c2lnbmF0dXJl",
                     *         "expires_at": "2025-09-26T18:00:00Z",
                     *         "refresh_token": "eyJhbGciOiJFZERTQSIsInR5cCI6InJ0K2p3dCJ9.eyJzdWIiOiI0ZjZiMmM4ZSJ9.c2lnbmF0dXJl",
                     *         "refresh_expires_at": "2025-10-03T17:00:00Z",
                     *         "user": {
                     *           "id": "4f6b2c8e-1d3a-4b5c-9e7f-8a0d2c4b6e91",
                     *           "username": "admin",
                     *           "email": "admin@example.com",
                     *           "roles": [
                     *             "admin",
                     *             "operator"
                     *           ]
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["LoginAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["LoginAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    refresh: {
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
                 *       "token": "eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIn0.eyJzdWIiOiI0ZjZiMmM4ZSJ9.c2lnbmF0dXJl"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description The new token. */
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
                     *         "token": "eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIn0.eyJzdWIiOiI0ZjZiMmM4ZSJ9.c2lnbmF0dXJl",
                     *         "expires_at": "2025-09-26T18:00:00Z",
                     *         "refresh_token": "eyJhbGciOiJFZERTQSIsInR5cCI6InJ0K2p3dCJ9.eyJzdWIiOiI0ZjZiMmM4ZSJ9.c2lnbmF0dXJl",
                     *         "refresh_expires_at": "2025-10-03T17:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RefreshAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["RefreshAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
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
                     *       "data": "Successfully logged out"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
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
    verifyToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token is valid. */
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
                     *         "kind": "session",
                     *         "user": {
                     *           "id": "4f6b2c8e-1d3a-4b5c-9e7f-8a0d2c4b6e91",
                     *           "username": "admin",
                     *           "email": "admin@example.com",
                     *           "roles": [
                     *             "admin"
                     *           ]
                     *         },
                     *         "session_id": "5a1b8c2d-9e3f-4a6b-8c7d-1e2f3a4b5c6d",
                     *         "mfa": true,
                     *         "expires_at": "2025-10-03T10:00:00Z",
                     *         "scopes": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TokenInfoAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["TokenInfoAnswer"];
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
    changePassword: {
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
                 *       "current_password": "secure_password",
                 *       "new_password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description It is changed. */
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
                     *       "data": "Password changed: log in again"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getMfa: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether there is one. */
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
                     *         "enabled": true,
                     *         "confirmed_at": "2025-09-26T10:00:00Z",
                     *         "recovery_codes_left": 10
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MfaStatusAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MfaStatusAnswer"];
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
    enrolMfa: {
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
                 *       "password": "secure_password"
                 *     }
                 */
                "application/json": components["schemas"]["Reauthentication"];
            };
        };
        responses: {
            /** @description The seed. */
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
                     *         "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                     *         "otpauth_uri": "otpauth://totp/Provisioning:admin?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Provisioning",
                     *         "qr_svg": "<svg/>",
                     *         "qr_png": "data:image/png;base64,iVBORw0KGgo=",
                     *         "expires_at": "2025-09-26T10:10:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["MfaEnrolmentAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MfaEnrolmentAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    confirmMfa: {
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
                 *       "mfa_code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["MfaConfirm"];
            };
        };
        responses: {
            /** @description It counts from here on. */
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
                     *         "recovery_codes": [
                     *           "ab2d-efgh-jk3m-npqr-st4u-vwxy",
                     *           "st4v-wxyz-a5bc-defg-hj6k-mnpq"
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodesAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["RecoveryCodesAnswer"];
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
    renewRecoveryCodes: {
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
                 *       "password": "secure_password",
                 *       "mfa_code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["Reauthentication"];
            };
        };
        responses: {
            /** @description The new codes. */
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
                     *         "recovery_codes": [
                     *           "ab2d-efgh-jk3m-npqr-st4u-vwxy",
                     *           "st4v-wxyz-a5bc-defg-hj6k-mnpq"
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodesAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["RecoveryCodesAnswer"];
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
    disableMfa: {
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
                 *       "password": "secure_password",
                 *       "mfa_code": "123456"
                 *     }
                 */
                "application/json": components["schemas"]["Reauthentication"];
            };
        };
        responses: {
            /** @description A password is enough from here on. */
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
                     *       "data": "Second factor disabled"
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["MessageAnswer"];
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
    listSessions: {
        parameters: {
            query?: {
                /** @description Those of this user instead of your own. */
                user_id?: components["parameters"]["SessionUserId"];
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
            /** @description One page of sessions. */
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
                     *           "id": "5a1b8c2d-9e3f-4a6b-8c7d-1e2f3a4b5c6d",
                     *           "user_id": "4f6b2c8e-1d3a-4b5c-9e7f-8a0d2c4b6e91",
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "refreshed_at": null,
                     *           "expires_at": "2025-10-03T10:00:00Z",
                     *           "ip": "192.0.2.10",
                     *           "user_agent": "provisioning-cli",
                     *           "mfa": true,
                     *           "current": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["SessionListAnswer"];
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
    endSession: {
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
            /** @description The session has ended. */
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
                     *       "data": "Session ended"
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
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getJwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key set. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "kty": "OKP",
                     *           "crv": "Ed25519",
                     *           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                     *           "kid": "k1",
                     *           "alg": "EdDSA",
                     *           "use": "sig"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["JwkSet"];
                };
            };
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    rotateKeys: {
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
                 *       "revoke_previous": false
                 *     }
                 */
                "application/json": components["schemas"]["KeyRotationRequest"];
            };
        };
        responses: {
            /** @description The new key. */
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
                     *         "kid": "k2",
                     *         "verified_kids": [
                     *           "k1",
                     *           "k2"
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["KeyRotationAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["KeyRotationAnswer"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listServiceTokens: {
        parameters: {
            query?: {
                /** @description Those of this user instead of your own. */
                user_id?: components["parameters"]["SessionUserId"];
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
            /** @description One page of service tokens. */
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
                     *           "id": "6b2c9d3e-0f4a-4b7c-9d8e-2f3a4b5c6d7e",
                     *           "user_id": "4f6b2c8e-1d3a-4b5c-9e7f-8a0d2c4b6e91",
                     *           "name": "deploy-pipeline",
                     *           "scopes": [
                     *             "batches:*",
                     *             "tasks:read"
                     *           ],
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "expires_at": "2025-12-25T10:00:00Z",
                     *           "last_used_at": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ServiceTokenListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["ServiceTokenListAnswer"];
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
    createServiceToken: {
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
                 *       "name": "deploy-pipeline",
                 *       "scopes": [
                 *         "batches:*",
                 *         "tasks:read"
                 *       ],
                 *       "expires_in_days": 90
                 *     }
                 */
                "application/json": components["schemas"]["ServiceTokenCreate"];
            };
        };
        responses: {
            /** @description The token. */
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
                     *         "id": "6b2c9d3e-0f4a-4b7c-9d8e-2f3a4b5c6d7e",
                     *         "user_id": "4f6b2c8e-1d3a-4b5c-9e7f-8a0d2c4b6e91",
                     *         "name": "deploy-pipeline",
                     *         "scopes": [
                     *           "batches:*",
                     *           "tasks:read"
                     *         ],
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "expires_at": "2025-12-25T10:00:00Z",
                     *         "last_used_at": null,
                     *         "token": "pst.6b2c9d3e-0f4a-4b7c-9d8e-2f3a4b5c6d7e.c2VjcmV0"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ServiceTokenCreatedAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["ServiceTokenCreatedAnswer"];
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
    deleteServiceToken: {
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
                     *       "data": "Service token deleted"
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
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Only users with this role. */
                role?: components["parameters"]["Role"];
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
            /** @description One page of users. */
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
                     *           "id": "4f6b2c8e-1d3a-4b5c-9e7f-8a0d2c4b6e91",
                     *           "username": "admin",
                     *           "email": "admin@example.com",
                     *           "roles": [
                     *             "admin"
                     *           ],
                     *           "enabled": true,
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "last_login": "2025-09-26T12:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["UserListAnswer"];
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
    createUser: {
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
                 *       "username": "newuser",
                 *       "email": "newuser@example.com",
                 *       "password": "secure_password",
                 *       "roles": [
                 *         "operator"
                 *       ],
                 *       "enabled": true
                 *     }
                 */
                "application/json": components["schemas"]["UserCreate"];
            };
        };
        responses: {
            /** @description The new user. */
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
                     *         "id": "8c1d5e7f-3a2b-4c6d-8e9f-0a1b2c3d4e5f",
                     *         "username": "newuser",
                     *         "email": "newuser@example.com",
                     *         "roles": [
                     *           "operator"
                     *         ],
                     *         "enabled": true,
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "last_login": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["UserAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["UserAnswer"];
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
    getUser: {
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
            /** @description The user. */
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
                     *         "id": "4f6b2c8e-1d3a-4b5c-9e7f-8a0d2c4b6e91",
                     *         "username": "admin",
                     *         "email": "admin@example.com",
                     *         "roles": [
                     *           "admin"
                     *         ],
                     *         "enabled": true,
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "last_login": "2025-09-26T12:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["UserAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["UserAnswer"];
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
    updateUser: {
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
                 *       "email": "updated@example.com",
                 *       "roles": [
                 *         "admin",
                 *         "operator"
                 *       ],
                 *       "enabled": false
                 *     }
                 */
                "application/json": components["schemas"]["UserUpdate"];
            };
        };
        responses: {
            /** @description It is updated. */
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
                     *       "data": "User updated successfully"
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
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteUser: {
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
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "User deleted successfully"
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
    resetMfa: {
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
            /** @description It is removed. */
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
                     *       "data": "Second factor removed"
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
    listPolicies: {
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
            /** @description One page of policies. */
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
                     *           "id": "2e9b4d6f-8a1c-4e3f-b5d7-6c0a9e8f7d21",
                     *           "name": "new_policy",
                     *           "version": "1.0.0",
                     *           "description": null,
                     *           "rules": [
                     *             {
                     *               "effect": "Allow",
                     *               "resource": "servers:*",
                     *               "action": [
                     *                 "create",
                     *                 "read"
                     *               ],
                     *               "condition": "user.role == 'admin'"
                     *             }
                     *           ],
                     *           "cedar": "permit(principal, action in [Action::\"create\", Action::\"read\"], resource is Server) when { principal.roles.contains(\"admin\") };",
                     *           "enabled": true,
                     *           "builtin": false,
                     *           "created_at": "2025-09-26T10:00:00Z",
                     *           "updated_at": "2025-09-26T10:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PolicyListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["PolicyListAnswer"];
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
    createPolicy: {
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
                 *       "name": "new_policy",
                 *       "version": "1.0.0",
                 *       "rules": [
                 *         {
                 *           "effect": "Allow",
                 *           "resource": "servers:*",
                 *           "action": [
                 *             "create",
                 *             "read"
                 *           ],
                 *           "condition": "user.role == 'admin'"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PolicyCreate"];
            };
        };
        responses: {
            /** @description The new policy. */
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
                     *         "id": "2e9b4d6f-8a1c-4e3f-b5d7-6c0a9e8f7d21",
                     *         "name": "new_policy",
                     *         "version": "1.0.0",
                     *         "description": null,
                     *         "rules": [
                     *           {
                     *             "effect": "Allow",
                     *             "resource": "servers:*",
                     *             "action": [
                     *               "create",
                     *               "read"
                     *             ],
                     *             "condition": "user.role == 'admin'"
                     *           }
                     *         ],
                     *         "cedar": "permit(principal, action in [Action::\"create\", Action::\"read\"], resource is Server) when { principal.roles.contains(\"admin\") };",
                     *         "enabled": true,
                     *         "builtin": false,
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "updated_at": "2025-09-26T10:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PolicyAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["PolicyAnswer"];
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
    simulatePolicies: {
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
                 *       "roles": [
                 *         "developer"
                 *       ],
                 *       "actions": [
                 *         "delete"
                 *       ],
                 *       "resource": "servers:web-01",
                 *       "attributes": {
                 *         "infra": "production"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PolicySimulation"];
            };
        };
        responses: {
            /** @description One decision for each subject and action. */
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
                     *       "data": [
                     *         {
                     *           "subject": "developer",
                     *           "action": "delete",
                     *           "allowed": false,
                     *           "reason": "no policy allows it",
                     *           "policy": null,
                     *           "rule": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PolicyDecisionListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["PolicyDecisionListAnswer"];
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
    getPolicy: {
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
            /** @description The policy with its Cedar text. */
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
                     *         "id": "2e9b4d6f-8a1c-4e3f-b5d7-6c0a9e8f7d21",
                     *         "name": "new_policy",
                     *         "version": "1.0.0",
                     *         "description": null,
                     *         "rules": [
                     *           {
                     *             "effect": "Allow",
                     *             "resource": "servers:*",
                     *             "action": [
                     *               "create",
                     *               "read"
                     *             ],
                     *             "condition": "user.role == 'admin'"
                     *           }
                     *         ],
                     *         "cedar": "permit(principal, action in [Action::\"create\", Action::\"read\"], resource is Server) when { principal.roles.contains(\"admin\") };",
                     *         "enabled": true,
                     *         "builtin": false,
                     *         "created_at": "2025-09-26T10:00:00Z",
                     *         "updated_at": "2025-09-26T10:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PolicyAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["PolicyAnswer"];
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
    updatePolicy: {
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
                 *       "name": "updated_policy",
                 *       "rules": [
                 *         {
                 *           "effect": "Allow",
                 *           "resource": "servers:*",
                 *           "action": [
                 *             "create",
                 *             "read"
                 *           ],
                 *           "condition": "user.role == 'admin'"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PolicyUpdate"];
            };
        };
        responses: {
            /** @description It is updated. */
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
                     *       "data": "Policy updated successfully"
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
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["ValidationFailed"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deletePolicy: {
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
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "data": "Policy deleted successfully"
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
    listAuditLogs: {
        parameters: {
            query?: {
                /** @description Only what this user did. */
                user_id?: components["parameters"]["AuditUser"];
                /** @description Only this action, for example `server.create`. */
                action?: components["parameters"]["AuditAction"];
                /** @description Only this resource, for example `servers/web-01`. */
                resource?: components["parameters"]["AuditResource"];
                /** @description Not before this time. */
                from?: components["parameters"]["From"];
                /** @description Not after this time. */
                to?: components["parameters"]["To"];
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
            /** @description One page of records. */
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
                     *           "id": "d3f5a7c9-1b2e-4d60-9f8a-7b6c5d4e3f21",
                     *           "sequence": 1041,
                     *           "timestamp": "2025-09-26T10:00:00Z",
                     *           "user_id": "4f6b2c8e-1d3a-4b5c-9e7f-8a0d2c4b6e91",
                     *           "username": "admin",
                     *           "action": "server.create",
                     *           "resource": "servers/web-01",
                     *           "result": "success",
                     *           "details": {
                     *             "batch_id": "3d8a4b52-6f0e-4a7c-9b1d-5e2c8f7a6d10"
                     *           },
                     *           "request_id": "0b9f2d6e-7c1a-4e53-9a44-2f1f4f6f0c11",
                     *           "ip": "127.0.0.1",
                     *           "seal_sequence": 1040,
                     *           "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AuditListAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["AuditListAnswer"];
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
    getAuditHead: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Place and hash of the last sealed record. */
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
                     *         "seal_sequence": 1040,
                     *         "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AuditHeadAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["AuditHeadAnswer"];
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
    verifyAudit: {
        parameters: {
            query?: {
                /** @description A head exported before, as `<seal_sequence>:<hash>`: the chain must still hold it. */
                head?: components["parameters"]["AuditHead"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found; `valid` says whether all is as it was sealed. */
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
                     *         "valid": true,
                     *         "records": 1040,
                     *         "removed": 0,
                     *         "head": {
                     *           "seal_sequence": 1040,
                     *           "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         },
                     *         "unsealed": 1,
                     *         "oldest_unsealed_at": "2025-09-26T10:00:00Z",
                     *         "first_bad": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["AuditVerificationAnswer"];
                    "application/vnd.provisioning.v1+json": components["schemas"]["AuditVerificationAnswer"];
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
    exportAudit: {
        parameters: {
            query?: {
                /** @description JSON Lines or CSV. */
                format?: components["parameters"]["AuditFormat"];
                /** @description Only what this user did. */
                user_id?: components["parameters"]["AuditUser"];
                /** @description Only this action, for example `server.create`. */
                action?: components["parameters"]["AuditAction"];
                /** @description Only this resource, for example `servers/web-01`. */
                resource?: components["parameters"]["AuditResource"];
                /** @description Not before this time. */
                from?: components["parameters"]["From"];
                /** @description Not after this time. */
                to?: components["parameters"]["To"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One record a line. */
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
                    "application/jsonl": string;
                    "text/csv": string;
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
}
