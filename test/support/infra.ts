import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { root } from '../../scripts/lib/paths.mjs';

export const infraPath = (...parts: readonly string[]): string => join(root, 'infra', ...parts);
export const infraText = (path: string): string => readFileSync(infraPath(path), 'utf8');

/** With YAML's merge keys, as Compose and promtool read it. */
export const infraYaml = (path: string): unknown => parse(infraText(path), { merge: true });

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});
export type Manifest = z.infer<typeof objectSchema>;

/** Of every file of the Kustomize base but its list. */
export const manifests = (): { readonly file: string; readonly manifest: Manifest }[] =>
  readdirSync(infraPath('kubernetes/base'))
    .filter((file) => file !== 'kustomization.yaml')
    .flatMap((file) =>
      parseAllDocuments(infraText(`kubernetes/base/${file}`)).map((document) => ({
        file,
        manifest: objectSchema.parse(document.toJS()),
      })),
    );
