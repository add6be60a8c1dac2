/** Milliseconds in which frames are gathered: nobody sees them, and the page is drawn 20 times a second at most. */
const pause = 50;

/**
 * Passes frames on in their order: one that comes alone at once, those of a burst together. Each one by itself would draw the page once,
 * which took ten seconds for the 480 messages of a night.
 */
export function inBursts<Frame>(pass: (frame: Frame) => void) {
  const waiting: Frame[] = [];
  let timer = 0;

  function passAll() {
    timer = waiting.length ? window.setTimeout(passAll, pause) : 0;
    for (let frame = waiting.shift(); frame !== undefined; frame = waiting.shift()) pass(frame);
  }

  return {
    hear(frame: Frame) {
      waiting.push(frame);
      // Browsers slow the timers of a page that nobody sees, and it has to ring in time.
      if (timer && !document.hidden) return;
      clearTimeout(timer);
      passAll();
    },
    forget() {
      clearTimeout(timer);
      timer = waiting.length = 0;
    },
  };
}
