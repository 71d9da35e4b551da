import type { Actor } from '../domain/actor.ts';
import type { ResourceAttributes } from '../policy/ruleset.ts';
import type { CheckpointHead } from '../repositories/checkpoints.ts';
import type { ServerRow } from '../repositories/resources.ts';
import type { RunRow } from '../repositories/runs.ts';
import type { TaskOfRun } from '../repositories/tasks.ts';

/**
 * What policies see of a record. The repositories narrow their lists by the same columns, so that a list shows exactly
 * what can be read one by one.
 */
type Facts = Omit<ResourceAttributes, 'id'>;

export const serverFacts = (row: ServerRow): Facts => ({
  name: row.name,
  infra: row.infra,
  provider: row.provider,
  environment: row.labels['environment'],
  owner: row.createdBy,
});

export const taskFacts = ({ task, owner }: TaskOfRun): Facts => ({
  name: task.name,
  infra: typeof task.spec['infra'] === 'string' ? task.spec['infra'] : null,
  provider: task.provider,
  owner,
});

export const runFacts = (run: RunRow): Facts => ({ name: run.name, owner: run.createdBy });

export const checkpointFacts = (row: CheckpointHead): Facts => ({ name: row.name, owner: row.createdBy });

/** A batch that touches more pairs of provider and environment is asked about as if its environments were unknown. */
const MOST_QUESTIONS = 100;

/**
 * What policies see of something that is only submitted: once for each provider and environment it touches, since the
 * policies must allow all of them. It will be the actor's.
 */
export function submittedFacts(
  actor: Actor,
  name: string | undefined,
  providers: Iterable<string>,
  environments: Iterable<string | undefined>,
): readonly Facts[] {
  const [touched, labelled] = [new Set<string | undefined>(providers), new Set(environments)];
  if (touched.size === 0) touched.add(undefined);
  if (touched.size * labelled.size > MOST_QUESTIONS) labelled.clear();
  if (labelled.size === 0) labelled.add(undefined);
  return [...touched].flatMap((provider) =>
    [...labelled].map((environment) => ({ name, provider, environment, owner: actor.userId })),
  );
}
