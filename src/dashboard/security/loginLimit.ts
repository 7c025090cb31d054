/** Wrong tokens are taken so often a minute, from everybody together: a proxy hides who asks. */
const mostWrong = 10;
const windowMillis = 60_000;

export interface LoginLimit {
  isOpen(now: Date): boolean;
  countWrong(now: Date): void;
}

export function createLoginLimit(): LoginLimit {
  let wrong: number[] = [];
  return {
    isOpen(now) {
      wrong = wrong.filter((at) => at > now.getTime() - windowMillis);
      return wrong.length < mostWrong;
    },
    countWrong: (now) => void wrong.push(now.getTime()),
  };
}
