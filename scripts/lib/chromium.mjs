import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const program = places.find((place) => existsSync(place));

/** Why no browser can be driven here, or undefined. */
export const chromiumMissing = () =>
  program === undefined ? 'chromium is not installed (Debian: apt-get install chromium)' : undefined;

/** Headless Chromium of the system. */
export async function openBrowser() {
  const { chromium } = await import('playwright-core');
  // Root, as in containers, has no sandbox to go into; pages are our own.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  return chromium.launch({ ...(program !== undefined && { executablePath: program }), args });
}
