import { Refused, Unreachable } from './problems.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export interface RequestOptions {
  token?: string | null;
  /** Sent as JSON; a file as it is. */
  body?: unknown;
  /** Milliseconds until an unanswered request counts as lost. */
  timeout?: number;
}
export type Fetch = typeof fetch;

/** One HTTP call: the answer's JSON, or `Refused`, or `Unreachable`. */
export async function request<Answer>(
  fetch: Fetch,
  method: Method,
  path: string,
  { token, body, timeout = 15_000 }: RequestOptions = {},
): Promise<Answer> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (token) headers['Authorization'] = `Bearer ${token}`;
  const isFile = body instanceof Blob;
  if (body !== undefined) headers['Content-Type'] = isFile ? body.type : 'application/json';
  const init: RequestInit = { method, headers, signal: AbortSignal.timeout(timeout), cache: 'no-store' };
  if (body !== undefined) init.body = isFile ? body : JSON.stringify(body);
  try {
    const answer = await fetch(path, init);
    if (!answer.ok) throw await refusal(answer);
    return (answer.status === 204 ? undefined : await answer.json()) as Answer;
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Unreachable(`${method} ${path}: no answer`, { cause: error });
  }
}

async function refusal(answer: Response): Promise<Refused> {
  const isProblem = answer.headers.get('content-type')?.includes('json');
  const problem = isProblem ? await answer.json().catch(() => ({})) : {};
  const seconds = Number(answer.headers.get('retry-after'));
  return new Refused(answer.status, problem, seconds > 0 ? seconds * 1000 : null);
}
