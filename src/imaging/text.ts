/** Text as a picture, in a font of our own, so that a machine without fonts draws the same letters. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OverlayOptions } from 'sharp';
import { setFontConfiguration } from '../config/environment.ts';
import { fontCacheHome } from './fontCache.ts';

export interface TextStyle {
  /** Height of the letters' em, pixels. */
  readonly size: number;
  readonly weight: 'regular' | 'semibold';
  /** "#rrggbb" */
  readonly colour: string;
}

interface Font {
  readonly family: string;
  readonly file: string;
}

/** Inter, Latin part (config/fonts/LICENSE); other scripts come from the system's fonts where it has any. */
const fonts: Readonly<Record<TextStyle['weight'], Font>> = {
  regular: { family: 'Inter', file: fontPath('inter-latin-400.ttf') },
  semibold: { family: 'Inter Semi-Bold', file: fontPath('inter-latin-600.ttf') },
};

function fontPath(name: string): string {
  return fileURLToPath(new URL(`../../config/fonts/${name}`, import.meta.url));
}

let configured = false;

/** The system's own configuration would change hinting, and so bytes; without any, fontconfig complains on stderr. */
function configureFonts(): void {
  if (!configured) setFontConfiguration(fontPath('fonts.conf'), fontCacheHome());
  configured = true;
}

/**
 * A line of text to composite. An invisible stroke at its end makes every line equally high, so that lines of different
 * letters share a baseline.
 */
export function textLine(text: string, left: number, top: number, style: TextStyle): OverlayOptions {
  configureFonts();
  const { family, file } = fonts[style.weight];
  const markup = `<span foreground="${style.colour}">${escapeMarkup(text)}<span alpha="1">|</span></span>`;
  return {
    input: {
      text: {
        text: markup,
        font: `${family} ${style.size}`,
        ...(existsSync(file) && { fontfile: file }),
        rgba: true,
        dpi: 72,
      },
    },
    left,
    top,
  };
}

/** At most `most` characters, the middle cut out: both ends of a path say more than its middle. */
export function shorten(text: string, most: number): string {
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  if (characters.length <= most) return text;
  const tail = Math.ceil((most - 1) * 0.6);
  return [...characters.slice(0, most - 1 - tail), '…', ...characters.slice(-tail)].join('');
}

/** Pango markup is XML, which has no control characters. */
const escapeMarkup = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
