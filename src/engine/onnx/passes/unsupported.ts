import { CamlineError } from '../../../errors.ts';
import type { Node } from '../ir/graph.ts';

/** `why` goes on from "Operation Resize (node "up") ". */
export const unsupported = ({ opType, domain, name }: Node, why: string): CamlineError =>
  new CamlineError(
    'MODEL_UNSUPPORTED',
    `Operation ${domain === '' ? '' : `${domain}.`}${opType} (node "${name}") ${why}`,
  );
