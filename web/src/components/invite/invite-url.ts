/** What friends get: the address of the chat's page. */
export const inviteUrl = (uri: string): string => `${location.origin}/chats/${uri}`;
