import type { SecretBox } from '../auth/secretBox.ts';
import type { WebhookEndpoint } from '../config.ts';
import type { Clock } from '../domain/clock.ts';
import type { StoredWebhook, WebhookEndpointRepository } from '../repositories/webhookEndpoints.ts';
import { endpointName, type EndpointTarget } from './endpoint.ts';

/** What a webhook secret is sealed as: it opens only for its own endpoint. */
export const secretContext = (endpoint: string): string => `webhook ${endpoint}`;

interface TargetDeps {
  readonly configured: readonly WebhookEndpoint[];
  readonly repository: Pick<WebhookEndpointRepository, 'enabled' | 'disable'>;
  readonly secretBox: Pick<SecretBox, 'open'>;
  readonly clock: Clock;
}

/** Every endpoint that is to be served now: those of the configuration file, and those made by the API. */
export function createTargets({ configured, repository, secretBox, clock }: TargetDeps) {
  const ofFile = configured.map(({ url, events, secret }): EndpointTarget => ({
    name: endpointName(url),
    url,
    events,
    secrets: [secret],
    version: '',
    isStored: false,
  }));
  const ofStore = ({
    id,
    url,
    events,
    secret,
    previousSecret,
    previousUntil,
    updatedAt,
  }: StoredWebhook): EndpointTarget => {
    const open = (sealed: string): string => secretBox.open(sealed, secretContext(id));
    const overlaps = previousSecret !== null && previousUntil !== null && previousUntil > clock.now();
    const secrets = [open(secret), ...(overlaps ? [open(previousSecret)] : [])];
    return { name: id, url, events, secrets, version: updatedAt.toISOString(), isStored: true };
  };
  return {
    targets: async (): Promise<readonly EndpointTarget[]> => [
      ...ofFile,
      ...(await repository.enabled()).map((one) => ofStore(one)),
    ],
    /** The receiver said that it is gone for good. */
    onGone: async ({ name, isStored }: EndpointTarget): Promise<void> => {
      if (isStored) await repository.disable(name, 'the receiver answered 410: it is gone', clock.now());
    },
  };
}
