import { expect, test } from 'vitest';
import { securityHeaders } from './security-headers.ts';

test('what browsers take from secure origins only is said over https alone', () => {
  expect(securityHeaders('/', { secure: true, path: '' })).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'cross-origin-opener-policy': 'same-origin',
  });
  expect(securityHeaders('/', { secure: false, path: '' })).not.toHaveProperty('strict-transport-security');
  const shared = securityHeaders('/', { secure: true, path: '/chat' });
  expect(shared).not.toHaveProperty('strict-transport-security');
  expect(shared).toHaveProperty('cross-origin-opener-policy');
});
