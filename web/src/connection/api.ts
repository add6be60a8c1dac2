import type {
  Audit,
  Chat,
  ChatDetails,
  ChatSettings,
  Events,
  FoundMessages,
  HeldMessage,
  History,
  Invitation,
  JoinRequest,
  LastSeen,
  CreatedWebhook,
  Link,
  Message,
  MailWish,
  OwnChannel,
  OwnMail,
  OwnPush,
  OwnRequest,
  OwnWays,
  Moderation,
  ReportReason,
  Role,
  Self,
  Server,
  Session,
  Settings,
  Subscription,
  User,
  Versions,
  Ways,
  Webhook,
  WebhookTest,
  WebhookWish,
} from '@chatire/protocol';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { createAhead } from './ahead.ts';
import { isRefused, Refused, Unreachable } from './problems.ts';
import { request, type Fetch, type Method } from './request.ts';
import type { TokenKeeper } from './token.ts';

export interface LinkWish {
  name: string | null;
  role: Link['role'];
  /** Left out, as password: as it was; of a new one: none. */
  expires_at?: string | null;
  max_uses: number | null;
  password?: string | null;
  ask_first: boolean;
}

export interface ApiOptions {
  fetch: Fetch;
  tokens: TokenKeeper;
  /** The session is over: the caller has to sign in again. */
  onSessionEnded(): void;
}

