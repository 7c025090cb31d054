/** YAML text to a value; the only importer of yaml. */
import { parse, YAMLParseError } from 'yaml';
import { CamlineError } from '../errors.ts';

/** Throws CONFIG_INVALID, naming the file and the line. */
export function parsedYaml(text: string, file: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (cause) {
    if (!(cause instanceof YAMLParseError) && !(cause instanceof ReferenceError)) throw cause;
    const [reason = ''] = cause.message.split('\n');
    throw new CamlineError('CONFIG_INVALID', `Expected YAML in ${file}: ${reason.replace(/:$/, '')}.`, {
      cause,
    });
  }
}
