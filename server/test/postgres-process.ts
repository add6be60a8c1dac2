import { startEmbeddedPostgres } from '../src/database/embedded-postgres.ts';

// A process of its own that serves the embedded PostgreSQL of the folder given, so that a test can kill it.
try {
  const postgres = await startEmbeddedPostgres({
    dataDir: process.argv[2] ?? '',
    log: { info: console.error, warn: console.error },
  });
  process.once('SIGTERM', () => void postgres.stop().then(() => process.exit(0)));
  console.log(JSON.stringify(postgres.connection));
  setInterval(() => undefined, 1_000);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
  process.exit(1);
}
