import { facts as controlCenter } from '../../generated/contract/control-center.ts';
import type { OperationFacts } from '../../generated/contract/facts.ts';
import { facts as orchestrator } from '../../generated/contract/orchestrator.ts';
import type { Api } from './contract.ts';

export interface TestedOperation extends OperationFacts {
  readonly api: Api;
  /** The path with an id that nothing has. */
  readonly url: string;
}

/** A UUID that no record will ever have. */
export const NOBODY = '00000000-0000-4000-8000-000000000000';

const of = (api: Api, facts: Readonly<Record<string, OperationFacts>>): TestedOperation[] =>
  Object.values(facts).map((operation) => ({
    ...operation,
    api,
    url: operation.path.replace(/\{(id|delivery)\}/g, NOBODY),
  }));

/** Every operation of both services that is a request and an answer. */
export const operations: readonly TestedOperation[] = [
  ...of('orchestrator', orchestrator),
  ...of('control-center', controlCenter),
].filter(({ websocket }) => !websocket);
