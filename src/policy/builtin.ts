import type { PolicyRule } from '../../generated/contract/control-center.ts';
import type { Role } from '../../generated/enums.ts';
import type { Action, ResourceKind } from './vocabulary.ts';

/** A policy that comes with the product: what a role may do, in rules that anyone may read. */
export interface BuiltinPolicy {
  readonly name: string;
  readonly description: string;
  readonly rules: readonly PolicyRule[];
}

type Grants = Partial<Record<ResourceKind, readonly Action[]>>;

const role = (name: Role, description: string, grants: Grants): BuiltinPolicy => ({
  name: `role-${name}`,
  description,
  rules: Object.entries(grants).map(([kind, action]) => ({
    effect: 'Allow',
    resource: `${kind}:*`,
    action: [...action],
    condition: `user.role == '${name}'`,
  })),
});

const withRule = (policy: BuiltinPolicy, rule: PolicyRule): BuiltinPolicy => ({
  ...policy,
  rules: [...policy.rules, rule],
});

const READ: readonly Action[] = ['read'];

/** What every role that works with the platform may look at. */
const views: Grants = {
  servers: READ,
  taskservs: READ,
  clusters: READ,
  tasks: READ,
  batches: READ,
  checkpoints: READ,
  plans: READ,
  schedules: READ,
  events: READ,
  metrics: READ,
  system: READ,
};

const work: readonly Action[] = ['create', 'read', 'execute', 'cancel'];
const everyVerb: readonly Action[] = ['create', 'read', 'update', 'delete', 'execute', 'cancel', 'rollback', 'approve'];

export const builtinPolicies: readonly BuiltinPolicy[] = [
  {
    name: 'role-admin',
    description: 'Admins may do everything.',
    rules: [{ effect: 'Allow', resource: '*', action: ['*'], condition: "user.role == 'admin'" }],
  },
  role('operator', 'Operators run the platform: servers, services, batches, checkpoints and rollbacks.', {
    ...views,
    servers: everyVerb,
    taskservs: everyVerb,
    clusters: everyVerb,
    tasks: everyVerb,
    batches: everyVerb,
    checkpoints: everyVerb,
    plans: everyVerb,
    schedules: everyVerb,
  }),
  withRule(
    role(
      'developer',
      'Developers create and run, and cancel; they delete only schedules of their own, and do not roll back.',
      {
        ...views,
        servers: work,
        taskservs: work,
        clusters: work,
        batches: work,
        tasks: work,
        plans: ['create', 'read', 'execute'],
        schedules: ['create', 'read'],
      },
    ),
    {
      effect: 'Allow',
      resource: 'schedules:*',
      action: ['update', 'delete'],
      condition: "user.role == 'developer' && resource.owner == user.id",
    },
  ),
  role('viewer', 'Viewers look.', views),
  role('auditor', 'Auditors look, also at users, policies and the audit log.', {
    ...views,
    audit: READ,
    users: READ,
    policies: READ,
  }),
  {
    name: 'every-user',
    description: 'Whoever is logged in may see to their own logins: sessions, password, second factor, service tokens.',
    rules: [{ effect: 'Allow', resource: 'sessions:*', action: ['create', 'read', 'update', 'delete'] }],
  },
];
