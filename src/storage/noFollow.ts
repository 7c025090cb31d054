import { constants } from 'node:fs';

/** Flag of `open` that refuses symbolic links. Windows has none. */
export const noFollow = constants.O_NOFOLLOW ?? 0;
