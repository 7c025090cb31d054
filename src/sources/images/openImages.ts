import { imageRoot } from '../../config/runRequest.ts';
import { isS3Url } from '../../storage/s3/location.ts';
import { bucketImages } from './bucketImages.ts';
import { folderImages } from './folderImages.ts';
import type { Images, SourceRequest } from './images.ts';
import { tarImages } from './tarImages.ts';

/** Throws SOURCE_NOT_FOUND where the images are in a folder that this machine does not have. */
export async function openImages(request: SourceRequest): Promise<Images> {
  if (request.source.kind === 'tar') return tarImages(request.source.path, request);
  const root = imageRoot(request.source);
  return isS3Url(root) ? bucketImages(root, request) : folderImages(request);
}
