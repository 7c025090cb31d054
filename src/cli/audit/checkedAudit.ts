import { checkLimits } from '../../audit/checks/limits.ts';
import { readAuditFile, type AuditConfig } from '../../config/auditFile.ts';
import { metricNamed } from '../../metrics/registry.ts';
import { methodNamed } from '../../methods/registry.ts';

/** Also every name in it. Throws CONFIG_INVALID, METHOD_UNKNOWN or METRIC_UNKNOWN. */
export async function checkedAudit(path: string): Promise<AuditConfig> {
  const config = await readAuditFile(path);
  for (const method of config.methods) methodNamed(method);
  for (const metric of config.metrics) metricNamed(metric);
  checkLimits(config.limits);
  return config;
}
