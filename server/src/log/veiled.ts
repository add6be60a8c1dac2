import type { EventFrame } from '@chatire/protocol';

/**
 * An event as it is shown to whoever sees the log from `visibleFrom` on: nothing of what is older, be it the event itself, the
 * message that it is about, or what that one answers. Its place stays, so that no reader finds a gap.
 */
export function veiled(event: EventFrame, visibleFrom: number): EventFrame {
  if (oldestIn(event) >= visibleFrom) return event;
  const { type, chat, sequence, at } = event;
  if (!('message' in event) || event.message.sequence < visibleFrom)
    return { type, chat, sequence, at, kind: 'hidden' };
  const { message } = event;
  const reply_to = message.reply_to && { ...message.reply_to, user: null, text: '', deleted_at: null };
  return { ...event, message: { ...message, reply_to } };
}

/** The oldest place of which an event shows anything. */
export function oldestIn(event: EventFrame): number {
  if ('message' in event)
    return Math.min(event.message.sequence, event.message.reply_to?.sequence ?? Infinity);
  return 'message_sequence' in event ? event.message_sequence : event.sequence;
}
