import { Refused, Unreachable } from '../connection/problems.ts';
import type { Translate } from './texts.ts';

/** The server speaks English; these are its sentences that the page says in the person's language. */
const sentences: Record<string, string> = {
  'This field may not be blank.': 'problem.required',
  'This field is required.': 'problem.required',
  'Must be text.': 'problem.required',
  'Must have at least 8 characters.': 'problem.passwordShort',
  'This password is too common.': 'problem.passwordCommon',
  'Must not be only digits.': 'problem.passwordDigits',
  'Too like your user name.': 'problem.passwordLikeName',
  'Too like your e-mail address.': 'problem.passwordLikeEmail',
  'The user name or the password is not right.': 'auth.wrongCredentials',
  'This code is not right, or was used before.': 'codes.wrong',
  'This passkey is not known here, or was not accepted.': 'passkeys.wrong',
  'This passkey was not accepted.': 'passkeys.cancelled',
  'This passkey is here already.': 'passkeys.already',
  'That took too long, or was begun in another browser. Try again.': 'openid.lost',
  'Choose a password first: without one there is no other way in.': 'passkeys.lastWay',
  'This is not your password.': 'problem.passwordWrong',
  'This is not your password any more.': 'problem.passwordWrong',
  'Must be a JPEG, PNG, WebP, GIF or AVIF picture that is whole.': 'problem.picture',
  'Must have at most 24 megapixels.': 'problem.picture',
  'Must have at most 8192 pixels on a side.': 'problem.picture',
  'This picture takes too long to prepare. Send a smaller one.': 'problem.picture',
  'This link wants a password.': 'problem.required',
  'This is not the password of this link.': 'problem.linkPassword',
  'Must have at least 6 characters.': 'problem.linkPasswordShort',
  'Must be in the future.': 'problem.inFuture',
  'Must be a time such as 2027-01-31T12:00:00Z.': 'problem.time',
  'Must be a time such as 2027-01-31T12:00:00Z, or nothing.': 'problem.time',
  'Must be a web address.': 'problem.webAddress',
  'Must not hold a user name or password.': 'problem.noCredentials',
  'Must be a whole number.': 'problem.wholeNumber',
  'This user name is taken.': 'problem.usernameTaken',
  'This user name looks like one that is taken.': 'problem.usernameAlike',
  'No account has this user name.': 'problem.usernameUnknown',
  'May contain only letters, digits and @ . + - _': 'problem.usernameLetters',
  'Enter a valid e-mail address.': 'problem.email',
  'Must not contain control characters.': 'problem.control',
  'Must be one emoji.': 'problem.oneEmoji',
  'This person is banned from this chat.': 'problem.banned',
  'This is you. Name somebody else.': 'problem.isYou',
  'Must not contain the character NUL.': 'problem.control',
  'Sign out and in again first: it is a while since you signed in.': 'openid.signInAgain',
  'This client_id was used for another message. Use a new one for each message.': 'problem.postedBefore',
  'This message was deleted, so it can no longer be edited.': 'problem.messageDeleted',
  'This message was deleted, so nobody can react to it any more.': 'problem.messageDeleted',
  'This message was deleted.': 'problem.messageDeleted',
  'This account has just changed. Try again.': 'problem.accountChanged',
  'This is an account already.': 'problem.accountAlready',
  "The push service of this browser couldn't be reached, or refused.": 'away.pushUnsent',
  "This isn't in the right form.": 'away.ownWrong',
  'The push service of this browser knows it no longer.': 'away.pushGone',
  'This browser is not told of messages.': 'away.pushGone',
  "The mail couldn't be sent. Try again later.": 'away.mailUnsent',
  'Guests have no password. Keep the account first.': 'problem.guestPassword',
};

const codes: Record<string, string> = {
  wrong_credentials: 'auth.wrongCredentials',
  not_signed_in: 'problem.signedOut',
  token_expired: 'problem.signedOut',
  muted: 'problem.muted',
  slow_mode: 'problem.slowMode',
  held_enough: 'problem.heldEnough',
  held_refused: 'problem.heldRefused',
  not_allowed: 'problem.notAllowed',
  not_found: 'problem.notFound',
  conflict: 'problem.conflict',
  too_large: 'problem.tooLarge',
  too_many_requests: 'problem.tooMany',
  internal: 'problem.server',
  unavailable: 'problem.server',
};

/** The first sentence about each field. */
export function fieldSentences(error: unknown, t: Translate): Record<string, string> {
  if (!(error instanceof Refused)) return {};
  return Object.fromEntries(
    Object.entries(error.errors).map(([field, [sentence]]) => [field, translated(sentence ?? '', t)]),
  );
}

function translated(sentence: string, t: Translate): string {
  const most = /^Must have at most (\d+) characters\.$/.exec(sentence);
  if (most) return t('problem.tooLong', Number(most[1]));
  const range = /^Must be at (least|most) (\d+)\.$/.exec(sentence);
  if (range) return t(range[1] === 'least' ? 'problem.atLeast' : 'problem.atMost', Number(range[2]));
  const key = sentences[sentence];
  return key ? t(key) : sentence;
}

/** One sentence for the whole: what went wrong and what to do. */
export function problemSentence(error: unknown, t: Translate): string {
  if (error instanceof Unreachable) return t('problem.unreachable');
  if (!(error instanceof Refused)) return t('problem.server');
  if (error.code === 'too_many_requests' && error.retryAfter) return tooMany(error.retryAfter / 1_000, t);
  const field = Object.values(fieldSentences(error, t))[0];
  // Of those that share a code, each says what it is about.
  const key =
    sentences[error.message] ?? codes[error.code] ?? (error.status >= 500 ? 'problem.server' : null);
  return field ?? (key ? t(key) : error.message || t('problem.invalid'));
}

function tooMany(seconds: number, t: Translate): string {
  return seconds < 100
    ? t('problem.tooManySeconds', Math.ceil(seconds))
    : t('problem.tooManyMinutes', Math.ceil(seconds / 60));
}
