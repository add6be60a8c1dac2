/** A JSON schema, as far as is looked at here. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  propertyNames?: Schema;
  additionalProperties?: Schema | boolean;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  format?: string;
  pattern?: string;
}

/** What the running server says of a call, so that new ones are attacked by themselves. */
export interface Route {
  method: string;
  /** With its parameters as `{name}`. */
  path: string;
  /** Nothing for calls that take no fields. */
  body: Schema | undefined;
  params: Record<string, Schema>;
  query: Record<string, Schema>;
}

interface Operation {
  parameters?: { in: string; name: string; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}

export async function readRoutes(url: string): Promise<Route[]> {
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
    components?: { schemas?: Record<string, Schema> };
  };
  const named = document.components?.schemas ?? {};
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const these = (where: string) =>
        Object.fromEntries(
          parameters
            .filter((one) => one.in === where)
            .map(({ name, schema = {} }) => [name, whole(schema, named)]),
        );
      const body = requestBody?.content?.['application/json']?.schema;
      return {
        method: method.toUpperCase(),
        path,
        body: body && whole(body, named),
        params: these('path'),
        query: these('query'),
      };
    }),
  );
}

/** With what it refers to in the places of the references. */
function whole<Value>(value: Value, named: Record<string, Schema>): Value {
  if (Array.isArray(value)) return value.map((one) => whole(one, named) as unknown) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const reference = (value as Schema).$ref?.split('/').at(-1);
  if (reference !== undefined) return whole(named[reference] ?? {}, named) as Value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, whole(inner as unknown, named)]),
  ) as Value;
}
