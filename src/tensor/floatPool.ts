/**
 * Memory for float32 values that comes back and is used again. Fresh memory costs more than filling it, and V8 counts its bytes:
 * after every 64 MB it looks through all that lives.
 */
export class FloatPool {
  private readonly spare: Float32Array[] = [];
  private readonly mostKept: number;

  constructor(mostKept: number) {
    this.mostKept = mostKept;
  }

  /** Of `length` values, whatever they are. */
  take(length: number): Float32Array {
    const at = this.spare.findIndex((memory) => memory.length === length);
    return at < 0 ? new Float32Array(length) : this.spare.splice(at, 1)[0]!;
  }

  /** Nobody may use it any more. */
  giveBack(memory: Float32Array): void {
    this.spare.push(memory);
    if (this.spare.length > this.mostKept) this.spare.shift();
  }
}
