/** What `camline methods` prints. Pure. */
import type { Method } from '../../methods/method.ts';
import { table } from '../table.ts';
import { needWords } from './needs.ts';

const words = `
a method in two lines; FORMULA: M the map, w_k weight of channel k, A activations and G gradients of the
  layer, H the Hessian, z the logit, x the image
KIND: layer = map of a layer (--layers); network = map of the whole network; attribution = of pixels, signed
NEEDS, beside the forward pass:`;

/** A method in two lines, within 100 columns where its formula is, and what the words mean. */
export function methodLines(methods: readonly Method[]): string[] {
  const [header, ...rows] = table(
    ['METHOD', 'KIND', 'NEEDS', 'PAPER'],
    methods.map(({ name, kind, needs, paper }) => [name, kind, needs.join(', ') || '-', paper]),
  );
  const needed = new Set<string>(methods.flatMap(({ needs }) => needs));
  const needRows = Object.entries(needWords).filter(([need]) => needed.has(need));
  const width = Math.max(0, ...needRows.map(([need]) => need.length));
  return [
    header!,
    '  FORMULA',
    ...rows.flatMap((row, index) => [row, `  ${methods[index]!.formula}`]),
    ...words.split('\n'),
    ...needRows.map(([need, meaning]) => `  ${need.padEnd(width)}  ${meaning}`),
  ];
}

/** All fields that are data. */
export const described = ({ name, id, title, kind, formula, needs, paper, url }: Method): object => ({
  name,
  id,
  title,
  kind,
  formula,
  needs,
  paper,
  url,
});
