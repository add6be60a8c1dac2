export * from './chats.ts';
export * from './close-codes.ts';
export * from './errors.ts';
export * from './frames.ts';
export * from './limits.ts';
export * from './roles.ts';
export * from './settings.ts';
export * from './users.ts';
