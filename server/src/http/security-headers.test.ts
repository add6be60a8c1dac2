import { expect, test } from 'vitest';
import { securityHeaders } from './security-headers.ts';

test('what browsers take from secure origins only is said over https alone', () => {
  expect(securityHeaders('/', true)).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'cross-origin-opener-policy': 'same-origin',
  });
  expect(securityHeaders('/', false)).not.toHaveProperty('strict-transport-security');
});
