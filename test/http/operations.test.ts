import { describe, expect, it } from 'vitest';
import { facts as controlCenter } from '../../generated/contract/control-center.ts';
import { facts as orchestrator } from '../../generated/contract/orchestrator.ts';
import { createResolver } from '../../src/http/operations.ts';

const find = createResolver(Object.values(orchestrator));
const ID = '7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21';

describe('createResolver', () => {
  it('finds every operation of both services by its method and path', () => {
    for (const facts of [orchestrator, controlCenter]) {
      const resolve = createResolver(Object.values(facts));
      for (const operation of Object.values(facts)) {
        const found = resolve(operation.method.toUpperCase(), operation.path.replaceAll(/\{[^}]+\}/g, ID));
        expect(found).toEqual({ kind: 'operation', facts: operation });
      }
    }
  });

  it('takes the literal path before the parameter', () => {
    expect(find('GET', '/rollback/statistics')).toMatchObject({ facts: { operationId: 'getRollbackStatistics' } });
    expect(find('GET', '/rollback/execute')).toEqual({ kind: 'other-method', allow: ['OPTIONS', 'POST'] });
  });

  it('takes HEAD for GET and names both where only another method was asked', () => {
    expect(find('HEAD', '/tasks')).toMatchObject({ facts: { operationId: 'listTasks' } });
    expect(find('TRACE', `/rollback/checkpoints/${ID}`)).toEqual({
      kind: 'other-method',
      allow: ['DELETE', 'GET', 'HEAD', 'OPTIONS'],
    });
  });

  it.each([
    '/',
    '/task',
    '//tasks',
    '/tasks/',
    '/tasks//',
    `/tasks/${ID}/`,
    '/tasks/..%2fmetrics',
    '/tasks/..%5Cmetrics',
    '/TASKS',
  ])('knows nothing at %s (B48)', (path) => {
    expect(find('GET', path)).toEqual({ kind: 'unknown' });
  });
});
