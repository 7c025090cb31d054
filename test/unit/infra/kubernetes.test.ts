import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commandProblem } from '../../support/docs/commandLine.ts';
import { infraPath, infraYaml, manifests } from '../../support/infra.ts';

/** By kind, with the schemas of Kubernetes and KEDA. */
const models: Readonly<Record<string, { new (data: never): { validate(): void }; apiVersion: string }>> = {
  ConfigMap,
  Deployment,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  ScaledObject,
  Service,
  ServiceAccount,
};

test.each(manifests())('$file: the schema of $manifest.kind', ({ manifest }) => {
  const model = models[manifest.kind]!;
  expect(manifest.apiVersion).toBe(model.apiVersion);
  expect(() => new model(manifest as never).validate()).not.toThrow();
});

test('the schemas refuse what is wrong', () => {
  const wrong = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'x' },
    spec: { replicas: 'two' },
  };
  expect(() => new Deployment(wrong as never).validate()).toThrow(/replicas/);
});

test('the base lists every file beside it', () => {
  const { resources } = z
    .looseObject({ resources: z.array(z.string()) })
    .parse(infraYaml('kubernetes/base/kustomization.yaml'));
  const files = readdirSync(infraPath('kubernetes/base')).filter((file) => file !== 'kustomization.yaml');
  expect(new Set(resources)).toEqual(new Set(files));
});

const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });
const deploymentSchema = z.object({
  kind: z.literal('Deployment'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        serviceAccountName: z.string(),
        terminationGracePeriodSeconds: z.number(),
        containers: z
          .array(
            z.object({
              name: z.string(),
              args: z.array(z.string()),
              ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
              startupProbe: probe.optional(),
              readinessProbe: probe.optional(),
              livenessProbe: probe.optional(),
            }),
          )
          .length(1),
      }),
    }),
  }),
});
const deployments = manifests().flatMap(({ manifest }) => {
  const { success, data } = deploymentSchema.safeParse(manifest);
  return success ? [{ name: data.metadata.name, ...data.spec, pod: data.spec.template.spec }] : [];
});
const namesOf = (kind: string): string[] =>
  manifests().flatMap(({ manifest }) => (manifest.kind === kind ? [manifest.metadata.name] : []));

/** Of commands that open a port without being told, and answer there whether they are ready. */
const pagePorts: Readonly<Record<string, string>> = { dashboard: '8400' };

test('the deployments that there are', () => {
  expect(deployments.map(({ name }) => name).sort()).toEqual([
    'camline-dashboard',
    'camline-explain',
    'camline-runs',
  ]);
});

describe.each(deployments)('$name', ({ selector, template, pod }) => {
  const { args, ports, startupProbe, readinessProbe, livenessProbe } = pod.containers[0]!;

  test('starts a command of camline', () => {
    expect(commandProblem(args)).toBe(undefined);
  });

  test('selects its own pods, under an account that is there', () => {
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(namesOf('ServiceAccount')).toContain(pod.serviceAccountName);
  });

  test('gives workers longer to end than the 30 seconds that they take', () => {
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(30);
  });

  test('probes ask the port that is opened, for what is answered there', () => {
    const page = pagePorts[args[0]!];
    const opened = args.includes('--health-port') ? args[args.indexOf('--health-port') + 1] : page;
    expect(ports.map(({ containerPort }) => String(containerPort))).toEqual(
      opened === undefined ? [] : [opened],
    );
    const probed = [startupProbe, readinessProbe, livenessProbe].flatMap((each) => each?.httpGet ?? []);
    const ready = page === undefined ? '/healthz' : '/readyz';
    expect(probed).toEqual(
      ports.flatMap(({ name }) => ['/healthz', ready, '/healthz'].map((path) => ({ path, port: name }))),
    );
  });
});

test('what scales and what protects name deployments that are there', () => {
  const { spec } = z
    .looseObject({
      spec: z.looseObject({ scaleTargetRef: z.object({ name: z.string() }), minReplicaCount: z.literal(0) }),
    })
    .parse(infraYaml('kubernetes/base/scaling.yaml'));
  expect(deployments.map(({ name }) => name)).toContain(spec.scaleTargetRef.name);
});

test('the GPU overlay patches a deployment and a container that are there, one GPU a pod', () => {
  const patch = z
    .looseObject({
      metadata: z.object({ name: z.string() }),
      spec: z.object({
        template: z.object({ spec: z.object({ containers: z.array(z.looseObject({ name: z.string() })) }) }),
      }),
    })
    .parse(infraYaml('kubernetes/overlays/gpu/one-gpu.yaml'));
  const [container] = patch.spec.template.spec.containers;
  expect(container).toMatchObject({ resources: { limits: { 'nvidia.com/gpu': '1' } } });
  const base = deployments.find(({ name }) => name === patch.metadata.name)!;
  expect(base.pod.containers.map(({ name }) => name)).toContain(container!.name);
});

const kubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
test.skipIf(!kubectl).each(readdirSync(infraPath('kubernetes/overlays')))(
  `kustomize builds the overlay %s${kubectl ? '' : ' (kubectl is not installed)'}`,
  (overlay) => {
    const { status, stdout, stderr } = spawnSync(
      'kubectl',
      ['kustomize', infraPath('kubernetes/overlays', overlay)],
      {
        encoding: 'utf8',
      },
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('kind: ScaledObject');
    expect(stdout.includes('nvidia.com/gpu')).toBe(overlay === 'gpu');
  },
);
