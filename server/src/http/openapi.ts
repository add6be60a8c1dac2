import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { FastifyInstance } from 'fastify';

/** The interface as OpenAPI 3.1, from the schemas that validate, and a page to browse it. Comes before the routes. */
export async function addOpenApi(app: FastifyInstance, version: string, publicPath: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Chatire',
        version,
        description:
          'Every path works with and without its last slash. Bodies are JSON or forms. Errors are problem documents (RFC 9457) with a stable `code`. Events come over the socket at `/ws`: see protocol/PROTOCOL.md.',
      },
      servers: [{ url: publicPath || '/' }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    indexPrefix: publicPath,
    uiConfig: { defaultModelsExpandDepth: 0, tryItOutEnabled: false },
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}

type Document = ReturnType<typeof jsonSchemaTransformObject>;

/** The transform lists each schema twice, as input and as output, whether anything refers to it or not. */
function withoutUnused(document: Document): Document {
  if (!('components' in document) || !document.components?.schemas) return document;
  const { schemas, ...components } = document.components;
  const used: typeof schemas = {};
  const look = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = schemas[name];
      if (!schema || used[name]) continue;
      used[name] = schema;
      look(schema);
    }
  };
  look(document.paths);
  return { ...document, components: { ...components, schemas: used } } as Document;
}
