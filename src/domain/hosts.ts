/**
 * Whether the host of a server stays when the server is deleted, with all that task services installed there: it was
 * only taken into use. They must be removed one by one then, where elsewhere they go with their server.
 */
export const hostStays = (driver: unknown): boolean => driver === 'ssh';
