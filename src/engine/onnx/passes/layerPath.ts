/**
 * "features[-1]" or "features.-1" as "features.19": indices count a module's children, from the end where negative.
 *
 * @param paths every known module path
 * @returns the path as it is where a module has no such child
 */
export function expandIndices(name: string, paths: readonly string[]): string {
  const match = /^(.*?)\[(-?\d+)\](.*)$/.exec(name.replaceAll(/\.(-\d+)(?=[.[]|$)/g, '[$1]'));
  if (match === null) return name;
  const [, parent = '', index = '0', rest = ''] = match;
  const child = childAt(childrenOf(parent, paths), Number(index));
  return child === undefined
    ? name
    : expandIndices(`${parent === '' ? '' : `${parent}.`}${child}${rest}`, paths);
}

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
  return String(position);
}
