import path from 'node:path';
import { openStore } from '../../src/storage/openStore.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { describeStore } from './store.ts';

describeStore('directory', {
  fresh() {
    const folder = path.join(temporaryFolder(), 'not', 'made yet');
    return Promise.resolve({ store: openStore(folder), openAgain: () => openStore(folder) });
  },
});
