import { expect, test } from 'vitest';
import type { Arrived } from '../http/check-routes.ts';
import type { Answered } from './ask.ts';
import { judgeFacts, judgeVersion } from './check-database.ts';
import type { DatabaseFacts } from './database-store.ts';
import { judgeArrival } from './judge-arrival.ts';

const facts: DatabaseFacts = {
  version: 180_004,
  clock: 0,
  read_only: false,
  may_create: true,
  durable: true,
  encoding: 'UTF8',
  size: 1e7,
  connections: 20,
  max_connections: 100,
};

test.each([
  [{}, []],
  [{ connections: 95 }, ['95 of 100 connections are in use.']],
  [{ encoding: 'LATIN1' }, ['It keeps texts as LATIN1.']],
])('a database with %o', (changes, sentences) => {
  expect(judgeFacts({ ...facts, ...changes }).map(({ sentence }) => sentence)).toEqual(sentences);
});

test('an older PostgreSQL than the one of the tests is doubtful', () => {
  expect(judgeVersion(facts).result).toBe('well');
  expect(judgeVersion({ ...facts, version: 160_009 })).toMatchObject({
    result: 'doubtful',
    sentence: 'PostgreSQL 16.9 answers; the database has 10 MB.',
  });
});

const arrived: Arrived = {
  address: '198.51.100.4',
  peer: { address: '10.0.0.2', port: 40_000 },
  believed: true,
  forwarded: '198.51.100.4',
  authorization: true,
  cookie: true,
};

test.each([
  [
    'by a proxy that is believed',
    {},
    200,
    'well',
    'The server knows its visitors: this one came from 198.51.100.4.',
  ],
  [
    'by one that is not',
    { believed: false },
    200,
    'wrong',
    "The proxy asks from 10.0.0.2, which isn't believed",
  ],
  ['at a server of another database', {}, 404, 'wrong', "refuses the doctor's token (404)"],
])('a request that arrives %s', (_, changes, status, result, sentence) => {
  const text = JSON.stringify({ ...arrived, ...changes });
  const asked: Answered = {
    status,
    text,
    headers: {},
    from: { address: '192.0.2.1', port: 50_000 },
    certificateEnds: undefined,
  };
  const [first] = judgeArrival(asked, '203.0.113.7');
  expect(first).toMatchObject({ result, sentence: expect.stringContaining(sentence) });
});
