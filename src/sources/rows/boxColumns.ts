const names = ['box_x', 'box_y', 'box_width', 'box_height'] as const;

/** Tables hold a box in four columns: they become one `box`, as JSON has it. */
export function boxColumns(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const box = names.map((name) => row[name]);
  return box.every((side) => side === undefined) ? { ...row } : { ...row, box };
}
