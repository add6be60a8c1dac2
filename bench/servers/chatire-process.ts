import { startGateway } from '@chatire/server/testing';
import { answerCalls } from '../answer-calls.ts';
import { openControl } from '../control.ts';
import { nextEvent, type EventSource } from '../event.ts';

/** The real gateway with an HTTP server and a database, without HTTP's routes: events are put in at the broker's seam. */
const gateway = await startGateway(process.env['DATABASE_URL']!, process.env['AMQP_URL']);
let sources: EventSource[] = [];
let turn = 0;

const control = await openControl((count) => {
  for (; count > 0; count--) {
    const source = sources[turn++ % sources.length]!;
    gateway.announce([{ to: 'chat', chatId: source.chatId, kind: 'event', frame: nextEvent(source) }]);
  }
});
answerCalls({
  ports: () => ({ port: gateway.port, control, epoch: gateway.epoch }),
  use(newSources: EventSource[]) {
    sources = newSources;
    turn = 0;
  },
});
