/** Which sounds there are for a message. Apart from the schemas, so that a page can do without those. */
export const sounds = ['chime', 'drop', 'knock', 'bell'] as const;
export type Sound = (typeof sounds)[number];
