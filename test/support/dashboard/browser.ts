/** A browser for the pages, and axe's judgement of one. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

export { chromiumMissing, openBrowser } from '../../../scripts/lib/chromium.mjs';

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
