import { Command } from 'commander';
import { methods } from '../../methods/registry.ts';
import { described, methodLines } from '../methods/methodLines.ts';
import { printJson, printLines } from '../output.ts';

export const methodsCommand = (): Command =>
  new Command('methods')
    .description('list the methods, each with its kind, formula, needs and paper')
    .option('--json', 'one JSON object on stdout')
    .action((options: { readonly json?: true }) => {
      if (options.json) printJson({ methods: methods.map(described) });
      else printLines(methodLines(methods));
    });
