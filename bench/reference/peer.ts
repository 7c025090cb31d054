/** The reference library in a process of its own: one request, one answer, each a JSON line. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { root } from '../../scripts/lib/paths.mjs';
import { peersEnvironment, preparePeers, python } from '../../scripts/lib/peers.mjs';

interface Calls {
  open: { ask: { network: string; file: string | null }; answer: object };
  images: { ask: { file: string; shape: readonly number[] }; answer: { logits: number[] } };
  cost: { ask: object; answer: { flops: number } };
  peak: { ask: { threads: number }; answer: { flopsPerSecond: number } };
  live: { ask: { layer: string }; answer: { live: number[]; channels: number } };
  time: {
    ask: { work: string; batch: number; threads: number; layer?: string };
    answer: { seconds: number };
  };
  some: {
    ask: { work: string; layer: string; threads: number; passes: number; channels: number };
    answer: { seconds: number };
  };
}

export class Peer {
  private readonly child: ChildProcess;
  private readonly answers: Interface;

  /** Makes the Python environment first, where it is absent. */
  constructor() {
    preparePeers();
    const script = join(root, 'bench', 'reference', 'peer.py');
    this.child = spawn(python, [script], {
      env: peersEnvironment(),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.answers = createInterface({ input: this.child.stdout! });
  }

  /** One call at a time. */
  async call<Name extends keyof Calls>(name: Name, ask: Calls[Name]['ask']): Promise<Calls[Name]['answer']> {
    const line = new Promise<string>((resolve, reject) => {
      this.answers.once('line', resolve);
      this.child.once('exit', (code) => reject(new Error(`The reference process ended with code ${code}.`)));
    });
    this.child.stdin!.write(`${JSON.stringify({ do: name, ...ask })}\n`);
    const answer = JSON.parse(await line) as Calls[Name]['answer'] | { error: string };
    this.child.removeAllListeners('exit');
    if ('error' in answer) throw new Error(`The reference failed at ${name}: ${answer.error}`);
    return answer;
  }

  close(): void {
    this.child.stdin!.end();
  }
}