/** The HTTP interface, call by call. Each throws `Refused` or `Unreachable`. */
export function createApi({ fetch, tokens, onSessionEnded }: ApiOptions) {
  const open = <Answer>(path: string, body: unknown) => request<Answer>(fetch, 'POST', path, { body });

  /** With the token; an expired one is renewed once and the call repeated, never as somebody else. */
  async function signedIn<Answer>(
    method: Method,
    path: string,
    body?: unknown,
    timeout?: number,
  ): Promise<Answer> {
    const person = tokens.person();
    const isSame = () => person === null || tokens.person() === person;
    const first = tokens.isStale() ? await tokens.renew() : 'renewed';
    if (first === 'ended') onSessionEnded();
    if (first === 'unknown' && !tokens.current()) throw new Unreachable('Nobody could be asked for a token.');
    if (first === 'ended' || !isSame()) throw new Refused(401, { code: 'not_signed_in' });
    const token = tokens.current();
    try {
      return await request<Answer>(fetch, method, path, { token, body, ...(timeout && { timeout }) });
    } catch (error) {
      if (!isRefused(error, 401)) throw error;
      const renewal = tokens.current() === token ? await tokens.renew() : 'renewed';
      if (renewal === 'ended') onSessionEnded();
      if (renewal !== 'renewed' || !isSame()) throw error;
      return request<Answer>(fetch, method, path, {
        token: tokens.current(),
        body,
        ...(timeout && { timeout }),
      });
    }
  }

  const ahead = createAhead();
  const ask = <Answer>(path: string) => signedIn<Answer>('GET', path);
  const askOpenly = <Answer>(path: string) => request<Answer>(fetch, 'GET', path);
  const get = <Answer>(path: string, anew = ask<Answer>) =>
    (ahead.take(path) as Promise<Answer> | undefined) ?? anew(path);

  const me = '/api/users/me/';
  const chat = (uri: string) => `/api/chats/${encodeURIComponent(uri)}/`;

  return {
    /** Asks for what the first look at this chat, or at the list, needs. */
    askAhead: (uri: string) =>
      ahead.ask(ask, ['/auth/me/', '/api/chats/', ...(uri ? [chat(uri), `${chat(uri)}messages/`] : [])]),
    /** As somebody who isn't signed in. */
    askInvitationAhead: (uri: string) => ahead.ask(askOpenly, [`${chat(uri)}invitation/`]),
    /** What was asked for and never wanted gets old. */
    forgetAhead: ahead.clear,

    signUp: (body: InvitedAccount) => open<Self>('/auth/users/create/', body),
    signIn: (body: WithCode) => open<{ auth_token: string }>('/auth/token/create/', body),
    beginPasskeySignIn: () => open<{ options: PublicKeyCredentialRequestOptionsJSON }>('/auth/passkey/', {}),
    signInByPasskey: (credential: object) =>
      open<{ auth_token: string }>('/auth/passkey/confirm/', { credential }),
    forgotPassword: (email: string) => open<void>('/auth/password/forgot/', { email }),
    lookAtReset: (token: string) => open<{ username: string }>('/auth/password/reset/look/', { token }),
    resetPassword: (body: { token: string; password: string }) => open<void>('/auth/password/reset/', body),
    signOut: () => signedIn<void>('POST', '/auth/sign-out/', {}),
    me: () => get<Self>('/auth/me/'),
    keepGuest: (body: NewAccount) => signedIn<Self>('POST', '/auth/users/keep/', body),

    server: () => request<Server>(fetch, 'GET', '/api/server/'),
    terms: () => request<{ text: string }>(fetch, 'GET', '/api/server/terms/'),
    claimServer: (token: string) => signedIn<void>('POST', '/api/server/claim/', { token }),
    /** Of those who run the server: see `components/admin/admin-api.ts`. */
    admin: <Answer>(method: Method, path: string, body?: unknown) =>
      signedIn<Answer>(method, `/api/admin/${path}`, body),

    ways: () => request<Ways>(fetch, 'GET', '/auth/ways/'),
    ownWays: () => signedIn<OwnWays>('GET', `${me}ways/`),
    beginOpenId: (next: string) => open<{ url: string }>('/auth/openid/', { next }),
    connectOpenId: (next: string) => signedIn<{ url: string }>('POST', `${me}openid/`, { next }),
    disconnectOpenId: () => signedIn<void>('DELETE', `${me}openid/`),

    /** Of somebody who wrote a lot it takes a while. */
    exportMe: () => signedIn<unknown>('GET', `${me}export/`, undefined, 300_000),
    rename: (name: string) => signedIn<Self>('PATCH', me, { name }),
    putPicture: (picture: Blob) => signedIn<Self>('PUT', `${me}picture/`, picture),
    deletePicture: () => signedIn<Self>('DELETE', `${me}picture/`),
    changeMySettings: (change: Settings) => signedIn<Settings>('PATCH', `${me}settings/`, change),
    changePassword: (body: { current_password?: string; password: string }) =>
      signedIn<void>('POST', `${me}password/`, body),
    deleteAccount: (body: DeleteAccount) => signedIn<void>('POST', `${me}delete/`, body),
    changeEmail: (body: { email: string; password?: string }) => signedIn<Self>('POST', `${me}email/`, body),
    beginCodes: (password: string) =>
      signedIn<{ secret: string; uri: string }>('POST', `${me}totp/`, { password }),
    confirmCodes: (code: string) => signedIn<RecoveryCodes>('POST', `${me}totp/confirm/`, { code }),
    renewRecoveryCodes: (body: BothSteps) => signedIn<RecoveryCodes>('POST', `${me}recovery-codes/`, body),
    endCodes: (body: BothSteps) => signedIn<void>('POST', `${me}totp/delete/`, body),
    beginPasskey: (proof: { password?: string; code?: string }) =>
      signedIn<{ options: PublicKeyCredentialCreationOptionsJSON }>('POST', `${me}passkeys/`, proof),
    addPasskey: (body: { name: string; credential: object }) =>
      signedIn<void>('POST', `${me}passkeys/confirm/`, body),
    removePasskey: (id: number, proof: { password?: string }) =>
      signedIn<void>('POST', `${me}passkeys/${id}/delete/`, proof),
    push: () => signedIn<OwnPush>('GET', `${me}push/`),
    putPush: (subscription: Subscription) => signedIn<void>('PUT', `${me}push/`, subscription),
    deletePush: () => signedIn<void>('DELETE', `${me}push/`),
    tryPush: () => signedIn<void>('POST', `${me}push/test/`),
    channels: () => signedIn<{ channels: OwnChannel[] }>('GET', `${me}channels/`),
    putChannel: (name: string, address: string) =>
      signedIn<void>('PUT', `${me}channels/${name}/`, { address }),
    deleteChannel: (name: string) => signedIn<void>('DELETE', `${me}channels/${name}/`),
    mail: () => signedIn<OwnMail>('GET', `${me}mail/`),
    putMail: (wish: MailWish) => signedIn<void>('PUT', `${me}mail/`, wish),
    tryMail: () => signedIn<void>('POST', `${me}mail/test/`),
    askToConfirm: () => signedIn<void>('POST', `${me}email/confirm/`),
    confirmEmail: (token: string) => open<{ email: string }>('/auth/email/confirm/', { token }),
    unsubscribe: (token: string) => open<void>(`/unsubscribe/${encodeURIComponent(token)}`, {}),
    sessions: () => signedIn<{ sessions: Session[] }>('GET', `${me}sessions/`),
    endSession: (id: string) => signedIn<void>('DELETE', `${me}sessions/${id}/`),
    endOtherSessions: () => signedIn<void>('DELETE', `${me}sessions/`),

    chats: () => get<{ chats: Chat[] }>('/api/chats/'),
    createChat: () => signedIn<ChatDetails>('POST', '/api/chats/', {}),
    chat: (uri: string) => get<ChatDetails>(chat(uri)),
    chatWith: (username: string) => signedIn<ChatDetails>('POST', '/api/chats/', { with: username }),
    changeChat: (uri: string, change: ChatChange) => signedIn<ChatDetails>('PATCH', chat(uri), change),
    renewLink: (uri: string) => signedIn<ChatDetails>('POST', `${chat(uri)}link/`),
    deleteChat: (uri: string) => signedIn<void>('DELETE', chat(uri)),
    changeSettings: (uri: string, change: SettingsWish) =>
      signedIn<ChatSettings>('PATCH', `${chat(uri)}settings/`, change),
    changeRole: (uri: string, id: number, role: Role) =>
      signedIn<ChatDetails>('PATCH', `${chat(uri)}members/${id}/`, { role }),
    removeMember: (uri: string, id: number) => signedIn<void>('DELETE', `${chat(uri)}members/${id}/`),
    putChatPicture: (uri: string, picture: Blob) =>
      signedIn<ChatDetails>('PUT', `${chat(uri)}picture/`, picture),
    deleteChatPicture: (uri: string) => signedIn<ChatDetails>('DELETE', `${chat(uri)}picture/`),
    addMember: (uri: string, username: string) =>
      signedIn<ChatDetails & { user: User }>('PATCH', chat(uri), { username }),
    invitation: (uri: string) => get<Invitation>(`${chat(uri)}invitation/`, askOpenly<Invitation>),
    /** Without a chat: one waits to be let in. */
    join: (uri: string, password?: string) =>
      signedIn<ChatDetails | { state: 'waiting' }>('POST', `${chat(uri)}join/`, { password }),
    joinAsGuest: (uri: string, name: string, password?: string) =>
      open<{ auth_token: string; user: Self; chat?: ChatDetails }>(`${chat(uri)}guests/`, { name, password }),
    ownRequest: (uri: string) => signedIn<OwnRequest>('GET', `${chat(uri)}request/`),

    links: (uri: string) => signedIn<{ links: Link[] }>('GET', `${chat(uri)}links/`),
    makeLink: (uri: string, wish: LinkWish) => signedIn<Link>('POST', `${chat(uri)}links/`, wish),
    changeLink: (uri: string, id: number, wish: LinkWish) =>
      signedIn<Link>('PATCH', `${chat(uri)}links/${id}/`, wish),
    revokeLink: (uri: string, id: number, members: 'false' | 'true' | 'ban') =>
      signedIn<void>('DELETE', `${chat(uri)}links/${id}/?members=${members}`),
    webhooks: (uri: string) => signedIn<{ webhooks: Webhook[] }>('GET', `${chat(uri)}webhooks/`),
    addWebhook: (uri: string, wish: WebhookWish) =>
      signedIn<CreatedWebhook>('POST', `${chat(uri)}webhooks/`, wish),
    removeWebhook: (uri: string, id: number) => signedIn<void>('DELETE', `${chat(uri)}webhooks/${id}/`),
    testWebhook: (uri: string, id: number) =>
      signedIn<WebhookTest>('POST', `${chat(uri)}webhooks/${id}/test/`),
    requests: (uri: string) => signedIn<{ requests: JoinRequest[] }>('GET', `${chat(uri)}requests/`),
    letIn: (uri: string, id: number) => signedIn<void>('POST', `${chat(uri)}requests/${id}/`),
    refuseRequest: (uri: string, id: number) => signedIn<void>('DELETE', `${chat(uri)}requests/${id}/`),

    lastSeen: (uri: string) => signedIn<LastSeen>('GET', `${chat(uri)}seen/`),
    events: (uri: string, after: number) => signedIn<Events>('GET', `${chat(uri)}events/?after=${after}`),
    history: (uri: string, page: { before?: number; after?: number; around?: number; limit?: number } = {}) =>
      get<History>(`${chat(uri)}messages/${queryOf(page)}`),
    search: (uri: string, body: { text: string; before?: number }) =>
      signedIn<FoundMessages>('POST', `${chat(uri)}messages/search/`, body),
    postMessage: (uri: string, body: { message: string; client_id: string; reply_to?: number }) =>
      signedIn<Message | HeldMessage>('POST', `${chat(uri)}messages/`, body),
    editMessage: (uri: string, id: number, body: { message: string }) =>
      signedIn<Message>('PATCH', `${chat(uri)}messages/${id}/`, body),
    deleteMessage: (uri: string, id: number) => signedIn<Message>('DELETE', `${chat(uri)}messages/${id}/`),
    react: (uri: string, id: number, emoji: string, add: boolean) =>
      signedIn<Message>(
        add ? 'PUT' : 'DELETE',
        `${chat(uri)}messages/${id}/reactions/${encodeURIComponent(emoji)}/`,
      ),
    mute: (uri: string, id: number, seconds: number | null) =>
      signedIn<void>('PUT', `${chat(uri)}members/${id}/mute/`, { seconds }),
    unmute: (uri: string, id: number) => signedIn<void>('DELETE', `${chat(uri)}members/${id}/mute/`),
    ban: (uri: string, id: number) => signedIn<void>('PUT', `${chat(uri)}bans/${id}/`),
    liftBan: (uri: string, id: number) => signedIn<void>('DELETE', `${chat(uri)}bans/${id}/`),
    removeMessages: (uri: string, id: number, last: 'hour' | 'day' | 'all') =>
      signedIn<void>('DELETE', `${chat(uri)}members/${id}/messages/?last=${last}`),
    answerHeld: (uri: string, id: number, approve: boolean) =>
      signedIn<void>(approve ? 'PUT' : 'DELETE', `${chat(uri)}held/${id}/`),
    moderation: (uri: string) => signedIn<Moderation>('GET', `${chat(uri)}moderation/`),
    audit: (uri: string, before?: number) =>
      signedIn<Audit>('GET', `${chat(uri)}audit/${queryOf({ before })}`),
    versions: (uri: string, id: number) => signedIn<Versions>('GET', `${chat(uri)}messages/${id}/versions/`),
    reportMessage: (uri: string, id: number, body: { reason: ReportReason; words: string }) =>
      signedIn<void>('POST', `${chat(uri)}messages/${id}/reports/`, body),
    resolveReports: (uri: string, id: number) =>
      signedIn<void>('DELETE', `${chat(uri)}messages/${id}/reports/`),
    markUnread: (uri: string, sequence: number) => signedIn<void>('PUT', `${chat(uri)}unread/`, { sequence }),
  };
}
export type Api = ReturnType<typeof createApi>;

