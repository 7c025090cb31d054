/** What is known of an operation: how it is computed, and how what it gives depends on what it takes. */
import type { NetworkNode } from '../network/network.ts';
import type { tf } from '../tf.ts';

export interface OpCall {
  readonly node: NetworkNode;
  readonly inputs: readonly tf.Tensor[];
  /** Values of an input that says where or how many; read from the network where it is constant. */
  readonly integers: (index: number) => number[];
  readonly mode: OpMode;
}

export interface OpMode {
  /** Every rectifier passes a gradient only where it is positive itself. */
  readonly guided: boolean;
  /** Told the gradient at the output of each layer that adds a bias. */
  readonly tap?: ((node: NetworkNode, gradient: tf.Tensor4D) => void) | undefined;
}

/**
 * How an output depends on those inputs that change: 'affine'; 'piecewise': affine but for kinks; 'curved'; 'none': not at
 * all, or in steps, so that the gradient is zero.
 */
export type Dependence = 'none' | 'affine' | 'piecewise' | 'curved';

/** @param changing per input, whether it changes */
export type DependenceOn = (changing: readonly boolean[]) => Dependence;

export interface Op {
  readonly run: (call: OpCall) => tf.Tensor | tf.Tensor[];
  readonly dependence: DependenceOn;
  /** False where no gradient can be had. */
  readonly hasGradient: boolean;
  /** Whether an output keeps rows, columns and channels where the first input has them. */
  readonly keepsMap: boolean;
}

export type Ops = Readonly<Record<string, Op>>;

type Run = Op['run'];
type Options = Partial<Pick<Op, 'hasGradient' | 'keepsMap'>>;

const always =
  (dependence: Dependence): DependenceOn =>
  () =>
    dependence;

/** Affine in any one input, while the others do not change; in two at once it is a product. */
const inOne: DependenceOn = (changing) => (changing.filter(Boolean).length === 1 ? 'affine' : 'curved');

/** Affine in the first input, while the others do not change. */
const inFirst: DependenceOn = (changing) => (changing.lastIndexOf(true) === 0 ? 'affine' : 'curved');

const made =
  (dependence: DependenceOn, defaults: Options = {}) =>
  (run: Run, options: Options = {}): Op => ({
    run,
    dependence,
    hasGradient: true,
    keepsMap: false,
    ...defaults,
    ...options,
  });

export const affine = made(always('affine'));
export const affineInOne = made(inOne);
export const affineInFirst = made(inFirst);
export const piecewise = made(always('piecewise'));
export const curved = made(always('curved'));
/** Whole numbers, shapes, steps. */
export const flat = made(always('none'));

/** Per element: rows, columns and channels stay where they are. */
export const onMap = { keepsMap: true } as const;
