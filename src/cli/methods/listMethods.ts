/** `camline methods`. */
import { methods } from '../../methods/registry.ts';
import { printJson, printLines } from '../output.ts';
import { described, methodLines } from './methodLines.ts';

export function listMethods({ json }: { readonly json?: true }): void {
  if (json) printJson({ methods: methods.map(described) });
  else printLines(methodLines(methods));
}
