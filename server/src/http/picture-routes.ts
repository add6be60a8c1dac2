import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { chatDetailsSchema, limits, selfSchema, serverSettingsSchema } from '@chatire/protocol';
import { readChat } from '../chats/read-chat.ts';
import { InvalidInput } from '../errors.ts';
import { setLogo, type ChangeServerParts } from '../installation/change-server.ts';
import { readPicture } from '../pictures/read-picture.ts';
import { setChatPicture, setUserPicture } from '../pictures/set-picture.ts';
import { chatParams } from './chat-routes.ts';
import { rates } from './rate-limits.ts';
import { problemOf, problems, problemsOfChat, problemsSignedIn, security, type App } from './routes.ts';
import { signedInOf } from './sign-in-hook.ts';

const year = 31_536_000;

export async function addPictureRoutes(app: App, parts: ChangeServerParts): Promise<void> {
  const { db, announce } = parts;
  const tags = ['pictures'];
  const description = `The body is the file itself: JPEG, PNG, WebP, GIF or AVIF, at most ${limits.pictureBytes / 1024 / 1024} MB and ${limits.picturePixels / 1_000_000} megapixels, ${limits.pictureSide} pixels on its longer side. Its middle is kept, ${limits.pictureSize} pixels square.`;
  const tooLarge = { 413: problemOf('The file is too large.') };

  app.get('/api/pictures/:file', {
    schema: {
      tags,
      summary: 'A picture, by the address that users and chats have',
      params: z.object({ file: z.string() }),
      response: { ...problems, 404: problemOf('No such picture.') },
    },
    config: { rateLimit: rates.seePicture },
    handler: async (request, reply) => {
      const bytes = await readPicture(db, request.params.file);
      return reply
        .type('image/webp')
        .header('cache-control', `public, max-age=${year}, immutable`)
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(bytes as never);
    },
  });

  // A scope of its own, where a body is nothing but bytes.
  await app.register(async (plain) => {
    const scope = plain as unknown as App;
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    const shared = {
      bodyLimit: limits.pictureBytes,
      config: { rateLimit: rates.newPicture },
    };

    scope.put('/api/users/me/picture/', {
      ...shared,
      schema: {
        tags,
        security,
        summary: 'My picture',
        description,
        response: { 200: selfSchema, ...problemsSignedIn, ...tooLarge },
      },
      handler: (request) => setUserPicture(db, announce, signedInOf(request).user.id, fileOf(request)),
    });

    scope.delete('/api/users/me/picture/', {
      ...shared,
      schema: {
        tags,
        security,
        summary: 'Take my picture away',
        response: { 200: selfSchema, ...problemsSignedIn },
      },
      handler: (request) => setUserPicture(db, announce, signedInOf(request).user.id, null),
    });

    scope.put('/api/admin/logo/', {
      ...shared,
      schema: {
        tags,
        security,
        summary: 'The logo of the server, for its owner and administrators',
        description,
        response: { 200: serverSettingsSchema, ...problemsSignedIn, ...tooLarge },
      },
      handler: (request) => setLogo(parts, signedInOf(request).user.id, fileOf(request)),
    });

    scope.delete('/api/admin/logo/', {
      ...shared,
      schema: {
        tags,
        security,
        summary: 'Take the logo of the server away',
        response: { 200: serverSettingsSchema, ...problemsSignedIn },
      },
      handler: (request) => setLogo(parts, signedInOf(request).user.id, null),
    });

    scope.put('/api/chats/:uri/picture/', {
      ...shared,
      schema: {
        tags,
        security,
        summary: 'The picture of a chat, for whoever may rename it',
        description,
        params: chatParams,
        response: { 200: chatDetailsSchema, ...problemsOfChat, ...tooLarge },
      },
      handler: (request) => changePicture(request, request.params.uri, fileOf(request)),
    });

    scope.delete('/api/chats/:uri/picture/', {
      ...shared,
      schema: {
        tags,
        security,
        summary: 'Take the picture of a chat away',
        params: chatParams,
        response: { 200: chatDetailsSchema, ...problemsOfChat },
      },
      handler: (request) => changePicture(request, request.params.uri, null),
    });
  });

  async function changePicture(request: FastifyRequest, uri: string, file: Buffer | null) {
    const { user } = signedInOf(request);
    await setChatPicture(db, announce, user.id, uri, file);
    return readChat(db, user.id, uri);
  }
}

function fileOf({ body }: FastifyRequest): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  throw new InvalidInput({ picture: ['This field is required.'] });
}
