/** What `memory` holds for `key`; made once, be it undefined or null. */
export function known<Made>(memory: Map<string, Made>, key: string, make: () => Made): Made {
  if (!memory.has(key)) memory.set(key, make());
  return memory.get(key) as Made;
}
