import type { BlockRef } from '@stablegate/contracts'
import { Agent, request, type Dispatcher } from 'undici'
import { NodeFault, type ChainNode, type ChainViewpoint } from '../chain/node.ts'
import type { ChainBlock } from '../domain/block.ts'
import { readBlock } from './block.ts'
import { readHeader } from './header.ts'
import { readJson } from './json.ts'

export type TronNodeOptions = {
  /** Base URL, for instance `https://api.trongrid.io`. */
  readonly url: string
  readonly apiKey?: string
  readonly timeoutMs: number
  readonly maxAnswerBytes?: number
}

/** A full block of main net is a few megabytes of JSON at most. */
const defaultMaxAnswerBytes = 64 * 1024 * 1024

const paths = { head: 'wallet', solid: 'walletsolidity' } as const

/** What nodes say with status 200 when they did not do what they were asked. */
const faultIn = (json: unknown): NodeFault | undefined => {
  if (typeof json !== 'object' || json === null || !('Error' in json)) return undefined
  const text = String(json.Error).slice(0, 200)
  return new NodeFault(/lack of computing resources|frequency limit/.test(text) ? 'limited' : 'unavailable', text)
}

/** A block from the texts of its two answers. */
export const readAnswers = (number: number, block: string, infos: string): ChainBlock =>
  readJson(block, (blockJson) => readJson(infos, (infosJson) => {
    const fault = faultIn(blockJson) ?? faultIn(infosJson)
    if (fault !== undefined) throw fault
    return readBlock(number, blockJson, infosJson)
  }))

/** A TRON node over its HTTP interface: two calls a block. */
export class TronHttpNode implements ChainNode {
  readonly name: string
  readonly #options: TronNodeOptions
  readonly #base: string
  readonly #dispatcher: Dispatcher

  constructor(options: TronNodeOptions) {
    this.#options = options
    const { host, pathname } = new URL(options.url)
    this.name = host
    this.#base = new URL(pathname, options.url).href.replace(/\/$/, '')
    this.#dispatcher = new Agent({
      headersTimeout: options.timeoutMs, bodyTimeout: options.timeoutMs, connect: { timeout: options.timeoutMs },
      maxResponseSize: options.maxAnswerBytes ?? defaultMaxAnswerBytes, connections: 16,
    })
  }

  tip(viewpoint: ChainViewpoint, signal?: AbortSignal): Promise<BlockRef> {
    return this.#header({}, viewpoint, signal)
  }

  async ref(number: number, viewpoint: ChainViewpoint, signal?: AbortSignal): Promise<BlockRef> {
    const ref = await this.#header({ id_or_num: String(number) }, viewpoint, signal)
    if (ref.number === number) return ref
    throw new NodeFault('malformed', `asked for block ${number}, given ${ref.number}`)
  }

  async block(number: number, viewpoint: ChainViewpoint, signal?: AbortSignal): Promise<ChainBlock> {
    const path = paths[viewpoint]
    const [block, infos] = await Promise.all([
      this.#ask(`${path}/getblockbynum`, { num: number }, signal),
      this.#ask(`${path}/gettransactioninfobyblocknum`, { num: number }, signal),
    ])
    return readAnswers(number, block, infos)
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy()
  }

  async #header(which: object, viewpoint: ChainViewpoint, signal?: AbortSignal): Promise<BlockRef> {
    const text = await this.#ask(`${paths[viewpoint]}/getblock`, { ...which, detail: false }, signal)
    const { number, hash, atMs } = readJson(text, (json) => {
      const fault = faultIn(json)
      if (fault !== undefined) throw fault
      return readHeader(json)
    })
    return { number, hash, atMs }
  }

  async #ask(path: string, body: object, signal?: AbortSignal): Promise<string> {
    const { apiKey, timeoutMs } = this.#options
    const deadline = AbortSignal.timeout(timeoutMs)
    try {
      const { statusCode, body: answer } = await request(`${this.#base}/${path}`, {
        method: 'POST', dispatcher: this.#dispatcher, body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          ...(apiKey === undefined ? {} : { 'tron-pro-api-key': apiKey }),
        },
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      })
      const text = await answer.text()
      if (statusCode === 200) return text
      const kind = [403, 429, 503].includes(statusCode) ? 'limited' : 'unavailable'
      throw new NodeFault(kind, `${path}: status ${statusCode}`)
    } catch (error) {
      if (error instanceof NodeFault) throw error
      signal?.throwIfAborted()
      throw new NodeFault('unavailable', `${path}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
