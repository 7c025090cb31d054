import { messageOf } from '../../errors.ts';

/** One thing that camline stands on. */
export interface Check {
  readonly name: string;
  /** What does not work without it. */
  readonly neededFor: string;
  /** False: camline works without it, but for what `neededFor` says. */
  readonly required: boolean;
  /** What was found, in words; throws where it is missing, with what to do in the message. */
  readonly find: () => Promise<string> | string;
}

export interface Finding {
  readonly name: string;
  readonly neededFor: string;
  readonly required: boolean;
  readonly ok: boolean;
  /** What was found, or why nothing was. */
  readonly detail: string;
}

/** One after the other: several load native libraries and measure memory. */
export async function examine(checks: readonly Check[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) findings.push(await finding(check));
  return findings;
}

async function finding({ name, neededFor, required, find }: Check): Promise<Finding> {
  try {
    return { name, neededFor, required, ok: true, detail: await find() };
  } catch (error) {
    const [detail = ''] = messageOf(error).split('\n');
    return { name, neededFor, required, ok: false, detail };
  }
}

/** Whether everything is there that camline cannot do without. */
export const isHealthy = (findings: readonly Finding[]): boolean =>
  findings.every(({ ok, required }) => ok || !required);
