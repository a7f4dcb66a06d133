import { MediaQuery } from 'svelte/reactivity';
import { DivergingScale, SCALES } from './diverging.ts';

const dark = new MediaQuery('(prefers-color-scheme: dark)');
const still = new MediaQuery('(prefers-reduced-motion: reduce)');
const scales = { light: new DivergingScale(SCALES.light), dark: new DivergingScale(SCALES.dark) };

/** What the reader's system asks for, as state. */
export const theme = {
  get name(): 'light' | 'dark' {
    return dark.current ? 'dark' : 'light';
  },
  /** The scale all weights are colored by. */
  get scale(): DivergingScale {
    return scales[this.name];
  },
  /** The color of a cell without a weight, and of a moving weight's glow: little-endian RGBA. */
  get blank(): number {
    return dark.current ? 0xff1a1713 : 0xfff8fafa;
  },
  get glow(): number {
    return dark.current ? 0xffa8f0ff : 0xff22c4f5;
  },
  get reducedMotion(): boolean {
    return still.current;
  },
};
