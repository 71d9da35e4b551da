import { notFound } from '../domain/errors.ts';
import type { Decider, PolicyQuestion } from '../policy/decide.ts';

export type VisibleDecider = Pick<Decider, 'decide' | 'decideAtAll' | 'require'>;

/**
 * Asks about a resource that is there. Who may neither do it nor see it, but may see others of its kind, isn't told that
 * there is one more: to him it is not there (`not_found`, in the words for an id that nothing has). Who may see it, or
 * none of its kind, is told which policy forbids it.
 */
export async function requireOf(decider: VisibleDecider, noun: string, question: PolicyQuestion): Promise<void> {
  if ((await decider.decide(question)).allowed) return;
  const { actor, action, resource } = question;
  const seen = action !== 'read' && (await decider.decide({ actor, action: 'read', resource })).allowed;
  if (!seen && (await decider.decideAtAll(actor, 'read', resource.kind)).allowed) throw notFound(noun, resource.id);
  await decider.require(question);
}
