/** The words of policies: what can be asked for, of what, and what a condition may look at. */

/** Resource kinds as rules and `x-permission` spell them, beside the Cedar entity type of each. */
export const entityTypes = {
  servers: 'Server',
  taskservs: 'Taskserv',
  clusters: 'Cluster',
  tasks: 'Task',
  batches: 'Batch',
  checkpoints: 'Checkpoint',
  plans: 'Plan',
  schedules: 'Schedule',
  users: 'UserRecord',
  policies: 'Policy',
  audit: 'Audit',
  events: 'Event',
  metrics: 'Metric',
  system: 'System',
  sessions: 'Session',
  webhooks: 'Webhook',
} as const;

export type ResourceKind = keyof typeof entityTypes;

export const isResourceKind = (word: string): word is ResourceKind => Object.hasOwn(entityTypes, word);

export const actions = ['create', 'read', 'update', 'delete', 'execute', 'cancel', 'rollback', 'approve'] as const;

export type Action = (typeof actions)[number];

/** `roles` is its own type: `user.role == 'x'` means any of the user's roles. */
export type ValueType = 'string' | 'number' | 'boolean' | 'roles';

interface AttributeFact {
  readonly type: ValueType;
  /** Where Cedar finds it. */
  readonly cedar: string;
  /** The test that it is there; null for what every request has. */
  readonly presence: string | null;
}

const of = (root: 'resource' | 'context', name: string, type: ValueType): AttributeFact => ({
  type,
  cedar: `${root}.${name}`,
  presence: `${root} has ${name}`,
});

const user = (name: string, type: ValueType): AttributeFact => ({ type, cedar: `principal.${name}`, presence: null });

/**
 * Every path a condition may name. `request.approved` is true when an approved plan is carried out, `request.hour` is
 * 0..23 and `request.weekday` 1 (Monday)..7, both in UTC.
 */
export const attributes: ReadonlyMap<string, AttributeFact> = new Map([
  ['user.id', user('id', 'string')],
  ['user.username', user('username', 'string')],
  ['user.role', user('roles', 'roles')],
  ['user.roles', user('roles', 'roles')],
  ['user.mfa', user('mfa', 'boolean')],
  ['resource.id', of('resource', 'id', 'string')],
  ['resource.name', of('resource', 'name', 'string')],
  ['resource.infra', of('resource', 'infra', 'string')],
  ['resource.provider', of('resource', 'provider', 'string')],
  ['resource.environment', of('resource', 'environment', 'string')],
  ['resource.owner', of('resource', 'owner', 'string')],
  ['request.approved', of('context', 'approved', 'boolean')],
  ['request.ip', of('context', 'ip', 'string')],
  ['request.hour', of('context', 'hour', 'number')],
  ['request.weekday', of('context', 'weekday', 'number')],
]);

const names = Object.values(entityTypes).join(', ');
const verbs = actions.map((action) => JSON.stringify(action)).join(', ');

/** The same as a Cedar schema: what no policy may contradict. All but the user is optional, so each use is guarded. */
export const schemaText = `entity User = { id: String, username: String, roles: Set<String>, mfa: Bool };
entity ${names} = { id?: String, name?: String, infra?: String, provider?: String, environment?: String, owner?: String };
action ${verbs} appliesTo {
  principal: [User],
  resource: [${names}],
  context: { approved?: Bool, ip?: String, hour?: Long, weekday?: Long },
};
`;
