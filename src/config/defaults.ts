/** What a run is where nothing else was asked for: merged in once, here. */
import { CamlineError } from '../errors.ts';
import { parseAs } from './parse.ts';
import { requestSchemaVersion, runRequestSchema, type RunRequest } from './runRequest.ts';

/** What has no default: it follows from the data set and the model, or is not there unless asked for. */
type Given = Pick<RunRequest, 'source' | 'model' | 'card' | 'shardSize' | 'channels' | 'metrics' | 'sample'>;
type Choices = Omit<RunRequest, keyof Given>;

const mebibyte = 2 ** 20;

export const runDefaults = {
  schema: requestSchemaVersion,
  methods: ['gradcam'],
  layers: [],
  classes: 'pred',
  eigenSmooth: false,
  augSmooth: false,
  outputs: ['heatmaps', 'overlays', 'maps'],
  overlay: 'crop',
  maxImageBytes: 100 * mebibyte,
  maxImagePixels: 50_000_000,
  imageTimeoutSeconds: 60,
} as const satisfies Readonly<Record<keyof Choices, unknown>>;

/** A field that is undefined takes its default. */
export type RequestDraft = Given & { readonly [Field in keyof Choices]?: Choices[Field] | undefined };

/** The whole request. Throws CONFIG_INVALID, naming the field. */
export function mergeRequest(draft: RequestDraft): RunRequest {
  const chosen = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
  const request = parseAs(runRequestSchema, { ...runDefaults, ...chosen }, 'CONFIG_INVALID', 'run request');
  const twice = request.methods.find((method, index) => request.methods.indexOf(method) !== index);
  if (twice === undefined) return request;
  throw new CamlineError('CONFIG_INVALID', `Expected each method once, received "${twice}" twice.`);
}
