import type { Arrived } from '../http/check-routes.ts';
import type { Answered } from './ask.ts';
import { findingsAbout, type Finding } from './finding.ts';

const about = findingsAbout('Visitors');

/** From how a request arrived that claimed to come from `forged`: whether the server knows who its visitors are. */
export function judgeArrival({ status, text, from }: Answered, forged: string): Finding[] {
  if (status !== 200)
    return [
      about.wrong(
        `The server behind this address refuses the doctor's token (${status}).`,
        'Run the doctor with the settings of that server: another database has another secret. The proxy must pass headers on, X-Chatire-Check among them.',
      ),
    ];
  const arrived = JSON.parse(text) as Arrived;
  return [judgeAddress(arrived, from, forged), judgeRequestHeaders(arrived)];
}

function judgeAddress(
  { peer, believed, forwarded, address }: Arrived,
  from: Answered['from'],
  forged: string,
): Finding {
  if (plain(peer.address) === plain(from.address) && peer.port === from.port)
    return about.well('There is no proxy between: the server sees visitors themselves.');
  if (forwarded === null)
    return about.wrong(
      'The proxy doesn’t say for whom it asks: all visitors count as one, and run into limits together.',
      'Let it set X-Forwarded-For to the address of the visitor (nginx: proxy_set_header X-Forwarded-For $remote_addr).',
    );
  if (!believed)
    return about.wrong(
      `The proxy asks from ${plain(peer.address)}, which isn't believed: all visitors count as one.`,
      'Let it reach the server by this machine or a private network, with PUBLIC_URL set on the server.',
    );
  const last = forwarded.split(',').at(-1)?.trim() ?? '';
  if (last === forged)
    return about.wrong(
      'The proxy passes on what visitors say of their address: anybody can get past the limits.',
      'Let it replace X-Forwarded-For by the address of the visitor (nginx: proxy_set_header X-Forwarded-For $remote_addr).',
    );
  if (address === forged)
    return about.doubtful(
      `The proxy adds the visitor (${last}) to what the visitor said before: whoever comes from a private network can say anything.`,
      'Let it replace X-Forwarded-For instead of adding to it, unless another proxy of yours stands before it.',
    );
  return about.well(`The server knows its visitors: this one came from ${address}.`);
}

function judgeRequestHeaders({ authorization, cookie }: Arrived): Finding {
  const missing = [...(authorization ? [] : ['Authorization']), ...(cookie ? [] : ['Cookie'])];
  if (missing.length === 0) return about.well('The headers of requests come through.');
  return about.wrong(
    `The proxy takes away ${missing.join(' and ')}: nobody can stay signed in.`,
    'Let it pass the headers of requests on, and ask for no password of its own.',
  );
}

const plain = (address: string) => address.replace(/^::ffff:/, '');
