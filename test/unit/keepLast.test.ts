import { expect, test } from 'vitest';
import { keepLast } from '../../src/keepLast.ts';

/** @param failing keys whose first answer is an error */
function counted(most: number, failing: readonly string[] = []) {
  const made: string[] = [];
  const ask = keepLast(most, (key: string) => {
    made.push(key);
    const fails = failing.includes(key) && made.filter((other) => other === key).length === 1;
    return fails ? Promise.reject(new Error(key)) : Promise.resolve(key.toUpperCase());
  });
  return { made, ask };
}

test('an answer is made once, also for those who ask while it is under way', async () => {
  const { made, ask } = counted(2);
  expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['A', 'A', 'B']);
  expect(await ask('a')).toBe('A');
  expect(made).toEqual(['a', 'b']);
});

test('the last ones that were begun are kept', async () => {
  const { made, ask } = counted(2);
  for (const key of ['a', 'b', 'c', 'b', 'c', 'a']) await ask(key);
  expect(made).toEqual(['a', 'b', 'c', 'a']);
});

test('a failure is told, forgotten, and made good', async () => {
  const { made, ask } = counted(2, ['a']);
  await expect(ask('a')).rejects.toThrow('a');
  expect(await ask('a')).toBe('A');
  expect(made).toEqual(['a', 'a']);
});

test('a failure that comes late forgets no later answer of its key', async () => {
  const answers: PromiseWithResolvers[] = [];
  const ask = keepLast(1, () => {
    const answer = withResolvers();
    answers.push(answer);
    return answer.promise;
  });
  const first = ask('a');
  void ask('b');
  const second = ask('a');
  answers[0]!.reject(new Error('late'));
  await expect(first).rejects.toThrow('late');
  answers[2]!.resolve('A');
  expect(await ask('a')).toBe('A');
  expect(await second).toBe('A');
  expect(answers).toHaveLength(3);
});

interface PromiseWithResolvers {
  readonly promise: Promise<string>;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

/** Node 20 has no `Promise.withResolvers`. */
function withResolvers(): PromiseWithResolvers {
  let settle!: Omit<PromiseWithResolvers, 'promise'>;
  const promise = new Promise<string>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
}
