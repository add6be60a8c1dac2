import './touch-gestures.css';

/** Pixels and milliseconds. */
const slop = 10;
const farEnough = 56;
const furthest = 84;
const longPress = 450;
/** Where phones begin their own "back" by a swipe. */
const edge = 24;
/** A finger that rests there wants something of its own, or scrolls code sideways; a quote is most of some messages. */
const others = 'a, button:not([data-quote]), pre, textarea';

/**
 * What a finger does to a message, in the list `log`: held on it, `pressed` is dispatched to its element (`.said`); drawn from its start
 * towards its end, `swiped`. Scrolling stays the browser's: where it begins, this ends.
 */
export function listenToTouch(log: HTMLElement): () => void {
  let touch: Touch | null = null;
  let wasHeld = false;
  const all = new AbortController();
  const options = { signal: all.signal };

  log.addEventListener('pointerdown', begin, options);
  log.addEventListener('pointermove', move, options);
  log.addEventListener('pointerup', lift, options);
  log.addEventListener('pointercancel', forget, options);
  // As if with a mouse, the browser would press what is below the finger, which closes what holding it has opened.
  log.addEventListener('touchend', (event) => wasHeld && event.cancelable && event.preventDefault(), {
    ...options,
    passive: false,
  });
  // Android's own long press: a menu that would lie on top of ours.
  log.addEventListener('contextmenu', (event) => touch && event.preventDefault(), options);

  function begin(event: PointerEvent) {
    const target = event.target as Element;
    const said = target.closest<HTMLElement>('.said[data-touch]');
    const isSecond = touch !== null;
    forget();
    wasHeld = false;
    if (event.pointerType !== 'touch' || !said || isSecond || target.closest(others)) return;
    const timer = setTimeout(press, longPress);
    touch = { said, timer, x: event.clientX, y: event.clientY, state: 'resting' };
  }

  function move(event: PointerEvent) {
    if (!touch || touch.state === 'pressed') return;
    const isRightToLeft = getComputedStyle(log).direction === 'rtl';
    const along = (event.clientX - touch.x) * (isRightToLeft ? -1 : 1);
    const across = Math.abs(event.clientY - touch.y);
    if (touch.state === 'resting') {
      if (Math.max(Math.abs(along), across) < slop) return;
      clearTimeout(touch.timer);
      const from = isRightToLeft ? innerWidth - touch.x : touch.x;
      if (along < 2 * across || from < edge) return forget();
      touch.state = 'near';
    }
    draw(touch.said, along, isRightToLeft ? -1 : 1);
    const state = along >= farEnough ? 'far' : 'near';
    if (state === 'far' && touch.state === 'near') navigator.vibrate?.(10);
    touch.state = state;
  }

  function lift() {
    const { said, state } = touch ?? {};
    forget();
    if (state === 'far') said?.dispatchEvent(new Event('swiped'));
  }

  function press() {
    if (!touch) return;
    touch.state = 'pressed';
    wasHeld = true;
    navigator.vibrate?.(10);
    touch.said.dispatchEvent(new Event('pressed'));
  }

  function forget() {
    if (!touch) return;
    clearTimeout(touch.timer);
    touch.said.style.removeProperty('--swiped');
    delete touch.said.dataset['swipe'];
    touch = null;
  }

  return () => {
    forget();
    all.abort();
  };
}

interface Touch {
  said: HTMLElement;
  timer: ReturnType<typeof setTimeout>;
  x: number;
  y: number;
  state: 'resting' | 'near' | 'far' | 'pressed';
}

/** It gets harder the further one draws. */
function draw(said: HTMLElement, along: number, sign: 1 | -1) {
  const drawn = Math.max(0, along);
  const shown = drawn <= farEnough ? drawn : Math.min(furthest, farEnough + (drawn - farEnough) / 3);
  said.dataset['swipe'] = drawn >= farEnough ? 'far' : 'near';
  said.style.setProperty('--swiped', `${sign * shown}px`);
}
