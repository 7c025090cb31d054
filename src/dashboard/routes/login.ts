import { z } from 'zod';
import { html } from '../../report/html.ts';
import { addresses } from '../addresses.ts';
import { pageOf } from '../parts/layout.ts';
import { createLoginLimit } from '../security/loginLimit.ts';
import { setCookie } from '../security/setCookie.ts';
import { sendPage, type Route, type Visit } from './route.ts';

const formSchema = z.object({ token: z.string().max(1000) });

const loginPage = (problem?: string): string =>
  pageOf({
    title: 'Log in',
    body: html`<form method="post" action="${addresses.login}" class="card login">
      <h1>Log in</h1>
      ${problem === undefined ? undefined : html`<p class="warning" role="alert">${problem}</p>`}
      <label for="token">Token of this dashboard (CAMLINE_DASHBOARD_TOKEN)</label>
      <input id="token" name="token" type="password" autocomplete="current-password" required autofocus />
      <button class="primary">Log in</button>
    </form>`,
  });

export function loginRoutes(): Route[] {
  const limit = createLoginLimit();

  async function login({ context, request, reply }: Visit): Promise<unknown> {
    const { sessions, now } = context;
    if (!limit.isOpen(now()))
      return sendPage(reply.code(429), loginPage('Too many wrong tokens. Wait a minute.'));
    const form = formSchema.safeParse(request.body);
    if (!form.success || !sessions.isToken(form.data.token)) {
      limit.countWrong(now());
      return sendPage(reply.code(401), loginPage('This is not the token.'));
    }
    setCookie(request, reply, sessions.issue(true, now()).value);
    return reply.redirect(addresses.overview, 303);
  }

  return [
    {
      method: 'GET',
      path: '/login',
      access: 'open',
      handle: ({ reply }) => Promise.resolve(sendPage(reply, loginPage())),
    },
    { method: 'POST', path: '/login', access: 'open', handle: login },
    {
      method: 'POST',
      path: '/logout',
      access: 'open',
      handle: ({ request, reply }) => {
        setCookie(request, reply, '', 0);
        return Promise.resolve(reply.redirect(addresses.login, 303));
      },
    },
  ];
}
