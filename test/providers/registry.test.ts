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

  it.each(['vm', 'constructor', ''])('mapped to the unknown driver %j stop the start with the key', (driver) => {
    expect(() => createProviders({ ...deps, config: { lab: { driver } } })).toThrow('providers.lab.driver');
  });
});
