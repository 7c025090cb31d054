/** One piece after the other: a run uses every thread already. */
export async function inOrder<Piece, Result>(
  pieces: readonly Piece[],
  run: (piece: Piece) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const piece of pieces) results.push(await run(piece));
  return results;
}
