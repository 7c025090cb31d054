/** Every method there is, the classics first, then newer maps, then attributions of pixels. A new paper: one file, one line here. */
import { unknownName } from '../errors.ts';
import { ablationcam } from './ablationcam.ts';
import { eigencam } from './eigencam.ts';
import { eigengradcam } from './eigengradcam.ts';
import { fem } from './fem.ts';
import { finercam } from './finercam.ts';
import { fullgrad } from './fullgrad.ts';
import { gradcam } from './gradcam.ts';
import { gradcamelementwise } from './gradcamelementwise.ts';
import { gradcampp } from './gradcampp.ts';
import { guidedbackprop } from './guidedbackprop.ts';
import { guidedgradcam } from './guidedgradcam.ts';
import { hirescam } from './hirescam.ts';
import { inputxgradient } from './inputxgradient.ts';
import { integratedgradients } from './integratedgradients.ts';
import { kpcacam } from './kpcacam.ts';
import { layercam } from './layercam.ts';
import { occlusion } from './occlusion.ts';
import { randomcam } from './randomcam.ts';
import { refinecam } from './refinecam.ts';
import { rise } from './rise.ts';
import { saliency } from './saliency.ts';
import { scorecam } from './scorecam.ts';
import { segeigencam } from './segeigencam.ts';
import { shapleycam } from './shapleycam.ts';
import { smoothgrad } from './smoothgrad.ts';
import { xgradcam } from './xgradcam.ts';
import type { Method } from './method.ts';

export const methods: readonly Method[] = [
  gradcam,
  gradcampp,
  xgradcam,
  ablationcam,
  scorecam,
  eigencam,
  eigengradcam,
  layercam,
  fullgrad,
  hirescam,
  gradcamelementwise,
  segeigencam,
  kpcacam,
  fem,
  shapleycam,
  finercam,
  refinecam,
  randomcam,
  saliency,
  inputxgradient,
  guidedbackprop,
  guidedgradcam,
  integratedgradients,
  smoothgrad,
  occlusion,
  rise,
];

/** By name or id, as the reference writes it too ("GradCAM", "KPCA_CAM", "GradCAMPlusPlus"). Throws METHOD_UNKNOWN listing the choices. */
export function methodNamed(name: string): Method {
  const plain = simplified(name);
  const found = methods.find((method) => simplified(method.name) === plain);
  if (found !== undefined) return found;
  const names = methods.map((method) => method.name);
  throw unknownName('METHOD_UNKNOWN', 'method', name, names, names.length);
}

const simplified = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[\s_-]/g, '')
    .replaceAll(/\+\+|plusplus/g, 'pp');
