import { watch } from 'vue';
import type { Router } from 'vue-router';
import { placed } from './own-address.ts';
import { useEditing } from './stores/editing.ts';
import { useLive } from './stores/live.ts';
import { useOutbox } from './stores/outbox.ts';
import { whenIdle } from './when-idle.ts';

/** Milliseconds out of view, after which nobody remembers where in the page they were. */
const longAway = 60_000;
const triedKey = 'chatire.reloaded';

/**
 * Keeps the page in the browser where it may, and loads a newer one when the server has it: on the way to another chat, or when
 * somebody comes back to the page; never while that would cost them something.
 */
export function keepUpToDate(router: Router): void {
  const live = useLive();
  const outbox = useOutbox();
  const editing = useEditing();
  let isOld = false;
  let wasLive = live.status === 'live';
  let hiddenSince = Infinity;

  // Drafts and unsent messages are kept by the browser; what is being edited, or filled into a dialog, isn't.
  const loses = () =>
    outbox.isOnlyHere() || editing.current.size > 0 || document.querySelector('[role=dialog]') !== null;

  /** Each page tries once: while a cluster is renewed, one server may give what another one doesn't know. */
  function mayLoad(): boolean {
    if (!isOld || loses() || read(triedKey) === ownScript()) return false;
    write(triedKey, ownScript());
    return true;
  }

  async function look() {
    const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
    const answer = await fetch(placed('/'), { cache: 'no-store' }).catch(() => null);
    const html = answer?.ok ? await answer.text() : '';
    isOld = html.includes('/assets/') && !html.includes(ownScript());
    if (isOld) await registration?.update().catch(() => {});
  }

  // A server that was away may have come back as another one.
  watch(
    () => live.status,
    (now) => {
      if (now !== 'live') return;
      if (wasLive) void whenIdle().then(look);
      wasLive = true;
    },
  );
  // A file of this page is wanted now: has it gone with its server, or only the network?
  addEventListener('vite:preloadError', async () => {
    await look();
    if (mayLoad()) location.reload();
  });
  router.beforeEach((to) => {
    if (to.name === undefined || !mayLoad()) return true;
    location.assign(placed(to.fullPath));
    return false;
  });
  document.addEventListener('visibilitychange', () => {
    const now = Date.now();
    if (!document.hidden && now - hiddenSince > longAway && mayLoad()) location.reload();
    hiddenSince = document.hidden ? now : Infinity;
  });

  if (import.meta.env.PROD) void whenIdle().then(keepPage);
}

/** Only over https and on this machine do browsers allow it; elsewhere the page is loaded as ever. */
async function keepPage() {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const keepRest = () => void whenIdle().then(() => workers?.controller?.postMessage('rest'));
  // Judged by theme.js.
  if (document.documentElement.dataset['network'] !== 'slow') {
    workers?.addEventListener('controllerchange', keepRest);
    // Whoever came first on a slow network has it kept now.
    if (workers?.controller) keepRest();
  }
  // Refused in a private window, or by a setting.
  await workers?.register(workerAddress(), { updateViaCache: 'none' }).catch(() => {});
}

/** Where the browser has Trusted Types, a worker comes from an address of this policy only. */
function workerAddress(): string {
  const address = placed('/service-worker.js');
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy('service-worker', { createScriptURL: () => address });
  return policy?.createScriptURL(address) ?? address;
}
/** As much of it as is wanted here. What a policy gives stands where texts did. */
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}
interface Policy {
  createScriptURL(address: string): string;
}

/** Its name changes with everything that it is made of. */
const ownScript = () => new URL(import.meta.url).pathname;

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}
function write(key: string, value: string) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Withheld.
  }
}
