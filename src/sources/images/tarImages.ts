/** Images in tar files, read from where the listing found them. */
import { CamlineError } from '../../errors.ts';
import { keepLast } from '../../keepLast.ts';
import { openSourceFile } from '../files/openSourceFile.ts';
import { tarPaths } from '../tar/tarPaths.ts';
import { checkSize } from './checkSize.ts';
import type { Images, SourceRequest } from './images.ts';

/** Shards whose size and version are remembered. */
const filesKept = 16;

export function tarImages(pattern: string, { maxImageBytes }: Pick<SourceRequest, 'maxImageBytes'>): Images {
  const paths = tarPaths(pattern);
  const fileOf = keepLast(filesKept, (tar: number) => openSourceFile(paths[tar]!));
  return {
    async read(entry) {
      checkSize(entry, maxImageBytes);
      const [tar, offset] = entry.tar!;
      const file = await fileOf(tar);
      if (file.version === entry.etag) return file.read(offset, entry.bytes);
      throw new CamlineError(
        'SOURCE_CHANGED',
        `${file.name} was replaced since the run was frozen. Start a new run.`,
      );
    },
  };
}
