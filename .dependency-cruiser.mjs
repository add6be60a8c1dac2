/*
 * The import law: which part may know which. The reasons stand in CONTRIBUTING.md.
 * Imports of types count too, except where a rule says otherwise.
 */

const workspaces = '^(protocol|server|web|e2e|chaos|bench)/';
const ours = '^(protocol|server|web|e2e|chaos|bench|scripts)/';
const tests = '\\.test\\.ts$';
/** Every folder of the server's source but the edges, and the doctor, who looks at all: the nouns, where use cases and stores live. */
const domain = '^server/src/(?!(http|gateway|broker|database|doctor)/)[^/]+/';
const packages = (...names) => `(^|/)node_modules/(@types/)?(${names.join('|')})(/|$)`;

export default {
  forbidden: [
    // Between the packages
    {
      name: 'web-knows-only-the-protocol',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: ours, pathNot: '^(web|protocol)/' },
    },
    {
      name: 'protocol-stands-alone',
      severity: 'error',
      from: { path: '^protocol/' },
      to: { path: ours, pathNot: '^protocol/' },
    },
    {
      name: 'server-knows-only-the-protocol',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: ours, pathNot: '^(server|protocol)/' },
    },
    {
      name: 'other-packages-by-name',
      comment: "A path that leaves one's own package: import @chatire/… by its name instead.",
      severity: 'error',
      from: { path: workspaces },
      to: { path: ours, pathNot: '^$1/', dependencyTypesNot: ['aliased-workspace', 'npm', 'npm-dev'] },
    },

    // Inside the server
    {
      name: 'domain-knows-no-edge',
      comment: 'What a use case needs of the gateway or the broker is handed to it by main.ts.',
      severity: 'error',
      from: { path: domain },
      to: {
        path: [
          '^server/src/(http|gateway|broker)/',
          packages('fastify', '@fastify/[^/]+', 'ws', 'rabbitmq-client'),
        ],
      },
    },
    {
      name: 'http-knows-neither-gateway-nor-broker',
      severity: 'error',
      from: { path: '^server/src/http/' },
      to: { path: '^server/src/(gateway|broker)/' },
    },
    {
      name: 'gateway-knows-neither-http-nor-stores',
      comment: 'It reads through the functions of the domain.',
      severity: 'error',
      from: { path: '^server/src/gateway/', pathNot: tests },
      to: { path: ['^server/src/http/', '^server/src/.+-store\\.ts$'] },
    },
    {
      name: 'broker-stands-alone',
      severity: 'error',
      from: { path: '^server/src/broker/', pathNot: tests },
      to: { path: ours, pathNot: '^server/src/(broker/|startup-error\\.ts$)' },
    },
    {
      name: 'sql-in-stores-only',
      comment: 'kysely and pg belong to *-store.ts, database/ and main.ts.',
      severity: 'error',
      from: {
        path: '^server/src/',
        pathNot: ['-store\\.ts$', '^server/src/database/', '^server/src/main\\.ts$', tests],
      },
      to: { path: packages('kysely', 'pg') },
    },
    {
      name: 'database-by-its-door',
      comment:
        'Others take transactions, the errors and types from database/; only main.ts, the commands and the doctor open databases.',
      severity: 'error',
      from: {
        path: '^server/src/',
        pathNot: [
          '^server/src/(database|doctor)/',
          '^server/src/(main|command|reset-link|owner-link|backup|restore)\\.ts$',
          tests,
        ],
      },
      to: {
        path: '^server/src/database/',
        pathNot: '^server/src/database/(database|database-errors)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nobody-imports-main',
      comment: 'main.ts constructs; whoever needs a part is given it.',
      severity: 'error',
      from: {},
      to: { path: '^(server|web)/src/main\\.ts$' },
    },

    // Everywhere
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-import-that-leads-nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^[^/]+/(dist|test-results|playwright-report)/' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs', 'tsd'],
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'module', 'browser', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.vue', '.json', '.css', '.d.ts'],
    },
  },
};