export interface ChatChange {
  name?: string | null;
  topic?: string | null;
  emoji?: string | null;
  link_enabled?: boolean;
  slow_mode?: number;
  hold_newcomers?: boolean;
  history_for_new?: number | null;
  retention_days?: number | null;
  ends_at?: string | null;
  ends_after_days?: number | null;
}
export interface SettingsWish {
  pinned?: boolean;
  archived?: boolean;
  level?: ChatSettings['level'];
}
export interface Credentials {
  username: string;
  password: string;
}
export interface WithCode extends Credentials {
  code?: string;
}
interface BothSteps {
  password: string;
  code: string;
}
interface RecoveryCodes {
  recovery_codes: string[];
}
export interface DeleteAccount {
  password?: string;
  messages: 'keep' | 'delete';
}
export interface NewAccount extends Credentials {
  email?: string;
}
/** `invitation`: the code of a chat's link, where only those may sign up who have one. */
export type InvitedAccount = NewAccount & { invitation?: string };

function queryOf(values: Record<string, number | undefined>): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined);
  return pairs.length ? `?${pairs.map(([key, value]) => `${key}=${value}`).join('&')}` : '';
}

/** Asks the session cookie for a token. */
export async function renewByCookie(fetch: Fetch): Promise<string> {
  const answer = await request<{ auth_token: string }>(fetch, 'POST', '/auth/token/refresh/', { body: {} });
  return answer.auth_token;
}
