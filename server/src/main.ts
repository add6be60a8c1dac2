import { sql } from 'kysely';
import type { PoolConfig } from 'pg';
import { pino, type Logger } from 'pino';
import { fillSkeletons } from './accounts/fill-skeletons.ts';
import { createAuthenticate } from './accounts/authenticate.ts';
import { createAccessTokens } from './accounts/access-token.ts';
import { createPulse } from './administration/pulse.ts';
import { watchState } from './administration/server-state.ts';
import { addressesOf } from './addresses.ts';
import type { Broker } from './broker/broker.ts';
import { createInProcessBroker } from './broker/in-process-broker.ts';
import { createPostgresBroker } from './broker/postgres-broker.ts';
import { createRabbitMqBroker } from './broker/rabbitmq-broker.ts';
import { postNotice } from './channels/webhook-channel.ts';
import { loadConfig, settingNames, type Config } from './config.ts';
import { openDatabase, openPool, useOf } from './database/database.ts';
import { startEmbeddedPostgres } from './database/embedded-postgres.ts';
import { migrate } from './database/migrate.ts';
import { migrateJobs } from './database/migrate-jobs.ts';
import { createAnnounce } from './gateway/announce.ts';
import { createGateway, type Gateway } from './gateway/gateway.ts';
import { newTally } from './gateway/tally.ts';
import { gatewayReads } from './gateway-reads.ts';
import { createHealthServer } from './http/health-server.ts';
import { createHttpServer } from './http/http-server.ts';
import { listen, stopListening } from './http/listen.ts';
import { inProject, readVersion } from './in-project.ts';
import { findInstallation } from './installation/find-installation.ts';
import { ownerLink, ownerToken } from './installation/owner-link.ts';
import { openSettings } from './installation/server-settings.ts';
import { readJobLoad } from './jobs/read-jobs.ts';
import { runJobs } from './jobs/run-jobs.ts';
import { createTokenBuckets } from './limits/token-buckets.ts';
import { loggedError } from './logged-error.ts';
import type { Announce } from './log/notices.ts';
import { createMailLinks } from './mail/mail-links.ts';
import { createMessageWriter } from './messages/message-writer.ts';
import { createMetrics } from './metrics.ts';
import { misspeltSettings } from './misspelt-settings.ts';
import { openChannels } from './open-channels.ts';
import { pushIdentityOf } from './push/push-key.ts';
import { createSendPush } from './push/send-push.ts';
import { runUntilStopped } from './run.ts';
import { createTasks } from './tasks.ts';

