import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from './index.ts'

// Every path that tronweb's own code names is served, so that none is missing without anybody's knowledge.

/** Named by tronweb and not served, and why. */
const leftOut = [
  // Gone from nodes since 4.1.1; tronweb throws before it asks one of today.
  'walletextension/gettransactions*',
]

const library = path.join(path.dirname(createRequire(import.meta.url).resolve('tronweb')), '..', 'esm')
const sources = (): readonly string[] =>
  readdirSync(library, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'))
    // Comments name paths too, in their own way.
    .map((name) => readFileSync(path.join(library, name), 'utf8').replaceAll(/^\s*\*.*$/gm, ''))

/** What stands in a text of code in place of a part that is known at run time only. */
const any = '*'

/** Both paths of a template that chooses between the full node and the solidity one. */
const chosen = /\$\{\s*(?:options\.)?confirmed\s*\?\s*'solidity'\s*:\s*''\s*\}/

const pathsIn = (source: string): readonly string[] => {
  const texts = [...source.matchAll(/(['`])(\/?(?:wallet|v1\/)(?:\$\{[^}]*\}|[^'`$\n])*)\1/g)].map(([, , text = '']) => text)
  return texts
    .flatMap((text) => chosen.test(text) ? [text.replace(chosen, ''), text.replace(chosen, 'solidity')] : [text])
    .map((text) => text.replace(/\?.*$/, '').replace(/^\//, ''))
    .filter((text) => text.includes('/'))
}

/** `wallet/${pathInfo}` is made of names that stand apart. */
const calledByName = ['triggersmartcontract', 'triggerconstantcontract', 'estimateenergy']

const paths = (): readonly string[] => {
  const found = new Set(sources().flatMap(pathsIn))
  const whole = [...found].flatMap((one) =>
    one === 'wallet/${pathInfo}' || one === 'walletsolidity/${pathInfo}'
      ? calledByName.map((name) => one.replace('${pathInfo}', name))
      : [one.replaceAll(/\$\{[^}]*\}+/g, any).replace(/this$/, '')])
  return [...new Set(whole)].toSorted()
}

let sandbox: Sandbox
beforeAll(async () => { sandbox = await startSandbox({ port: 0, blockMs: 0 }) })
afterAll(() => sandbox.stop())

it('finds the paths in the code of tronweb', () => {
  const found = paths()
  expect(found).toEqual(expect.arrayContaining([
    'wallet/getnowblock', 'wallet/broadcasttransaction', 'wallet/triggersmartcontract', 'walletsolidity/triggerconstantcontract',
    'walletsolidity/getReward', 'v1/contracts/*/events', 'walletsolidity/getaccount',
  ]))
  expect(found.length).toBeGreaterThan(60)
})

it('serves each of them but those that are left out', async () => {
  const statusOf = async (one: string): Promise<number> => {
    const isEvents = one.startsWith('v1/')
    const url = `${sandbox.url}/${one.replace(any, 'latest')}`
    return (await fetch(url, isEvents ? {} : { method: 'POST', body: '{}' })).status
  }
  const missing: string[] = []
  for (const one of paths()) {
    // 400: an event path that is there, asked for a contract called "latest". 405: nodes lack it there too.
    if ((await statusOf(one)) === 404) missing.push(one)
  }
  expect(missing).toEqual(leftOut)
})

it('serves on the solidity port what tronweb asks there', async () => {
  const refused: string[] = []
  for (const one of paths().filter((text) => text.startsWith('walletsolidity/'))) {
    const { status } = await fetch(`${sandbox.url}/${one}`, { method: 'POST', body: '{}' })
    if (status !== 200) refused.push(`${one} ${status}`)
  }
  expect(refused).toEqual(['walletsolidity/triggersmartcontract 405'])
})
