/** Headless Chromium of the system, and axe's judgement of a page. */
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const program = places.find((place) => existsSync(place));

/** Why no browser can be driven here, or undefined. */
export const chromiumMissing = (): string | undefined =>
  program === undefined ? 'chromium is not installed (Debian: apt-get install chromium)' : undefined;

export const openBrowser = (): Promise<Browser> =>
  // Root, as in containers, has no sandbox to go into; pages are our own.
  chromium.launch({ executablePath: program!, args: ['--no-sandbox', '--disable-dev-shm-usage'] });

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe-core finds wrong with the page as it is now, whatever its weight. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = (await page.evaluate('axe.run().then((found) => found.violations)')) as Violation[];
  return violations.map(
    ({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
}