/** Builds the parts and wires them. Each part that has to be stopped says so at once; the last one stops first. */
await runUntilStopped(async ({ signal, onStop, fail }) => {
  const config = loadConfig(process.env);
  const log = pino(
    { level: config.logLevel, serializers: { err: loggedError } },
    pino.destination({ fd: 2, sync: true }),
  );
  const say = (line: string) => process.stdout.write(`${line}\n`);

  for (const sentence of misspeltSettings(process.env, settingNames)) say(sentence);
  if (!config.databaseUrl) say('Starting PostgreSQL …');
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbeddedPostgres({ dataDir: config.dataDir, log, signal });
  if (embedded) onStop(() => embedded.stop());
  void embedded?.lost.then(fail);
  const connection = embedded?.connection ?? { connectionString: config.databaseUrl };

  const applied = await migrate(connection, inProject('server/migrations'));
  if (applied.length > 0)
    say(`Brought the database up to date: ${applied.length} changes, the last ${applied.at(-1)}`);
  await migrateJobs(connection);
  const onBroken = ({ message }: Error) => {
    // Those that end since we stop aren't broken.
    if (!signal.aborted) log.warn(`A database connection broke (${message}).`);
  };
  const db = openDatabase(connection, onBroken);
  onStop(() => db.destroy());
  const installation = await findInstallation(db);
  await fillSkeletons(db);

  const broker = await openBroker(config.broker, connection, log);
  onStop(() => broker.close());
  const pulse = createPulse();
  const publish = createAnnounce(broker, log);
  const announce: Announce = (notices) => {
    pulse.events(notices.filter(({ kind }) => kind === 'event').length);
    publish(notices);
  };
  const settings = await openSettings(db);
  const tokens = createAccessTokens(installation.token_secret);
  const authenticate = createAuthenticate(db, tokens);
  const isShared = config.broker.kind !== 'in-process';
  const buckets = config.rateLimits ? createTokenBuckets(isShared ? announce : undefined) : undefined;
  onStop(async () => buckets?.stop());
  const version = readVersion();
  const noGateway = newTally();
  const jobTally = { done: 0, failed: 0 };
  const health = {
    pingDatabase: async () => void (await sql`select 1`.execute(db)),
    isBrokerHealthy: () => broker.isHealthy(),
    metrics: createMetrics({
      build: { version, broker: config.broker.kind },
      sockets: () => gateway?.socketCount() ?? 0,
      gateway: () => gateway?.tally ?? noGateway,
      isBrokerHealthy: () => broker.isHealthy(),
      broker: broker.tally,
      database: useOf(db),
      refusals: buckets?.refusals ?? {},
      jobs: jobTally,
      readJobLoad: () => readJobLoad(db),
    }),
    metricsToken: config.metricsToken,
  };

  const push = pushIdentityOf(installation.push_key, config.publicUrl, config.mail?.from);
  const sendPush = createSendPush(push, config.webhooksPrivate);
  const mail = config.mail && {
    // As with the provider: who sends no mail needn't hold its library.
    mailer: (await import('./mail/mailer.ts')).createMailer(config.mail),
    links: createMailLinks(installation.token_secret, config.mail.origin),
    origin: config.mail.origin,
  };
  const webhooks = { allowPrivate: config.webhooksPrivate, origin: config.publicUrl };
  const channels = await openChannels({ webhooks, sendPush, mail, files: config.channels });
  if (config.roles.worker) {
    // Connections of their own: jobs never take those that posts wait for.
    const jobsDb = openDatabase({ ...connection, max: 4 }, onBroken);
    const pool = openPool({ ...connection, max: 4 }, onBroken);
    const jobs = runJobs({
      db: jobsDb,
      pool,
      tasks: createTasks({ db: jobsDb, announce, channels }),
      tally: jobTally,
      log,
    });
    onStop(async () => {
      await jobs.stop();
      await Promise.all([jobsDb.destroy(), pool.end()]);
    });
  }
  let gateway: Gateway | undefined;
  const startedAt = new Date().toISOString();
  const state = watchState({
    db,
    settings,
    isShared: isShared || !config.roles.web || !config.roles.worker,
    log,
    own: () => ({
      version,
      started_at: startedAt,
      sockets: gateway?.socketCount() ?? 0,
      ...pulse.now(),
      memory: process.memoryUsage.rss(),
      broker: config.broker.kind,
      is_broker_healthy: broker.isHealthy(),
    }),
  });
  onStop(() => state.stop());

  const app = config.roles.web
    ? await createHttpServer({
        db,
        tokens,
        authenticate,
        announce,
        settings,
        state,
        pulse,
        writer: createMessageWriter(db, config.noticesAfter),
        origins: config,
        openId: await openIdProviderOf(config.openId),
        postNotice: (notice, address) => postNotice(webhooks, notice, address),
        mail,
        push: { publicKey: push.publicKey, send: sendPush, mayBePrivate: config.webhooksPrivate },
        channels,
        secret: installation.token_secret,
        buckets,
        ...health,
        pageFolder: inProject('web/dist'),
        version,
        log,
      })
    : createHealthServer(health);
  if (config.roles.web)
    gateway = createGateway({
      server: app.server,
      origins: config,
      broker,
      epoch: installation.epoch,
      announce,
      authenticate,
      buckets,
      rereadSettings: () => void settings.reread().catch(() => undefined),
      ...gatewayReads(db, announce),
      log,
    });
  onStop(async () => {
    await gateway?.stop();
    await stopListening(app);
  });
  const port = await listen(app, config.host, config.port);
  const addresses = addressesOf(config.host, port, config.publicUrl);
  for (const address of addresses) say(address);
  const token = config.roles.web ? await ownerToken(db) : undefined;
  if (token)
    say(
      `Nobody owns this server yet. Whoever opens this link first does:\n${ownerLink(addresses.at(-1) ?? '', token)}`,
    );
});

function openBroker(broker: Config['broker'], connection: PoolConfig, log: Logger): Promise<Broker> | Broker {
  switch (broker.kind) {
    case 'in-process':
      return createInProcessBroker();
    case 'postgres':
      return createPostgresBroker({ connection, log });
    case 'rabbitmq':
      return createRabbitMqBroker({ urls: broker.urls, log });
  }
}

/** Its library is loaded only where it is wanted. */
async function openIdProviderOf(openId: Config['openId']) {
  if (!openId) return undefined;
  const { createOpenIdProvider } = await import('./identities/openid-provider.ts');
  return createOpenIdProvider(openId);
}
