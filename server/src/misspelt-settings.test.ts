import { expect, test } from 'vitest';
import { settingNames } from './config.ts';
import { misspeltSettings } from './misspelt-settings.ts';

test.each([
  ['PUBLIC_URI', 'PUBLIC_URL'],
  ['PUBILC_URL', 'PUBLIC_URL'],
  ['DATADIR', 'DATA_DIR'],
  ['public_url', 'PUBLIC_URL'],
  ['ROLE', 'ROLES'],
])('%s is taken for a mistyped %s', (name, meant) => {
  expect(misspeltSettings({ [name]: 'hunter2' }, settingNames)).toEqual([
    `${name} isn't a setting, and isn't read: is ${meant} meant?`,
  ]);
});

test('what is right, and what others call theirs, is no mistake', () => {
  const others = [
    'PATH',
    'HOSTNAME',
    'MAIL',
    'BROWSER',
    'XDG_DATA_DIRS',
    'HOME',
    'SHELL',
    'PWD',
    'USER',
    'LANG',
  ];
  const env = Object.fromEntries([...settingNames, ...others].map((name) => [name, '']));
  expect(misspeltSettings(env, settingNames)).toEqual([]);
});
