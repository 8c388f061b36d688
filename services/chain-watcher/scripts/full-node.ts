// A process of two nodes of one chain with full blocks, as far as a watcher asks them. Its parent says
// how many blocks to mine, and is told where the nodes are and what they were asked.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FakeChain, rawHeaderOf } from '../src/chain/fake-chain.spec-support.ts'
import type { ChainBlock, ChainTransaction } from '../src/domain/block.ts'
import { blockJson, infosJson } from '../src/tron/tron-stub.spec-support.ts'
import { account, fullBlocksOf } from './full-blocks.ts'

/** Calls for solid blocks and their receipts, by node, and all others. */
export type Asked = { readonly solidBlocks: readonly number[]; readonly others: readonly number[] }
export type Order = { readonly mine: number; readonly payingOne: number } | 'asked'
export type Report =
  | { readonly urls: readonly string[] }
  | { readonly solid: number; readonly paying: number }
  | { readonly asked: Asked }

const nodes = 2
/** As far away as a node on the internet. */
const delayMs = Number(process.env['NODE_DELAY_MS'] ?? 0)
const emptyBlocks = 60

const chain = new FakeChain()
chain.mineMany(emptyBlocks)
const mineFull = fullBlocksOf(chain)
const asked = { solidBlocks: Array.from({ length: nodes }, () => 0), others: Array.from({ length: nodes }, () => 0) }

// Texts are made once for each transaction: the nodes must not be what is measured.
const transactionTexts = new WeakMap<ChainTransaction, string>()
const transactionText = (block: ChainBlock, tx: ChainTransaction): string => {
  const known = transactionTexts.get(tx)
  if (known !== undefined) return known
  const [first] = blockJson({ ...block, transactions: [tx] }, '')['transactions'] as readonly unknown[]
  const text = JSON.stringify(first)
  transactionTexts.set(tx, text)
  return text
}

/** A receipt says the number and time of its block, in between what is the same in all. */
const receiptTexts = new WeakMap<ChainTransaction, readonly string[]>()
const receiptText = (block: ChainBlock, tx: ChainTransaction): string => {
  const known = receiptTexts.get(tx)
  const where = (number: number, atMs: number): string => `"blockNumber":${number},"blockTimeStamp":${atMs}`
  const parts = known
    ?? JSON.stringify(infosJson({ ...block, number: 0, atMs: 0, transactions: [tx] })[0]).split(where(0, 0))
  if (known === undefined) receiptTexts.set(tx, parts)
  return parts.join(where(block.number, block.atMs))
}

const blockText = (block: ChainBlock, isWhole: boolean): string => {
  const header = JSON.stringify({
    blockID: block.hash,
    block_header: { raw_data: rawHeaderOf(block, chain.witnesses.get(block.hash) ?? ''), witness_signature: '00' },
  })
  if (!isWhole || block.transactions.length === 0) return header
  return `${header.slice(0, -1)},"transactions":[${block.transactions.map((tx) => transactionText(block, tx)).join(',')}]}`
}

/** As a node that does not have the block: `[]`. */
const receiptsText = (block: ChainBlock | undefined): string =>
  `[${block?.transactions.map((tx) => receiptText(block, tx)).join(',') ?? ''}]`

const answer = (view: string, call: string, body: Record<string, unknown>): string => {
  const top = view === 'walletsolidity' ? chain.solid : chain.head
  const number = Number(body['num'] ?? body['id_or_num'] ?? top)
  const block = number <= top ? chain.blocks[number] : undefined
  if (call === 'gettransactioninfobyblocknum') return receiptsText(block)
  return block === undefined ? '{}' : blockText(block, body['detail'] !== false)
}

const listen = async (node: number): Promise<string> => {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => { body += chunk.toString() })
    request.on('end', () => {
      const [, view = '', call = ''] = (request.url ?? '').split('/')
      const isSolidBlock = view === 'walletsolidity' && call !== 'getblock'
      const counts = isSolidBlock ? asked.solidBlocks : asked.others
      counts[node] = (counts[node] ?? 0) + 1
      const text = answer(view, call, JSON.parse(body || '{}') as Record<string, unknown>)
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(text), delayMs)
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const tell = (report: Report): void => { process.send?.(report) }

process.on('message', (order: Order) => {
  if (order === 'asked') return tell({ asked })
  let paying = 0
  for (let n = 0; n < order.mine; n += 1) {
    const pays = n % order.payingOne === 0
    mineFull(pays ? account(n) : undefined)
    if (pays) paying += 1
  }
  // What is full becomes solid.
  chain.mineMany(chain.solidLag)
  return tell({ solid: chain.solid, paying })
})
process.on('disconnect', () => process.exit(0))

tell({ urls: await Promise.all(Array.from({ length: nodes }, (_, node) => listen(node))) })
