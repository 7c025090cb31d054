import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeHtml, html } from '../../../src/report/html.ts';

test('values are escaped, in text and in attributes', () => {
  const hostile = `"><script>alert('&')</script>`;
  expect(html`<a title="${hostile}">${hostile}</a>`.markup).toBe(
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;">' +
      '&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</a>',
  );
});

test('what html made is put in as it is, arrays are joined, undefined leaves nothing', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
  expect(html`${items}${undefined}${0}`.markup).toBe('<li>a</li><li>&lt;b&gt;</li>0');
});

test('control characters and directional overrides become visible', () => {
  expect(escapeHtml('a\u0000b\u001bc\u202egpj.exe\u2066\ud800')).toBe(
    'a\ufffdb\ufffdc\ufffdgpj.exe\ufffd\ufffd',
  );
  expect(escapeHtml('tab\tline\nÅ 日本 👩')).toBe('tab\tline\nÅ 日本 👩');
});

test('no text can open a tag, an attribute or an entity', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeHtml(text);
      expect(escaped).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
    }),
  );
});
