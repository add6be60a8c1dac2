import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { createTrust } from '../client-address.ts';
import { createRequestIds } from './request-ids.ts';

const idOf = createRequestIds(createTrust(undefined));

test.each([
  ['of a proxy on this machine', '127.0.0.1', 'proxy-00c0ffee', true],
  ['of a stranger', '203.0.113.7', 'proxy-00c0ffee', false],
  ['that would break a line of the log', '127.0.0.1', 'one\\"two,three', false],
  ['that is too short to be one', '127.0.0.1', '1', false],
])('an id %s is taken: %s %s %s', (_, remoteAddress, told, isTaken) => {
  const request = { headers: { 'x-request-id': told }, socket: { remoteAddress } } as never;
  expect(idOf(request as IncomingMessage) === told).toBe(isTaken);
  expect(idOf(request as IncomingMessage)).toMatch(isTaken ? told : /^[0-9a-f-]{36}$/);
});
