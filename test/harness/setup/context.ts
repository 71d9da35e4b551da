/** What the setup of a project hands to its workers. */
export type TestStore =
  | {
      readonly kind: 'pglite';
      /** File with the dump of a migrated, empty PGlite. */
      readonly template: string;
      /** The same as a folder on disk. */
      readonly folder: string;
    }
  | {
      readonly kind: 'postgres';
      /** Maintenance database of the server; test databases are made beside it. */
      readonly adminUrl: string;
      /** Name of a migrated, empty database to clone. */
      readonly template: string;
    };

declare module 'vitest' {
  export interface ProvidedContext {
    store: TestStore;
  }
}
