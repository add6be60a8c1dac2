import type {
  Account,
  Accounts,
  ChatsOfServer,
  Jobs,
  ReportOfServer,
  ServerAudit,
  ServerRole,
  ServerSettings,
  ServerState,
} from '@chatire/protocol';
import { useConnection } from '../../connection/index.ts';

/** The calls of those who run the server, which nobody else's page needs. */
export function useAdminApi() {
  const { admin } = useConnection().api;
  const account = (id: number) => `accounts/${id}/`;
  const query = (values: Record<string, string | number | undefined>) => {
    const filled = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
    return filled.length ? `?${new URLSearchParams(filled.map(([key, value]) => [key, String(value)]))}` : '';
  };

  return {
    accounts: (values: { find: string; role: 'any' | undefined; before: number | undefined }) =>
      admin<Accounts>('GET', `accounts/${query(values)}`),
    setDeactivated: (id: number, deactivated: boolean) =>
      admin<Account>('PATCH', account(id), { deactivated }),
    endSessions: (id: number) => admin<void>('DELETE', `${account(id)}sessions/`),
    makeReset: (id: number, without_second_step: boolean) =>
      admin<{ token: string }>('POST', `${account(id)}reset/`, { without_second_step }),
    deleteAccount: (id: number, messages: 'keep' | 'delete', password: string) =>
      admin<void>('POST', `${account(id)}delete/`, { messages, ...proof(password) }),
    setRole: (id: number, role: ServerRole | null, password = '') =>
      admin<Account>('PUT', `${account(id)}role/`, { role, ...proof(password) }),
    chats: (values: { find: string; before: number | undefined }) =>
      admin<ChatsOfServer>('GET', `chats/${query(values)}`),
    deleteChat: (uri: string, password: string) =>
      admin<void>('POST', `chats/${uri}/delete/`, proof(password)),
    reports: () => admin<{ reports: ReportOfServer[] }>('GET', 'reports/'),
    resolveReports: (id: number) => admin<void>('DELETE', `reports/${id}/`),
    audit: (before: number | undefined) => admin<ServerAudit>('GET', `audit/${query({ before })}`),
    jobs: (state: 'waiting' | 'failed', before: number | undefined) =>
      admin<Jobs>('GET', `jobs/${query({ state, before })}`),
    retryJob: (id: number) => admin<void>('POST', `jobs/${id}/retry/`, {}),
    removeJob: (id: number) => admin<void>('DELETE', `jobs/${id}/`),
    state: () => admin<ServerState>('GET', 'state/'),
    settings: () => admin<ServerSettings>('GET', 'settings/'),
    changeSettings: (change: Partial<Omit<ServerSettings, 'logo'>>) =>
      admin<ServerSettings>('PATCH', 'settings/', change),
    putLogo: (picture: Blob) => admin<ServerSettings>('PUT', 'logo/', picture),
    deleteLogo: () => admin<ServerSettings>('DELETE', 'logo/'),
  };
}

/** Who has none proves to be there by having signed in just now. */
const proof = (password: string) => (password ? { password } : {});
