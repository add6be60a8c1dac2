/** Tells how far a finger or the pointer moved on what these handlers are put on, in pixels of the screen. */
export function useDrag(move: (right: number, down: number) => void) {
  let last: { x: number; y: number } | null = null;
  const end = () => (last = null);
  return {
    pointerdown(event: PointerEvent) {
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      last = { x: event.clientX, y: event.clientY };
    },
    pointermove(event: PointerEvent) {
      if (!last) return;
      move(event.clientX - last.x, event.clientY - last.y);
      last = { x: event.clientX, y: event.clientY };
    },
    pointerup: end,
    pointercancel: end,
  };
}
