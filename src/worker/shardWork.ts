import { keys } from '../storage/keys.ts';
import { linesToDo } from '../storage/leftToDo.ts';
import { generationOf } from '../storage/runFile.ts';
import type { RunContext } from './runContexts.ts';
import type { SuperviseOptions } from './superviseShard.ts';

/** What a shard's job means for an executor; 'done' where its record is there, or a retry has nothing to try in it. */
export async function shardWork(
  { destination, store, file, readLines }: RunContext,
  shard: number,
): Promise<SuperviseOptions['work'] | 'done'> {
  const { run, request } = file;
  if (await store.has(keys.record(run, shard, generationOf(file)))) return 'done';
  const lines = await readLines(shard);
  const todo = await linesToDo(store, file, shard, lines);
  return todo.length === 0 ? 'done' : { run, shard, destination, request, lines, todo };
}
