import { describe, expect, it } from 'vitest';
import { createProviders } from '../../src/providers/registry.ts';

const deps = { dataDir: '/nonexistent', node: process.execPath, host: 'here', now: () => new Date() };

describe('provider names', () => {
  it('are served by the driver they are mapped to', () => {
    const providers = createProviders({ ...deps, config: { upcloud: { driver: 'process' } } });
    expect(providers.lookUp('upcloud')).toMatchObject({ provider: { name: 'upcloud', driver: 'process' } });
    expect(providers.names).toEqual(['upcloud']);
  });

  it('that are unknown, or clouds without a mapping, tell what to set', () => {
    const providers = createProviders({ ...deps, config: { lab: { driver: 'process' } } });
    expect(providers.lookUp('aws')).toEqual({
      reason: expect.stringContaining('[providers.aws] driver = "process"') as string,
    });
    expect(providers.lookUp('azure')).toEqual({ reason: expect.stringContaining('configured are lab') as string });
    expect(providers.lookUp('__proto__')).toHaveProperty('reason');
  });

  it('may be those of hosts that are reached by ssh', () => {
    const hosts = { 'web-01': { address: '10.0.0.5', port: 22, fingerprint: `SHA256:${'A'.repeat(43)}` } };
    const metal = { driver: 'ssh' as const, user: 'root', key_file: '/k', sudo: false, directory: '.p', hosts };
    const providers = createProviders({ ...deps, config: { metal } });
    expect(providers.lookUp('metal')).toMatchObject({ provider: { name: 'metal', driver: 'ssh' } });
  });
});
