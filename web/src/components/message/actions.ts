/** What somebody wants to do with a message, as its row tells the list. */
export type MessageAction =
  | { kind: 'menu' | 'pick'; button: HTMLElement }
  | { kind: 'react'; emoji: string }
  | { kind: 'reply' | 'delete' }
  /** To the message that it answers. */
  | { kind: 'jump'; sequence: number };
