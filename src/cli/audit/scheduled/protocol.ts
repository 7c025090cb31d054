/** What crosses between a worker and the process of a night. */
import type { AuditConfig } from '../../../config/auditFile.ts';
import type { PlainError } from '../../../errors.ts';
import type { SettingOptions } from '../../settings.ts';

export interface GivenNight {
  /** Of the night's job. */
  readonly id: string;
  readonly audit: AuditConfig;
  /** ISO date and time. */
  readonly startedAt: string;
  readonly lastTry: boolean;
}

export type ToNight =
  | { readonly kind: 'night'; readonly night: GivenNight; readonly settings: SettingOptions }
  | { readonly kind: 'stop' };

export type FromNight =
  | { readonly kind: 'done'; readonly night: string; readonly outcome: string }
  | { readonly kind: 'thrown'; readonly error: PlainError };
