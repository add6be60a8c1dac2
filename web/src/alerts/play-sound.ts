import type { Sound } from '@chatire/protocol';

interface Tone {
  /** Seconds after the first. */
  at: number;
  /** Hertz; with two, it glides from one to the other. */
  pitch: number | [number, number];
  length: number;
  type?: OscillatorType;
  loudness?: number;
}

/** Made here, so that there is no file to fetch. Each soft at both ends. */
const tonesOf: Record<Sound, Tone[]> = {
  chime: [
    { at: 0, pitch: 587.33, length: 0.38 },
    { at: 0.11, pitch: 880, length: 0.38 },
  ],
  drop: [{ at: 0, pitch: [1_250, 480], length: 0.18 }],
  knock: [
    { at: 0, pitch: [190, 120], length: 0.09, type: 'triangle', loudness: 2.4 },
    { at: 0.13, pitch: [190, 120], length: 0.09, type: 'triangle', loudness: 2.4 },
  ],
  bell: [
    { at: 0, pitch: 1_046.5, length: 0.9 },
    { at: 0, pitch: 2_637, length: 0.5, loudness: 0.3 },
    { at: 0, pitch: 1_568, length: 0.7, loudness: 0.4 },
  ],
};

let audio: AudioContext | null = null;

/** Browsers let a page sound only after the person has touched it; call this then. */
export async function unlockSound(): Promise<void> {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') await audio.resume();
}

/** Nothing is heard before the page was touched. `volume` in per cent. */
export function playSound(sound: Sound, volume: number): void {
  if (audio?.state !== 'running') return;
  for (const tone of tonesOf[sound]) play(audio, tone, volume / 100);
}

function play(
  context: AudioContext,
  { at, pitch, length, type = 'sine', loudness = 1 }: Tone,
  volume: number,
) {
  const start = context.currentTime + at;
  const end = start + length;
  const [from, to] = typeof pitch === 'number' ? [pitch, pitch] : pitch;
  const tone = new OscillatorNode(context, { type, frequency: from });
  if (from !== to) tone.frequency.exponentialRampToValueAtTime(to, end);
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(Math.max(0.2 * volume * loudness, 0.0002), start + 0.012);
  gain.gain.exponentialRampToValueAtTime(0.0001, end);
  tone.connect(gain).connect(context.destination);
  tone.start(start);
  tone.stop(end + 0.02);
}
