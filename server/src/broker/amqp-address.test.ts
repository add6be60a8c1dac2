import { expect, test } from 'vitest';
import { StartupError } from '../startup-error.ts';
import { parseAmqpAddresses } from './amqp-address.ts';

test('an address has what its URL says', () => {
  expect(
    parseAmqpAddresses(['amqp://chat:p%40ss@rabbit.example:5673/a%2Fb', 'amqps://chat:x@[fd00::1]']),
  ).toEqual([
    {
      hostname: 'rabbit.example',
      port: 5673,
      username: 'chat',
      password: 'p@ss',
      vhost: 'a/b',
      tls: false,
      name: 'rabbit.example:5673',
    },
    {
      hostname: 'fd00::1',
      port: 5671,
      username: 'chat',
      password: 'x',
      vhost: '/',
      tls: true,
      name: '[fd00::1]:5671',
    },
  ]);
});

test.each([
  'amqp://guest:guest@rabbit.example',
  'amqp://rabbit.example',
  'amqp://guest:guest@127.0.0.1.example',
])("RabbitMQ's default password is refused on another host: %s", (url) => {
  expect(() => parseAmqpAddresses(['amqp://a:b@rabbit.example', url])).toThrow(
    /default password on .*: give Chatire a user of its own/,
  );
});

test.each(['amqp://guest:guest@localhost', 'amqp://guest:guest@127.0.0.1', 'amqp://[::1]:5673'])(
  "RabbitMQ's default password is good enough on this host: %s",
  (url) => {
    expect(parseAmqpAddresses([url])[0].username).toBe('guest');
  },
);

test.each([
  '',
  'rabbit',
  'http://a:secret@host',
  'amqp://a:secret@',
  'amqp://a:secret@host:99999',
  'amqp://a:secret%@host',
])('what is no address is refused without showing it: %s', (url) => {
  expect(() => parseAmqpAddresses([url])).toThrow(StartupError);
  expect(() => parseAmqpAddresses([url])).not.toThrow(/secret/);
});
