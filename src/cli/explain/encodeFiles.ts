import type { ModelCard } from '../../config/modelCard.ts';
import { basename, extname } from 'node:path';
import { encodeHeatmapPng, encodeOverlayJpeg } from '../../imaging/encode.ts';
import type { RgbImage } from '../../imaging/decode.ts';
import type { Transform } from '../../imaging/geometry.ts';
import { mapPicture, type Look } from '../../imaging/mapPicture.ts';
import { photoPicture } from '../../imaging/photoPicture.ts';
import { signedPicture } from '../../imaging/signedPicture.ts';
import { encodeNpy } from '../../storage/npy.ts';
import { safeImageKey } from '../../storage/safeImageKey.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { ExplainedClass } from './explained.ts';

/** Kinds of file of one class, in the order in which they are told, each with the end of its name. */
export const fileEndings = {
  overlay: '.overlay.jpg',
  heatmap: '.heatmap.png',
  /** float32 [h, w]: the map before the resize where there is one. */
  map: '.map.npy',
  /** float32 [C, H, W], signed: attributions only. */
  values: '.values.npy',
  /** The three pictures of `--guided`, for class activation maps only. */
  cam: '_cam.jpg',
  gb: '_gb.jpg',
  camGb: '_cam_gb.jpg',
} as const;
export type FileKind = keyof typeof fileEndings;
export const fileKinds = Object.keys(fileEndings) as readonly FileKind[];

/** "overlay", "cam_gb": the kind as its file's name has it. */
export const fileLabel = (kind: FileKind): string => /[a-z]\w*/.exec(fileEndings[kind])![0];

export type ClassFiles = Readonly<Partial<Record<FileKind, Uint8Array>>>;

/** "cat.gradcam": the photograph's name without its ending, and the method's id. */
export const fileStem = (photo: string, methodId: string): string =>
  `${safeImageKey(basename(photo, extname(photo)))}.${methodId}`;

export interface Seen {
  /** What the network saw. */
  readonly crop: RgbImage;
  readonly transform: Transform;
  /** Of the overlay where it shows the whole photograph; else null. */
  readonly ground: RgbImage | null;
  readonly channels: ModelCard['channels'];
}

/**
 * The files of one class, as bytes.
 *
 * @param look of the method, for the overlay
 * @param guided guided backpropagation of the same class, [C, H, W]; null where `--guided` was not asked for
 */
export async function encodeFiles(
  { map, layerMap, values }: Pick<ExplainedClass, 'map' | 'layerMap' | 'values'>,
  look: Look,
  guided: Tensor | null,
  seen: Seen,
): Promise<ClassFiles> {
  const { crop, transform, ground, channels } = seen;
  const given = { map: map.data, values: values?.data ?? null };
  const overCrop = await encodeOverlayJpeg(mapPicture(look, given, crop, channels));
  const overPhoto =
    ground && (await encodeOverlayJpeg(photoPicture(look, given, ground, transform, channels)));
  return {
    overlay: overPhoto ?? overCrop,
    heatmap: await encodeHeatmapPng(map.data, crop.width, crop.height),
    map: encodeNpy(layerMap),
    ...(values !== null && { values: encodeNpy(values) }),
    ...(guided !== null &&
      values === null && { cam: overCrop, ...(await guidedPictures(map, guided, seen)) }),
  };
}

async function guidedPictures(
  map: Tensor,
  guided: Tensor,
  { crop, channels }: Seen,
): Promise<Required<Pick<ClassFiles, 'gb' | 'camGb'>>> {
  const product = guided.data.map((value, index) => value * map.data[index % map.data.length]!);
  const picture = (values: Float32Array): Promise<Uint8Array> =>
    encodeOverlayJpeg(signedPicture(values, crop, channels));
  return { gb: await picture(guided.data), camGb: await picture(product) };
}
