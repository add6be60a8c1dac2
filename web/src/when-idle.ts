/** Resolves when the browser has nothing better to do: for what is needed soon, but not for the first look. */
export function whenIdle(): Promise<unknown> {
  return new Promise((resolve) => {
    // Safari has no such thing.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(resolve, { timeout: 2_000 });
    else setTimeout(resolve, 300);
  });
}
