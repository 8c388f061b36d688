import { describe, expect, it } from 'vitest'
import { openApi } from '../http/openapi.ts'
import { problemCatalog } from '../http/problem-catalog.ts'
import { routes } from '../routes/index.ts'
import { referencePages } from './reference.ts'
import type { Document } from './reference-html.ts'

const pages = referencePages(openApi(routes) as unknown as Document)
const all = [...pages.values()].join('\n')

describe('the reference for people', () => {
  it('has every operation once, with its example, and every code', () => {
    for (const { operation } of routes) {
      expect([operation, all.split(`<section id="${operation}">`).length]).toEqual([operation, 2])
    }
    for (const code of Object.keys(problemCatalog)) expect([code, pages.get('errors')?.includes(`id="${code}"`)]).toEqual([code, true])
    expect(pages.get('payments')).toContain('&quot;reference&quot;: &quot;INV-2041&quot;')
  })

  it('leads nowhere that is not there', () => {
    for (const [, path = '', anchor] of all.matchAll(/href="\/v1\/docs\/?([a-z]*)(?:#([^"]+))?"/g)) {
      expect([path, pages.has(path)]).toEqual([path, true])
      // A family of codes, one for each state of a payment, stands in the list by no single name.
      const isFamily = anchor?.startsWith('not_while_')
      if (anchor !== undefined && !isFamily) expect([path, anchor, pages.get(path)?.includes(`id="${anchor}"`)]).toEqual([path, anchor, true])
    }
  })

  it('loads nothing and runs nothing', () => {
    expect([...all.matchAll(/<(script|link|img|iframe|form)\b| src=| on[a-z]+="| style="|url\(/g)].map(([found]) => found)).toEqual([])
    expect([...all.matchAll(/href="(?!#|\/v1\/)[^"]*"/g)].map(([found]) => found)).toEqual([])
  })
})
