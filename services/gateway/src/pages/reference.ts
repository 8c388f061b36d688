import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { problemCatalog } from '../http/problem-catalog.ts'
import { errorsHtml, escaped, operationHtml, type Document } from './reference-html.ts'

/** The only style of these pages, allowed by its digest; there is no script at all. */
const style = `
:root{color-scheme:light dark;--text:#1a1f24;--back:#fff;--soft:#f3f5f7;--line:#d5dbe1;--link:#0b5c42;--mute:#566069}
@media(prefers-color-scheme:dark){:root{
--text:#e6e9ec;--back:#15191d;--soft:#1f252b;--line:#39424b;--link:#6fd3ab;--mute:#a3adb7}}
*{box-sizing:border-box}body{margin:0 auto;max-width:62rem;padding:1rem;
font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back)}
a{color:var(--link)}nav{display:flex;flex-wrap:wrap;gap:.25rem .9rem;padding:.6rem 0;border-bottom:1px solid var(--line)}
nav a[aria-current]{font-weight:700;text-decoration:none}h1{font-size:1.6rem}h3{margin:2rem 0 .3rem;font-size:1.1rem}h3 a{color:inherit}
h4{margin:1rem 0 .3rem}.line{margin:.2rem 0;overflow-wrap:anywhere}small,i{color:var(--mute);font-style:normal;font-weight:400}
code,pre{font:14px/1.45 ui-monospace,monospace}
pre{overflow:auto;padding:.7rem;background:var(--soft);border:1px solid var(--line);border-radius:6px}
table{width:100%;border-collapse:collapse}
td,th{padding:.3rem .5rem .3rem 0;vertical-align:top;text-align:left;border-bottom:1px solid var(--line);
overflow-wrap:anywhere}td:first-child{white-space:nowrap}ul{margin:.2rem 0;padding-left:1.2rem}
summary{cursor:pointer;color:var(--link)}section{scroll-margin-top:1rem}
:target{background:var(--soft)}`
const styleDigest = createHash('sha256').update(style).digest('base64')

const headers = {
  'content-type': 'text/html; charset=utf-8', 'cache-control': 'public, max-age=300',
  'content-security-policy': [
    "default-src 'none'", `style-src 'sha256-${styleDigest}'`, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
  ].join('; '),
} as const

const slugOf = (tag: string): string => tag.toLowerCase()

const pathOf = (slug: string): string => (slug === '' ? '/v1/docs' : `/v1/docs/${slug}`)

type Page = { readonly title: string; readonly body: string }

/** The reference as pages, by the last part of their path; the first has none. */
export const referencePages = (document: Document): ReadonlyMap<string, string> => {
  const tags = document.tags.map(({ name }) => name)
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })))
  const nav = (current: string): string => [['', 'Overview'], ...tags.map((tag) => [slugOf(tag), tag]), ['errors', 'Errors']]
    .map(([slug = '', title = '']) => {
      const here = slug === current ? ' aria-current="page"' : ''
      return `<a href="${pathOf(slug)}"${here}>${title}</a>`
    }).join('')
  const pages = new Map<string, Page>([
    ['', {
      title: 'Stablegate API',
      body: `<p>${escaped(document.info.description)} Version ${document.info.version}. `
        + 'For programs: <a href="/v1/openapi.json">OpenAPI 3.1</a>.</p>'
        + '<p>Amounts are <code>{ "amount": "12.500000", "currency": "USDT" }</code>, times RFC 3339. Every POST bears an '
        + '<code>Idempotency-Key</code>: the same key and body give the first answer again. Lists go on with <code>starting_after</code> '
        + 'while <code>has_more</code>, and back with <code>ending_before</code>. Keys: <code>Authorization: Bearer sk_test_...</code>.</p>'
        + document.tags.map(({ name, description }) =>
          `<h3><a href="/v1/docs/${slugOf(name)}">${name}</a></h3><p>${escaped(description)}</p><ul>`
          + operations.filter(({ operation }) => operation.tags.includes(name)).map(({ method, path, operation }) =>
            `<li><a href="/v1/docs/${slugOf(name)}#${operation.operationId}">${escaped(operation.summary)}</a> `
            + `<small>${method.toUpperCase()} ${escaped(path)}</small></li>`).join('') + '</ul>').join(''),
    }],
    ...document.tags.map(({ name, description }): [string, Page] => [slugOf(name), {
      title: name,
      body: `<p>${escaped(description)}</p>${operations.filter(({ operation }) => operation.tags.includes(name))
        .map(({ method, path, operation }) => operationHtml(document, method, path, operation)).join('')}`,
    }]),
    ['errors', { title: 'Errors', body: errorsHtml(Object.keys(problemCatalog).sort()) }],
  ])
  return new Map([...pages].map(([slug, { title, body }]) => [slug,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">`
    + `<title>${escaped(title)}</title><style>${style}</style></head><body><nav aria-label="Parts of the reference">${nav(slug)}</nav>`
    + `<main><h1>${escaped(title)}</h1>${body}</main></body></html>`]))
}

/** Serves the reference for people, without a script and from nowhere else. */
export const serveReference = (fastify: FastifyInstance, document: Document): void => {
  for (const [slug, html] of referencePages(document)) {
    fastify.get(pathOf(slug), (_request, reply) => { void reply.headers(headers).send(html) })
  }
}
