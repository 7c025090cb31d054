/** The one authority for new names: a readable prefix, and a number where the prefix alone is taken. */
export class NameAuthority {
  private readonly taken = new Set<string>();
  private readonly next = new Map<string, number>();

  take(name: string): void {
    this.taken.add(name);
  }

  /** A name that nothing has yet; the caller makes something of that name, which takes it. */
  unused(prefix: string): string {
    if (!this.taken.has(prefix)) {
      this.taken.add(prefix);
      return prefix;
    }
    let count = this.next.get(prefix) ?? 1;
    while (this.taken.has(`${prefix}_${count}`)) count++;
    this.next.set(prefix, count + 1);
    const name = `${prefix}_${count}`;
    this.taken.add(name);
    return name;
  }
}
