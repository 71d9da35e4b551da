import { randomBytes } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import postgres from 'postgres';
import { openPostgres } from '../../../src/repositories/database.ts';
import { startCluster } from './cluster.ts';
import './context.ts';

/** One PostgreSQL for the run: the one of TEST_DATABASE_URL (its user may create databases), else one of our own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const cluster = given === undefined ? await startCluster() : { url: given, stop: () => Promise.resolve() };
  const template = `provisioning_template_${randomBytes(6).toString('hex')}`;
  const admin = postgres(cluster.url, { max: 1, onnotice: () => undefined });
  try {
    await admin`create database ${admin(template)}`;
    const templateUrl = new URL(cluster.url);
    templateUrl.pathname = `/${template}`;
    const migrated = await openPostgres(templateUrl.href, { maxConnections: 1 });
    await migrated.close();
  } catch (error) {
    await admin.end();
    await cluster.stop();
    throw error;
  }
  project.provide('store', { kind: 'postgres', adminUrl: cluster.url, template });
  return async () => {
    if (given !== undefined) await admin`drop database if exists ${admin(template)}`;
    await admin.end({ timeout: 5 });
    await cluster.stop();
  };
}
