/** What the middleware needs to know of an operation; written per operation from the `x-` members of the contract. */
export interface OperationFacts {
  readonly operationId: string;
  readonly api: string;
  readonly method: 'get' | 'put' | 'post' | 'patch' | 'delete' | 'head' | 'options';
  /** As in the contract, parameters in braces. */
  readonly path: string;
  /** What the caller must be allowed to do; null: open to everyone. */
  readonly permission: { readonly resource: string; readonly action: string } | null;
  readonly rateLimit: 'auth' | 'general' | 'batch' | 'none';
  /** Audit action, `<singular>.<verb>`. */
  readonly audit: string;
  /** It takes an `Idempotency-Key`. */
  readonly keyed: boolean;
  /** Its answer has an `ETag`. */
  readonly etag: boolean;
  /** It takes an `If-Match`. */
  readonly ifMatch: boolean;
  readonly bodyLimit: 'default' | 'batch';
  readonly hasBody: boolean;
  readonly bodyRequired: boolean;
  /** Names of the query parameters. */
  readonly query: readonly string[];
  readonly websocket: boolean;
  readonly statuses: readonly number[];
  /** The first 2xx, or 101 where the answer is an upgraded connection. */
  readonly successStatus: number;
}
