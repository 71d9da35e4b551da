import { z } from 'zod';

/** `server.json`: what a server that is a directory tells of itself, and that it is ours. */
export const serverRecord = z.strictObject({
  id: z.string(),
  name: z.string(),
  plan: z.string(),
  zone: z.string(),
  labels: z.record(z.string(), z.string()),
  token: z.string(),
  createdAt: z.string(),
});

export type ServerRecord = z.infer<typeof serverRecord>;
