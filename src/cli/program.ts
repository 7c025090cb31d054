import { Command } from 'commander';
import { auditCommand } from './commands/audit.ts';
import { checkCommand } from './commands/check.ts';
import { compareCommand } from './commands/compare.ts';
import { configCommand } from './commands/config.ts';
import { dashboardCommand } from './commands/dashboard.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { explainCommand } from './commands/explain.ts';
import { gcCommand } from './commands/gc.ts';
import { layersCommand } from './commands/layers.ts';
import { methodsCommand } from './commands/methods.ts';
import { runCommand } from './commands/run.ts';
import { enqueueCommand } from './commands/enqueue.ts';
import { serveCommand } from './commands/serve.ts';
import { cancelCommand, pauseCommand, resumeCommand, retryCommand, unpauseCommand } from './commands/runs.ts';
import { sanityCommand } from './commands/sanity.ts';
import { statusCommand } from './commands/status.ts';
import { workerCommand } from './commands/worker.ts';
import { resolve } from 'node:path';
import { remark } from './output.ts';
import { setSettingsFile } from '../config/environment.ts';
import { strangeVariables } from '../config/strangeVariables.ts';
import { version } from '../config/version.ts';

const examples = `
Examples:
  camline run ./photos --model resnet50.onnx --methods gradcam,scorecam --to ./results
  camline explain cat.jpg --model resnet50.onnx --method gradcam --out ./cat
  camline check resnet50.onnx --photo cat.jpg
  camline layers resnet50.onnx
  camline doctor

Exit codes: 0 done, 1 too many images failed or a check failed, 2 the request was wrong, 5 queue, store or device missing, 130 and 143 stopped.`;

const commands = [
  runCommand,
  enqueueCommand,
  workerCommand,
  statusCommand,
  dashboardCommand,
  serveCommand,
  resumeCommand,
  retryCommand,
  cancelCommand,
  pauseCommand,
  unpauseCommand,
  compareCommand,
  evaluateCommand,
  auditCommand,
  gcCommand,
  explainCommand,
  checkCommand,
  sanityCommand,
  layersCommand,
  methodsCommand,
  configCommand,
  doctorCommand,
];

/** The program with all its commands; it throws instead of leaving the process. */
export function createProgram(): Command {
  const program = new Command('camline')
    .description('Class activation maps for image classifiers at data-set scale.')
    .version(version)
    .option('-v, --verbose', 'log what happens, with stacks')
    .option('--config <file>', 'settings (default: CAMLINE_CONFIG, else camline.yaml in the current folder)')
    .option('--quiet', 'no progress and no closing words; warnings and errors only')
    .addHelpText('after', examples);
  program.hook('preAction', (_program, command) => {
    const { config } = command.optsWithGlobals<{ readonly config?: string }>();
    if (config !== undefined) setSettingsFile(resolve(config));
    for (const warning of strangeVariables()) remark(`camline: ${warning}`);
  });
  for (const command of commands) program.addCommand(command());
  const all = [program, ...program.commands, ...program.commands.flatMap(({ commands: inner }) => inner)];
  for (const command of all) {
    command
      .exitOverride()
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({ outputError: () => undefined })
      .showHelpAfterError(false);
  }
  return program;
}
