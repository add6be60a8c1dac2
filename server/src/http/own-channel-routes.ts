import { z } from 'zod';
import { ownChannelBody, ownChannelsAnswer } from '@chatire/protocol';
import type { Channel } from '../channels/channel.ts';
import { chooseChannel, leaveChannel, listOwnChannels } from '../channels/choose-channel.ts';
import type { Database } from '../database/database.ts';
import { rates } from './rate-limits.ts';
import { consumes, problemOf, problemsSignedIn, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

/** Where one is told by channels that the installation has besides push and mail. */
export function addOwnChannelRoutes(app: App, parts: { db: Database; channels: readonly Channel[] }): void {
  const tags = ['me'];
  const params = z.object({ channel: z.string() });
  const done = { 204: z.null(), ...problemsSignedIn, 404: problemOf('There is no such channel.') };

  app.get('/api/users/me/channels/', {
    schema: {
      tags,
      security,
      summary: "Further ways of being told of messages, of this installation's own",
      response: { 200: ownChannelsAnswer, ...problemsSignedIn },
    },
    handler: async (request) => ({ channels: await listOwnChannels(parts, signedInOf(request).user.id) }),
  });

  app.put('/api/users/me/channels/:channel/', {
    schema: {
      tags,
      security,
      summary: 'Be told by such a channel',
      consumes,
      params,
      body: ownChannelBody,
      response: done,
    },
    config: { rateLimit: rates.changeSettings },
    handler: async (request, reply) => {
      const { user } = signedInOf(request);
      await chooseChannel(parts, user.id, request.params.channel, request.body.address);
      return reply.code(204).send(null);
    },
  });

  app.delete('/api/users/me/channels/:channel/', {
    schema: { tags, security, summary: 'Be told by it no longer', params, response: done },
    handler: async (request, reply) => {
      await leaveChannel(parts, signedInOf(request).user.id, request.params.channel);
      return reply.code(204).send(null);
    },
  });
}
