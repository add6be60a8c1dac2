/** While an input method composes, Enter belongs to it (229: Safari says so only this way); with Shift it is a new line. */
export const isPlainEnter = ({ key, shiftKey, isComposing, keyCode }: KeyboardEvent): boolean =>
  key === 'Enter' && !shiftKey && !isComposing && keyCode !== 229;
