/** The arrows of the house: openapi -> generated -> http -> services -> engine -> ports <- providers, repositories. */
const inside = (...folders) => `^(${folders.join('|')})/`;
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    never('no-circles', 'Two files that need each other are one file, or miss a third.', {}, { circular: true }),
    never('no-unresolved', 'An import that leads nowhere.', {}, { couldNotResolve: true }),
    never(
      'domain-stands-alone',
      'domain/ is under everything: it may import the generated enums, nothing else of ours.',
      { path: '^src/domain/' },
      { path: '^(src|generated|sdk|scripts)/', pathNot: ['^src/domain/', '^generated/enums\\.ts$'] },
    ),
    never('services-not-http', 'A service knows no HTTP.', { path: '^src/services/' }, { path: inside('src/http') }),
    never(
      'engine-behind-ports',
      'The engine reaches the world through engine/ports.ts and engine/slotPort.ts only.',
      { path: '^src/engine/' },
      { path: inside('src/providers', 'src/repositories', 'src/services', 'src/http') },
    ),
    never(
      'nothing-above-http',
      'Only compose mounts http.',
      { path: '^src/(engine|providers|repositories|taskservs|settings|auth|policy|events|webhooks|telemetry|domain)/' },
      { path: inside('src/http', 'src/services', 'src/cli') },
    ),
    never(
      'repositories-below',
      'Repositories speak SQL; they decide nothing and call nobody.',
      { path: '^src/repositories/' },
      {
        path: inside('src/engine', 'src/providers', 'src/auth', 'src/policy', 'src/events', 'src/webhooks'),
        pathNot: '^src/engine/(ports|slotPort|state)\\.ts$',
      },
    ),
    never(
      'handlers-ask-services',
      'http never speaks to the store, the engine or a provider.',
      { path: '^src/http/' },
      { path: inside('src/repositories', 'src/engine', 'src/providers', 'src/taskservs', 'src/settings') },
    ),
    never('sdk-alone', 'The package knows nothing of the server.', { path: '^sdk/' }, { path: '^(src|test|scripts)/' }),
    never(
      'compose-on-top',
      'Nobody imports the composition but the entry and the tests.',
      { pathNot: ['^src/(main|compose)', '^test/', '^src/cli/', '^examples/'] },
      { path: '^src/(compose|main)[^/]*\\.ts$' },
    ),
    never(
      'sql-in-repositories',
      'drizzle and the drivers stay in repositories/.',
      { path: '^src/', pathNot: '^src/repositories/' },
      { path: 'node_modules/(drizzle-orm|postgres|@electric-sql/pglite)/' },
    ),
    never(
      'hono-in-http',
      'hono stays in http/.',
      { path: '^src/', pathNot: '^src/http/' },
      { path: 'node_modules/(hono|@hono)/' },
    ),
    never(
      'jose-in-auth',
      'jose and otplib stay in auth/.',
      { path: '^src/', pathNot: '^src/auth/' },
      { path: 'node_modules/(jose|otplib)/' },
    ),
    never('no-tests-in-product', 'Fakes live in test/.', { path: '^(src|sdk)/' }, { path: '^test/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', '^generated/openapi/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
