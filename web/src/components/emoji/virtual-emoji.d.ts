/** Made by `vite/emoji-data.ts`. */
declare module 'virtual:emoji' {
  const emoji: [char: string, group: number, codes: string[], hasTones: 0 | 1][];
  export default emoji;
}
/** In the order of the emoji: name and further words. */
declare module 'virtual:emoji/*' {
  const words: string[];
  export default words;
}
