import type { Actor } from '../domain/actor.ts';
import type { Clock } from '../domain/clock.ts';
import { forbidden } from '../domain/errors.ts';
import { EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { PolicySource } from './rule.ts';
import {
  createRuleSet,
  type Principal,
  type Question,
  type RequestFacts,
  type ResourceAttributes,
  type Verdict,
} from './ruleset.ts';
import { withinScope } from './scope.ts';
import type { Action, ResourceKind } from './vocabulary.ts';

/** Policies may be this old, in milliseconds: a change holds on every server within a second. */
const MAX_AGE_MS = 500;

export interface PolicyResource {
  readonly kind: ResourceKind;
  /** Its id; `*` for the kind as a whole (a list, a metric). */
  readonly id: string;
  readonly attributes?: Omit<ResourceAttributes, 'id'>;
}

export interface PolicyQuestion {
  readonly actor: Actor;
  readonly action: Action;
  readonly resource: PolicyResource;
}

/** A question with everything that policies look at; what is left out of `request` is unknown. */
export type SimulatedQuestion = Question;

export interface Decision {
  readonly allowed: boolean;
  /** For people: `allowed by rule 1 of policy admin`. */
  readonly reason: string;
  /** Name of the policy that decided; null when none spoke. */
  readonly policy: string | null;
  /** Which of its rules did, counted from 1. */
  readonly rule: number | null;
}

/**
 * Answers by the stored policies: nothing is allowed unless a rule allows it, and Deny wins. It may read the database on
 * a connection of its own, so it must not be awaited inside a transaction (the embedded database has but one).
 */
export interface Decider {
  /** May the actor do it to this resource? What isn't known of the resource never speaks for the actor. */
  decide(question: PolicyQuestion): Promise<Decision>;
  /** The same, throwing `forbidden` when not. */
  require(question: PolicyQuestion): Promise<void>;
  /** May the actor do it to some resource of this kind? Denied only when surely to none. */
  decideAtAll(actor: Actor, action: Action, kind: ResourceKind): Promise<Decision>;
  mayAtAll(actor: Actor, action: Action, kind: ResourceKind): Promise<boolean>;
  /** To which resources of this kind the actor may do it: what a list is narrowed to. Throws `forbidden` when to none. */
  rows(actor: Actor, action: Action, kind: ResourceKind): Promise<RowFilter>;
  /** The same questions about somebody who isn't asking now. */
  simulate(question: SimulatedQuestion): Promise<Decision>;
  /** Looks for changes at the next question: called after a change on this server, so that it holds here at once. */
  forget(): void;
}

const describe = ({ allowed, rule }: Verdict): Decision => ({
  allowed,
  reason:
    rule === null
      ? 'no policy allows it'
      : `${allowed ? 'allowed' : 'denied'} by rule ${rule.index + 1} of policy ${rule.policy}`,
  policy: rule?.policy ?? null,
  rule: rule === null ? null : rule.index + 1,
});

const BY_ITSELF: Decision = { allowed: true, reason: 'asked by the system itself', policy: null, rule: null };
const OUT_OF_SCOPE: Decision = {
  allowed: false,
  reason: 'the service token does not reach that far',
  policy: null,
  rule: null,
};

export function createDecider({ source, clock }: { readonly source: PolicySource; readonly clock: Clock }): Decider {
  const ruleSet = createRuleSet();
  let installed: number | undefined;
  let checked: { readonly at: number; readonly done: Promise<void> } | undefined;

  /** The version is read first: a change that comes in between only makes the next look load once more. */
  async function load(): Promise<void> {
    const version = await source.version();
    if (version === installed) return;
    const policies = await source.enabled();
    // A slower, older look must not put back what a newer one has replaced.
    if (installed !== undefined && installed > version) return;
    ruleSet.install(policies);
    installed = version;
  }

  function upToDate(): Promise<void> {
    const now = clock.now().getTime();
    if (checked !== undefined && now >= checked.at && now - checked.at < MAX_AGE_MS) return checked.done;
    const look = { at: now, done: load() };
    checked = look;
    look.done.catch(() => {
      if (checked === look) checked = undefined;
    });
    return look.done;
  }

  function principalOf(actor: Actor): Principal {
    return { id: actor.userId ?? '', username: actor.username, roles: actor.roles, mfa: actor.mfa };
  }

  function factsOf(actor: Actor): RequestFacts {
    const now = clock.now();
    const weekday = now.getUTCDay() === 0 ? 7 : now.getUTCDay();
    return {
      approved: actor.approvedPlan !== undefined,
      hour: now.getUTCHours(),
      weekday,
      ...(actor.ip === null ? {} : { ip: actor.ip }),
    };
  }

  const whoIs = (actor: Actor) => ({ principal: principalOf(actor), request: factsOf(actor) });

  async function decide({ actor, action, resource }: PolicyQuestion): Promise<Decision> {
    if (actor.kind === 'system') return BY_ITSELF;
    if (!withinScope(actor, action, resource.kind)) return OUT_OF_SCOPE;
    await upToDate();
    const { kind, id, attributes } = resource;
    const question = { ...whoIs(actor), action, kind };
    // What holds for every resource holds for this one: Cedar takes longer than all the rest of a read.
    const verdict = ruleSet.surely(question) ?? ruleSet.evaluate({ ...question, attributes: { ...attributes, id } });
    return describe(verdict);
  }

  async function decideAtAll(actor: Actor, action: Action, kind: ResourceKind): Promise<Decision> {
    if (actor.kind === 'system') return BY_ITSELF;
    if (!withinScope(actor, action, kind)) return OUT_OF_SCOPE;
    await upToDate();
    return describe(ruleSet.possibly({ ...whoIs(actor), action, kind }));
  }

  return {
    decide,
    async require(question) {
      const { allowed, reason } = await decide(question);
      const { action, resource } = question;
      const what = resource.id === '*' ? resource.kind : `${resource.kind}/${resource.attributes?.name ?? resource.id}`;
      if (!allowed) throw forbidden(`You may not ${action} ${what}: ${reason}`);
    },
    decideAtAll,
    mayAtAll: async (actor, action, kind) => (await decideAtAll(actor, action, kind)).allowed,
    async rows(actor, action, kind) {
      if (actor.kind === 'system') return EVERY_ROW;
      if (!withinScope(actor, action, kind)) throw forbidden(`You may not ${action} ${kind}: ${OUT_OF_SCOPE.reason}`);
      await upToDate();
      const { rows, denied } = ruleSet.rows({ ...whoIs(actor), action, kind });
      if (rows.kind !== 'none') return rows;
      throw forbidden(`You may not ${action} ${kind}: ${describe({ allowed: false, rule: denied }).reason}`);
    },
    async simulate(question) {
      await upToDate();
      return describe(ruleSet.evaluate(question));
    },
    forget() {
      checked = undefined;
    },
  };
}
