/** Figures that server and page both obey. Lengths are in characters (Unicode code points), times in milliseconds. */
export const limits = {
  messageLength: 2000,
  /** Owner and administrators may allow less, down to this. */
  messageLengthLeast: 100,
  /** What somebody looks for, and how many messages one answer brings. */
  searchLength: 100,
  searchResults: 20,
  /** Of a message that is answered, this much stands in the answer. */
  quoteLength: 200,
  /** Different emoji at one message. */
  reactionsOfMessage: 20,
  /** In a chat of up to this many members each of them may mention all. */
  smallChat: 10,
  /** A text names at most so many, with as many @: many may bear one name, and a text may write it in many ways. */
  mentionsOfMessage: 100,
  /** Days that messages are kept, or a chat stays without a new one, at most: ten years. */
  retentionDays: 3650,
  usernameLength: 150,
  nameLength: 60,
  chatNameLength: 80,
  serverNameLength: 40,
  termsLength: 20_000,
  topicLength: 250,
  reportLength: 500,
  /** Messages of one newcomer that wait for a moderator. */
  heldMessages: 3,
  /** Of what was before they came, new members see at most so many messages, unless they see all. */
  historyForNew: 1000,
  passwordMinLength: 8,
  linkPasswordMinLength: 6,
  usesOfLink: 10_000,
  /** Links of a chat that let people in. */
  linksOfChat: 100,
  /** Of one person, and of a chat for those who look after it. */
  webhooksOfChat: 10,
  /** So many may wait at once to be let into a chat. */
  requestsOfChat: 200,
  /** Bytes matter here: argon2 has to read them all. */
  passwordMaxLength: 512,
  emailLength: 254,
  passkeysOfUser: 20,
  pageSize: 50,
  pageSizeMax: 100,
  /** A chat with more missed events than this is reset instead of caught up. */
  resumeEvents: 500,
  /** Bytes of one frame that a client sends. */
  frameBytes: 64 * 1024,
  /** Bytes of one HTTP body. */
  bodyBytes: 64 * 1024,
  /** Bytes of a picture that is sent in, and how many pixels it may unfold to. */
  pictureBytes: 5 * 1024 * 1024,
  picturePixels: 24_000_000,
  /** Its longer side: of a wide one, all rows are in memory at once. */
  pictureSide: 8_192,
  /** Width and height of a picture as it is kept. */
  pictureSize: 256,
  helloTimeout: 5_000,
  pingInterval: 25_000,
  /** A typing frame says "typing" for this long; clients repeat it while the person goes on. */
  typingDuration: 5_000,
  typingInterval: 2_500,
  /** More people than this in a chat at once are counted, not named. */
  presenceNames: 500,
  /** In chats with more members nobody is told who has read what. */
  readMarksMembers: 100,
  /** Chats of which a page may watch the presence besides the open one. */
  watchedChats: 30,
  accessTokenLifetime: 5 * 60_000,
  /** How long a chain of tokens renewed by token alone may live, from `orig_iat` on. */
  tokenChainLifetime: 7 * 24 * 3_600_000,
  /** Who has no password proves to be there by having signed in within this time. */
  recentSignIn: 10 * 60_000,
  /** How long somebody may take to answer the question that a passkey is asked. */
  passkeyChallenge: 5 * 60_000,
  /** How long the session cookie lives after its last use. */
  sessionLifetime: 90 * 24 * 3_600_000,
  /** How long a browser is known as one where somebody has signed in; no browser keeps a cookie for longer. */
  deviceLifetime: 400 * 24 * 3_600_000,
} as const;

/** Seconds that owner and moderators can choose for a chat's slow mode. */
export const slowModes = [0, 10, 30, 60, 300, 900, 3600] as const;

/** Length as people count it: an emoji outside the basic plane is one character. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
