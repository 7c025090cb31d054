/** What `camline methods` prints. Pure. */
import type { Method } from '../../methods/method.ts';
import { readsLayers } from '../../model/request.ts';
import { table } from '../table.ts';
import { costText, methodCost } from './cost.ts';
import { needWords } from './needs.ts';

const words = `
a method in two lines; FORMULA: M the map, w_k weight of channel k, A activations and G gradients of the
  layer, H the Hessian, z the logit, x the image
PASSES: forward passes beside the plain one, for one image, class and layer of C channels; a backward pass is one,
  one down to the pixels three; what methods of one request share is computed once
KIND: layer = map of a layer (--layers); network = map of the whole network; attribution = of pixels, signed
NEEDS, beside the forward pass:`;

/** A method in two lines, and what the words mean. */
export function methodLines(methods: readonly Method[]): string[] {
  const [header, ...rows] = table(
    ['METHOD', 'KIND', 'PASSES', 'NEEDS', 'PAPER'],
    methods.map((method) => [
      method.name,
      method.kind,
      costText(methodCost(method)),
      method.needs.join(', ') || '-',
      method.paper,
    ]),
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

/** All fields that are data, and what follows from them. */
export function described(method: Method): object {
  const { name, id, title, kind, formula, needs, paper, url } = method;
  return {
    name,
    id,
    title,
    kind,
    readsLayers: readsLayers(method),
    combinedWith: method.kind === 'attribution' ? (method.cam?.name ?? null) : null,
    formula,
    needs,
    passes: methodCost(method),
    paper,
    url,
  };
}
