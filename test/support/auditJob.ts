import { auditSchema } from '../../src/config/auditFile.ts';
import type { AuditJob } from '../../src/queue/jobs.ts';

/** A scheduled audit, for tests of the queue alone. */
export const auditJob = (name: string, cron: string, timezone: string): AuditJob => ({
  audit: auditSchema.parse({
    name,
    schedule: { cron, timezone },
    source: '/photos',
    to: '/results',
    model: '/models/net.onnx',
  }),
  file: '/audits/night.yaml',
  startedAt: null,
});
