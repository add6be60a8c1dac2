import { ownAddress } from '../../own-address.ts';

/** What friends get: the address of the chat's page, or what stands in its place after a renewal. */
export const inviteUrl = (code: string): string => ownAddress(`/chats/${code}`);
