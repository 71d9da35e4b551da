import type { Submission, SubmissionRepository } from '../repositories/submissions.ts';

/** Tasks that one statement stores at most; more have a transaction of their own. */
const MAX_TASKS = 1_000;

/** Stores what is submitted. False when it was refused, or is too much: then a transaction of its own says why, or does it. */
export type Submit = (submission: Submission) => Promise<boolean>;

interface Group {
  readonly submissions: Submission[];
  tasks: number;
  readonly stored: Promise<boolean>;
}

/**
 * Group commit of what is submitted: the first is stored at once, and what comes meanwhile is stored together after it,
 * so that callers wait for the disk together and not for each other.
 */
export function createSubmit({ store }: Pick<SubmissionRepository, 'store'>): Submit {
  let open: Group | undefined;
  let before: Promise<unknown> = Promise.resolve();

  function begin(): Group {
    const stored = before.then(() => {
      if (open === group) open = undefined;
      return store(group.submissions);
    });
    const group: Group = { submissions: [], tasks: 0, stored };
    before = stored.catch(() => undefined);
    open = group;
    return group;
  }

  return (submission) => {
    const count = submission.tasks.length;
    if (count > MAX_TASKS) return Promise.resolve(false);
    if (open !== undefined && open.tasks + count > MAX_TASKS) open = undefined;
    open ??= begin();
    open.submissions.push(submission);
    open.tasks += count;
    return open.stored;
  };
}
