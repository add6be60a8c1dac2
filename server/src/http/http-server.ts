import cookies from '@fastify/cookie';
import cors from '@fastify/cors';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { limits } from '@chatire/protocol';
import type { Authenticate } from '../accounts/authenticate.ts';
import type { AccessTokens } from '../accounts/access-token.ts';
import { claimFreely, createClaimTry } from '../accounts/claim-try.ts';
import type { Pulse } from '../administration/pulse.ts';
import type { LiveState } from '../administration/server-state.ts';
import type { OriginRules } from '../allowed-origins.ts';
import type { Channel } from '../channels/channel.ts';
import { createTrust } from '../client-address.ts';
import type { TokenBuckets } from '../limits/token-buckets.ts';
import type { Announce } from '../log/notices.ts';
import type { LiveSettings } from '../installation/server-settings.ts';
import type { OpenIdProvider } from '../identities/openid-provider.ts';
import type { MessageWriter } from '../messages/message-writer.ts';
import { publicPlaceOf, withoutPublicPath } from '../public-place.ts';
import { createSeal } from '../second-step/seal.ts';
import { addAdminAccountRoutes } from './admin-account-routes.ts';
import { addAdminRoutes } from './admin-routes.ts';
import { createAfterAnswer } from './after-answer.ts';
import { addAuthRoutes } from './auth-routes.ts';
import { addBodyParsers } from './body-parsers.ts';
import { addChatRoutes } from './chat-routes.ts';
import { addCheckRoutes } from './check-routes.ts';
import { guardRoutes } from './guard-routes.ts';
import { addEmailRoutes } from './email-routes.ts';
import { addExportRoutes } from './export-routes.ts';
import { addHealthRoutes, type HealthRoutesParts } from './health-routes.ts';
import { addInvitationRoutes } from './invitation-routes.ts';
import { addLinkRoutes } from './link-routes.ts';
import { addMailRoutes, type MailParts } from './mail-routes.ts';
import { addMemberRoutes } from './member-routes.ts';
import { addMessageRoutes } from './message-routes.ts';
import { addMetricsRoutes } from './metrics-routes.ts';
import { addModerationRoutes } from './moderation-routes.ts';
import { addReactionRoutes } from './reaction-routes.ts';
import { addOpenApi } from './openapi.ts';
import { observeRequests } from './observe-requests.ts';
import { createRequestMetrics } from './request-metrics.ts';
import { createOpenIdCookie } from './openid-cookie.ts';
import { addOpenIdRoutes } from './openid-routes.ts';
import { addPage } from './page.ts';
import { addOwnChannelRoutes } from './own-channel-routes.ts';
import { addPasskeyRoutes } from './passkey-routes.ts';
import { addPictureRoutes } from './picture-routes.ts';
import { answerWithProblem } from './problems.ts';
import { addPresenceRoutes } from './presence-routes.ts';
import { addPushRoutes, type PushParts } from './push-routes.ts';
import { addRateLimits } from './rate-limits.ts';
import { createRequestIds } from './request-ids.ts';
import { addResetRoutes, type ResetMailParts } from './reset-routes.ts';
import { securityHeaders } from './security-headers.ts';
import { addSecondStepRoutes } from './second-step-routes.ts';
import { addServerRoutes } from './server-routes.ts';
import { createDeviceCookie, createSessionCookie } from './session-cookie.ts';
import { requireServerRole, requireSignIn } from './sign-in-hook.ts';
import { addUserRoutes } from './user-routes.ts';
import { addWebhookRoutes, type WebhookRoutesParts } from './webhook-routes.ts';
import { refuseUnwantedBody, validatorCompiler } from './validation.ts';
import type { App } from './routes.ts';

export interface HttpServerParts extends HealthRoutesParts, WebhookRoutesParts {
  tokens: AccessTokens;
  authenticate: Authenticate;
  writer: MessageWriter;
  announce: Announce;
  /** Of the whole server, set by its owner and administrators. */
  settings: LiveSettings;
  state: Pick<LiveState, 'read'>;
  pulse: Pulse;
  origins: OriginRules;
  /** Undefined: signing in by others is off. */
  openId: OpenIdProvider | undefined;
  /** The database's own, from which keys are made. */
  secret: Uint8Array;
  /** Of what may be done how often; nothing when that isn't limited. */
  buckets: Pick<TokenBuckets, 'claim' | 'giveBack'> | undefined;
  /** Undefined: no mails are sent. */
  mail: (ResetMailParts & MailParts) | undefined;
  push: PushParts;
  metrics: Registry;
  /** Of those who may read `/metrics`; without it, programs of this machine may. */
  metricsToken: string | undefined;
  channels: readonly Channel[];
  /** Where the built page lies. */
  pageFolder: string;
  version: string;
  log: Logger;
}

