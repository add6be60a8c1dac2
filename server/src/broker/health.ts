/** Remembers what `isWell` last said, and tells when that changes. */
export function createHealth(isWell: () => boolean) {
  const listeners: ((healthy: boolean) => void)[] = [];
  let healthy = false;
  return {
    isHealthy: () => healthy,
    onChange: (listener: (healthy: boolean) => void) => void listeners.push(listener),
    /** To be called whenever the answer may be another one. */
    update() {
      const now = isWell();
      if (now === healthy) return;
      healthy = now;
      for (const listener of listeners) listener(healthy);
    },
  };
}
