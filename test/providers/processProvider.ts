import { createProcessProvider } from '../../src/providers/local/process/provider.ts';

export const processProvider = (dataDir: string, name = 'upcloud') =>
  createProcessProvider({ name, dataDir, node: process.execPath, host: 'here', now: () => new Date() });