/** Page and interface on one port. The caller listens. */
export async function createHttpServer(parts: HttpServerParts): Promise<FastifyInstance> {
  const { db, tokens, authenticate, announce, origins, settings } = parts;
  const place = publicPlaceOf(origins.publicUrl);
  const isTrusted = createTrust(origins.publicUrl);
  const app: FastifyInstance = Fastify({
    // A line for each request would drown what matters, and its own have addresses, which may be links.
    loggerInstance: quieter(parts.log),
    // Of the request our own lines say more.
    childLoggerFactory: (logger) => logger,
    genReqId: createRequestIds(isTrusted) as (request: unknown) => string,
    bodyLimit: limits.bodyBytes,
    trustProxy: isTrusted,
    rewriteUrl: ({ url = '/' }) => withoutPublicPath(place.path, url),
    routerOptions: { ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: 30_000,
    frameworkErrors: (error, request, reply) =>
      void answerWithProblem(error, request, reply.headers(securityHeaders(request.url, place))),
  });
  app.setErrorHandler(answerWithProblem);
  app.setValidatorCompiler(validatorCompiler);
  // The domain builds the answers field by field; a test holds them against the schemas.
  app.setSerializerCompiler(() => JSON.stringify);
  app.decorateRequest('signedIn', null);
  app.addHook('preValidation', refuseUnwantedBody);

  observeRequests(app, parts.log, createRequestMetrics(parts.metrics, parts.pulse));
  guardRoutes(app, {
    signIn: requireSignIn(authenticate),
    serverRole: (roles) => requireServerRole(authenticate, roles),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders(request.url, place));
  });
  await app.register(cors, {
    origin: [...origins.allowedOrigins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    maxAge: 600,
  });
  await app.register(cookies);
  addBodyParsers(app);
  if (parts.buckets) addRateLimits(app, parts.buckets);
  const claimTry = parts.buckets ? createClaimTry(db) : claimFreely;
  await addOpenApi(app, parts.version, place.path);

  const typed = app as unknown as App;
  const cookie = createSessionCookie(place);
  const deviceCookie = createDeviceCookie(place);
  const seal = createSeal(parts.secret);
  addAuthRoutes(typed, {
    db,
    tokens,
    authenticate,
    announce,
    settings,
    cookie,
    deviceCookie,
    origins,
    claimTry,
    seal,
  });
  const openIdCookie = createOpenIdCookie(place, parts.secret);
  addOpenIdRoutes(typed, {
    db,
    tokens,
    announce,
    settings,
    provider: parts.openId,
    sendsMail: parts.mail !== undefined,
    cookie,
    openIdCookie,
    publicPath: place.path,
  });
  addPasskeyRoutes(typed, {
    db,
    tokens,
    announce,
    claimTry,
    cookie,
    deviceCookie,
    origins,
    seal,
    issuer: parts.openId?.issuer,
    place,
    secret: parts.secret,
  });
  addSecondStepRoutes(typed, { db, claimTry, seal });
  const { mail, log } = parts;
  const afterAnswer = createAfterAnswer(typed, log);
  addResetRoutes(typed, { db, announce, claimTry, mail, log, afterAnswer });
  addEmailRoutes(typed, { db, claimTry, mail, afterAnswer });
  await addMailRoutes(typed, { db, mail });
  addChatRoutes(typed, { db, announce, claimTry });
  addMemberRoutes(typed, { db, announce });
  addInvitationRoutes(typed, { db, tokens, announce, cookie, claimTry, settings });
  addLinkRoutes(typed, { db, announce });
  addMessageRoutes(typed, { db, writer: parts.writer, announce, settings });
  addModerationRoutes(typed, { db, announce });
  addWebhookRoutes(typed, parts);
  addExportRoutes(typed, { db });
  addUserRoutes(typed, { db, announce, cookie, claimTry });
  await addPictureRoutes(typed, { db, announce, settings });
  addPresenceRoutes(typed, { db, announce });
  addOwnChannelRoutes(typed, parts);
  addPushRoutes(typed, { db, push: parts.push });
  addReactionRoutes(typed, { db, announce });
  addServerRoutes(typed, { db, settings });
  addAdminAccountRoutes(typed, { db, announce, claimTry });
  addAdminRoutes(typed, { db, announce, claimTry, settings, state: parts.state });
  addHealthRoutes(app, parts);
  addCheckRoutes(app, parts.secret, isTrusted);
  addMetricsRoutes(app, parts.metrics, parts.metricsToken);
  await addPage(app, parts.pageFolder, place.path);
  return app;
}

function quieter(log: Logger): FastifyBaseLogger {
  return log.child({}, { level: log.isLevelEnabled('warn') ? 'warn' : log.level });
}
