import type {
  AuditEntry,
  ChatSettings,
  EventKind,
  Mention,
  Process,
  ReportReason,
  Role,
  ServerRole,
  ServerSettings,
  Settings,
  User,
} from '@chatire/protocol';
import type { ColumnType, Generated } from 'kysely';

type Time = ColumnType<Date, Date | undefined, Date>;
type OptionalTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

type OptionalText = ColumnType<string | null, string | null | undefined, string | null>;
type Computed = ColumnType<string | null, never, never>;

/** The schema of `server/migrations`, as Kysely sees it. */
export interface Tables {
  installation: {
    only_row: Generated<boolean>;
    epoch: string;
    token_secret: Buffer;
    push_key: Buffer | null;
    owner_link_seed: Generated<Buffer | null>;
    created_at: Time;
  };
  settings: {
    only_row: Generated<boolean>;
    name: string | null;
    logo_id: OptionalText;
    logo: Computed;
    sign_up: ServerSettings['sign_up'];
    guests: boolean;
    message_length: number;
    retention_days: number | null;
    terms: string;
  };
  processes: { id: string; state: ColumnType<Omit<Process, 'is_this'>, string, string>; seen_at: Time };
  users: {
    id: Generated<number>;
    kind: User['kind'];
    username: string;
    username_key: string;
    username_skeleton: OptionalText;
    name: string;
    email: string;
    email_confirmed: Generated<boolean>;
    password_hash: string | null;
    created_at: Time;
    settings: ColumnType<Settings, string | undefined, string>;
    picture_id: OptionalText;
    picture: Computed;
    server_role: Generated<ServerRole | null>;
    deactivated_at: OptionalTime;
  };
  pictures: { id: string; bytes: Buffer; created_at: Time };
  sessions: {
    id: string;
    user_id: number;
    secret_hash: Buffer;
    user_agent: string;
    created_at: Time;
    last_used_at: Time;
    expires_at: Date;
    ended_at: OptionalTime;
    here_until: OptionalTime;
  };
  tries: { subject: Buffer; failures: number; last_at: Time; next_at: Time };
  deletions: { user_id: number; with_messages: boolean; done_chat: Generated<number>; started_at: Time };
  devices: { secret_hash: Buffer; user_id: number; used_at: Time };
  identities: { issuer: string; subject: string; user_id: number; created_at: Time };
  resets: { token_hash: Buffer; user_id: number; without_second_step: boolean; expires_at: Date };
  totp: {
    user_id: number;
    sealed_secret: Buffer;
    confirmed_at: OptionalTime;
    last_step: Generated<number>;
  };
  recovery_codes: { user_id: number; code_hash: Buffer };
  passkeys: {
    id: Generated<number>;
    user_id: number;
    credential_id: string;
    public_key: Buffer;
    counter: number;
    transports: string[];
    name: string;
    created_at: Time;
    last_used_at: OptionalTime;
  };
  used_challenges: { challenge: string; used_at: Time };
  chats: {
    id: Generated<number>;
    uri: string;
    name: string | null;
    topic: Generated<string | null>;
    emoji: Generated<string | null>;
    link_enabled: Generated<boolean>;
    picture_id: OptionalText;
    picture: Computed;
    link_code: string;
    /** Of a chat between two: their ids, as `1:2`. */
    pair: Generated<string | null>;
    /** How many messages new members see; null: all. */
    history_for_new: Generated<number | null>;
    sequence: Generated<number>;
    slow_mode: Generated<number>;
    hold_newcomers: Generated<boolean>;
    retention_days: Generated<number | null>;
    /** What stood before this place of the log was deleted. */
    kept_from: Generated<number>;
    kept_days: Generated<number | null>;
    ends_at: OptionalTime;
    ends_after_days: Generated<number | null>;
    idle_since: OptionalTime;
    created_at: Time;
  };
  members: {
    chat_id: number;
    user_id: number;
    role: Role;
    joined_sequence: number;
    /** What stands before this place of the log isn't shown to the member. */
    visible_from: Generated<number>;
    read_sequence: Generated<number>;
    pinned: Generated<boolean>;
    level: Generated<ChatSettings['level']>;
    archived_sequence: Generated<number | null>;
    unread_from: number | null;
    link_id: Generated<number | null>;
    joined_at: Time;
    posted_at: OptionalTime;
    muted_until: OptionalTime;
    trusted: Generated<boolean>;
  };
  links: {
    id: Generated<number>;
    chat_id: number;
    code: string;
    name: OptionalText;
    role: 'member' | 'reader';
    expires_at: OptionalTime;
    max_uses: ColumnType<number | null, number | null | undefined, number | null>;
    uses: Generated<number>;
    password_hash: OptionalText;
    ask_first: boolean;
    created_by: number;
    created_at: Time;
    revoked_at: OptionalTime;
  };
  messages: {
    id: Generated<number>;
    chat_id: number;
    sequence: number;
    author_id: number;
    client_id: string | null;
    text: string;
    created_at: Time;
    edited_at: OptionalTime;
    deleted_at: OptionalTime;
    version: number;
    reply_to: number | null;
    has_reactions: Generated<boolean>;
    mentions: ColumnType<Mention[] | null, string | null, string | null>;
    mentions_all: Generated<boolean>;
    mentioned: ColumnType<'all' | number[] | null, string | null, string | null>;
  };
  reactions: { message_id: number; emoji: string; user_id: number; sequence: number; since: number };
  audit: {
    id: Generated<number>;
    chat_id: number | null;
    at: Time;
    actor_id: number;
    actor_name: string;
    action: string;
    user_id: number | null;
    user_name: string | null;
    details: ColumnType<AuditEntry['details'], string, never>;
  };
  reports: {
    id: Generated<number>;
    chat_id: number;
    message_id: number;
    reporter_id: number;
    reason: ReportReason;
    words: Generated<string>;
    text: string;
    created_at: Time;
  };
  bans: { chat_id: number; user_id: number; created_at: Time };
  held_messages: {
    id: Generated<number>;
    chat_id: number;
    author_id: number;
    client_id: string | null;
    text: string;
    reply_to: number | null;
    created_at: Time;
    refused_at: OptionalTime;
  };
  targets: {
    id: Generated<number>;
    channel: string;
    user_id: number;
    chat_id: ColumnType<number | null, number | null | undefined, number | null>;
    session_id: ColumnType<string | null, string | null | undefined, string | null>;
    address: ColumnType<unknown, string, string>;
    level: Generated<'mentions' | 'all' | 'everything'>;
    digest: ColumnType<'hour' | 'day' | null, 'hour' | 'day' | null | undefined, 'hour' | 'day' | null>;
    failures: Generated<number>;
    off_at: OptionalTime;
    off_because: OptionalText;
    created_at: Time;
  };
  told: {
    target_id: number;
    chat_id: number;
    sequence: number;
    pending: boolean;
    claimed: number | null;
    told_at: OptionalTime;
  };
  message_versions: { message_id: number; text: string; written_at: Date };
  events: {
    chat_id: number;
    sequence: number;
    kind: EventKind | 'hidden';
    message_id: number | null;
    user_id: number | null;
    emoji: string | null;
    created_at: Time;
  };
}
