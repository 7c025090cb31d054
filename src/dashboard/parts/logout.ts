import { html, type Html } from '../../report/html.ts';
import { addresses } from '../addresses.ts';
import type { Context } from '../context.ts';

/** Where a token was shown, it can be taken back. */
export const logoutOf = ({ sessions }: Context): Html | undefined =>
  sessions.locked
    ? html`<form method="post" action="${addresses.logout}" class="action"><button>Log out</button></form>`
    : undefined;
