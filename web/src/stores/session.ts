import type { Self, Settings, User } from '@chatire/protocol';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { WithCode, DeleteAccount, InvitedAccount, NewAccount } from '../connection/api.ts';
import { createBackOff } from '../connection/back-off.ts';
import { useConnection } from '../connection/index.ts';
import { isRefused } from '../connection/problems.ts';
import { renewalInterval } from '../connection/token.ts';

/** Milliseconds without an answer after which whoever was here last goes on with what was kept. */
const patience = 2_500;

/** Who uses this page. */
export const useSession = defineStore('session', () => {
  const { api, tokens, onSessionEnded } = useConnection();
  /** `asking`: not known yet. `unreachable`: not known, and the server doesn't answer. */
  const state = ref<'asking' | 'unreachable' | 'in' | 'out'>('asking');
  const self = shallowRef<Self | null>(null);
  /** Why the sign-in page is shown, when nobody asked for it. */
  const endedByServer = ref(false);
  /** Whether whoever was here last can come back by signing in. */
  const hasAccount = ref(false);
  let restoring: Promise<void> | null = null;
  let created: string | null = null;
  let signingOut = false;

  const isGuest = computed(() => self.value?.kind === 'guest');

  function enter(person: Self) {
    self.value = person;
    endedByServer.value = false;
    hasAccount.value = person.kind !== 'guest';
    state.value = 'in';
  }

  function leave() {
    tokens.keep(null);
    self.value = null;
    state.value = 'out';
  }

  /**
   * Finds out, once, whether this browser is still signed in. Goes on asking while the server is away; meanwhile `takeBack` can
   * bring back whoever was here last, until the server says otherwise.
   */
  function restore(takeBack: () => Promise<Self | null> = async () => null) {
    return (restoring ??= new Promise<void>((resolve) => {
      const goOn = async () => {
        const person = await takeBack();
        if (person && state.value !== 'in' && state.value !== 'out') {
          tokens.expect(person.id);
          enter(person);
          resolve();
        }
      };
      const timer = setTimeout(goOn, patience);
      void askUntilKnown(goOn)
        .then(resolve)
        .finally(() => clearTimeout(timer));
    }));
  }

  async function askUntilKnown(goOn: () => Promise<void>) {
    const backOff = createBackOff({ most: 10_000 });
    for (;;) {
      const renewal = await tokens.renew();
      if (renewal === 'ended') return ended();
      const person = renewal === 'renewed' ? await api.me().catch(() => null) : null;
      if (state.value === 'out') return;
      if (person) return enter(person);
      if (state.value === 'asking') await goOn();
      if (state.value === 'asking') state.value = 'unreachable';
      await new Promise((resolve) => setTimeout(resolve, 500 + backOff.next()));
    }
  }

  function ended() {
    endedByServer.value = state.value === 'in';
    leave();
  }

  async function signIn(credentials: WithCode) {
    await enterBy(await api.signIn(credentials));
  }

  async function signInByPasskey(credential: object) {
    await enterBy(await api.signInByPasskey(credential));
  }

  async function enterBy({ auth_token }: { auth_token: string }) {
    tokens.keep(auth_token);
    enter(await api.me());
  }

  async function signUp(account: InvitedAccount) {
    // The account may exist already, if only the sign-in after it got lost.
    if (created !== account.username) await api.signUp(account);
    created = account.username;
    const { username, password } = account;
    await signIn({ username, password });
  }

  /** Nothing for who waits to be let in. */
  async function joinAsGuest(uri: string, name: string, password?: string) {
    const answer = await api.joinAsGuest(uri, name, password);
    tokens.keep(answer.auth_token);
    enter(answer.user);
    return answer.chat;
  }

  async function keepAccount(account: NewAccount) {
    enter(await api.keepGuest(account));
  }

  async function changeEmail(change: { email: string; password?: string }) {
    self.value = await api.changeEmail(change);
  }

  /** On this device or another one. */
  function changed(user: User, settings: Settings) {
    if (self.value?.id === user.id) self.value = { ...self.value, ...user, settings };
  }

  const signOut = () => leaveBy(api.signOut);
  const deleteAccount = (wish: DeleteAccount) =>
    leaveBy(async () => {
      await api.deleteAccount(wish);
      hasAccount.value = false;
    });

  async function leaveBy(call: () => Promise<void>) {
    // The socket hears of the end of the session before the answer comes, and that must not look like the server's doing.
    signingOut = true;
    try {
      await call();
    } catch (error) {
      if (!isRefused(error, 401)) throw error;
    } finally {
      signingOut = false;
    }
    leave();
  }

  onSessionEnded.add(() => {
    if (state.value !== 'in' || signingOut) return;
    ended();
  });

  setInterval(() => state.value === 'in' && void tokens.renew(), renewalInterval);

  return {
    state,
    self,
    isGuest,
    endedByServer,
    hasAccount,
    restore,
    signIn,
    signInByPasskey,
    signUp,
    joinAsGuest,
    keepAccount,
    changeEmail,
    changed,
    signOut,
    deleteAccount,
  };
});
