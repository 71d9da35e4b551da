/**
 * What the caller demands of a record before it is changed. Called in the change's transaction with the record, held, in
 * the form in which a read shows it; throws `precondition_failed` when it is not what the caller means.
 */
export type Precondition = (current: unknown) => void;
