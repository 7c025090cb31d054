const names = ['box_x', 'box_y', 'box_width', 'box_height'] as const;

/** "box_y" for the second number of a box that came in columns; else the field's path: "label", "box.1". */
export function fieldName(row: unknown, path: readonly PropertyKey[]): string {
  const [field, index] = path;
  const column = field === 'box' && typeof index === 'number' ? names[index] : undefined;
  const inColumns = typeof row === 'object' && row !== null && names.some((name) => name in row);
  return column !== undefined && inColumns ? column : path.map(String).join('.');
}

/** Tables hold a box in four columns: they become one `box`, as JSON has it. */
export function boxColumns(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const box = names.map((name) => row[name]);
  return box.every((side) => side === undefined) ? { ...row } : { ...row, box };
}
