/** Numbers and names for people. */
import { methods } from '../methods/registry.ts';

/** 0.3879 → "39%", 0.0013 → "0.1%". */
export const percent = (share: number): string => `${(share * 100).toFixed(share >= 0.0995 ? 0 : 1)}%`;

/** 12345 → "12 345", with thin spaces that do not break. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');

/** "1 photograph", "8 photographs" */
export const counted = (value: number, noun: string, plural = `${noun}s`): string =>
  `${count(value)} ${value === 1 ? noun : plural}`;

export const className = (index: number, name: string | null | undefined): string => name ?? `class ${index}`;

/** Title for people of a method's id; the id itself where this version no longer has the method. */
export const methodTitle = (id: string): string => methods.find((method) => method.id === id)?.title ?? id;

/** "head, blocks.10"; nothing but the whole network where no method reads a layer. */
export const layerList = (layers: readonly string[]): string =>
  layers.length === 0 ? 'the whole network' : list(layers);

/** "head, blocks.10" */
export const list = (items: readonly string[]): string => items.join(', ');
