import { randomBytes } from 'node:crypto';

/** 128 random bits: the address of a chat, or what its link has in its place. */
export const newUri = (): string => randomBytes(16).toString('base64url');
