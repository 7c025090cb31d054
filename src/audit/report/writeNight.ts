import type { ObjectStore } from '../../storage/objectStore.ts';
import { auditKeys } from '../nights/auditKeys.ts';
import type { Night } from '../nights/night.ts';
import { junitXml } from './junit.ts';
import { markdown } from './markdown.ts';
import { auditPage } from './page.ts';
import type { Pictures } from './pictures.ts';

/** Page, Markdown and JUnit first, `audit.json` last: a night with it is whole. @param nights the newest first, with this one */
export async function writeNight(
  store: ObjectStore,
  night: Night,
  nights: readonly Night[],
  pictures: Pictures,
): Promise<void> {
  const { audit } = night;
  const put = (key: string, text: string): Promise<void> => store.put(key, new TextEncoder().encode(text));
  await put(auditKeys.page(audit, night.night), await auditPage(night, nights, pictures));
  await put(auditKeys.markdown(audit, night.night), markdown(night));
  await put(auditKeys.junit(audit, night.night), junitXml(night));
  await put(auditKeys.night(audit, night.night), `${JSON.stringify(night, null, 2)}\n`);
}
