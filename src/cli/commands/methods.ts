import { Command } from 'commander';

export const methodsCommand = (): Command =>
  new Command('methods')
    .description('list the methods, each with its kind, formula, needs and paper')
    .option('--json', 'one JSON object on stdout')
    .action(async (options: { readonly json?: true }) => {
      const { listMethods } = await import('../methods/listMethods.ts');
      listMethods(options);
    });
