import { AsyncLocalStorage } from 'node:async_hooks';

const ids = new AsyncLocalStorage<string>();

/** `work`, and all that it waits for, is done for this request. */
export function withinRequest<Result>(id: string, work: () => Result): Result {
  return ids.run(id, work);
}

/** The id of the request for which this is done, to be written into the log and handed on to other processes. */
export function currentRequest(): string | undefined {
  return ids.getStore();
}
