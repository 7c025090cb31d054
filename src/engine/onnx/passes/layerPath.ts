/**
 * "features[-1]" or "features.-1" as "features.19": indices count a module's children, from the end where negative.
 *
 * @param paths every known module path
 * @returns the path as it is where a module has no such child
 */
export function expandIndices(name: string, paths: readonly string[]): string {
  const match = indexed(name);
  if (match === null) return name;
  const [, parent = '', index = '0', rest = ''] = match;
  const child = childAt(childrenOf(parent, paths), Number(index));
  return child === undefined
    ? name
    : expandIndices(`${parent === '' ? '' : `${parent}.`}${child}${rest}`, paths);
}

/**
 * What is wrong with the first index that its module has no child for: `"blocks" has the children 0..15, not -99`. Null
 * where every index is answered, or a module is unknown.
 */
export function missingIndex(name: string, paths: readonly string[]): string | null {
  const [, parent = '', index = '', rest = ''] = indexed(name) ?? [];
  const children = childrenOf(parent, paths);
  if (index === '' || children.length === 0) return null;
  const numbers = children.filter((child) => /^\d+$/.test(child)).map(Number);
  const count = numbers.length === 0 ? children.length : Math.max(...numbers) + 1;
  const position = Number(index) < 0 ? count + Number(index) : Number(index);
  if (position < 0 || position >= count) return `"${parent}" has the children 0..${count - 1}, not ${index}`;
  return missingIndex(`${expandIndices(`${parent}[${index}]`, paths)}${rest}`, paths);
}

const indexed = (name: string): RegExpExecArray | null =>
  /^(.*?)\[(-?\d+)\](.*)$/.exec(name.replaceAll(/\.(-\d+)(?=[.[]|$)/g, '[$1]'));

/** Own names of the children: numbered ones by number, else in the order of execution. */
function childrenOf(parent: string, paths: readonly string[]): string[] {
  const prefix = parent === '' ? '' : `${parent}.`;
  const inside = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  return [...new Set(inside.map((path) => path.split('.')[0]!))];
}

function childAt(children: readonly string[], index: number): string | undefined {
  const numbers = children.filter((child) => /^\d+$/.test(child)).map(Number);
  if (numbers.length === 0) return children.at(index);
  // Members that leave no trace (dropout, a folded batch norm) still count.
  const position = index < 0 ? Math.max(...numbers) + 1 + index : index;
  return position < 0 ? undefined : String(position);
}
