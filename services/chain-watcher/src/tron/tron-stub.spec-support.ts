import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FakeChain, rawHeaderOf } from '../chain/fake-chain.spec-support.ts'
import type { ChainBlock, ChainTransaction } from '../domain/block.ts'

type Json = Record<string, unknown>

/** A block as `getblockbynum` answers. */
export const blockJson = (block: ChainBlock, witness: string): Json => ({
  blockID: block.hash,
  block_header: { raw_data: rawHeaderOf(block, witness), witness_signature: '00' },
  ...(block.transactions.length === 0 ? {} : { transactions: block.transactions.map(transactionJson) }),
})

const transactionJson = (tx: ChainTransaction): Json => {
  const [move] = tx.moves
  const type = move === undefined ? `${tx.kind}Contract` : move.asset === 'TRX' ? 'TransferContract' : 'TransferAssetContract'
  const value: Json = { owner_address: `41${tx.owner}` }
  if (move !== undefined) {
    Object.assign(value, { amount: Number(move.amountUnits), to_address: `41${move.to}`, owner_address: `41${move.from}` })
    if (move.asset !== 'TRX') value['asset_name'] = Buffer.from(move.asset.slice(6)).toString('hex')
  }
  return {
    ret: [{ contractRet: tx.succeeded ? 'SUCCESS' : 'REVERT' }], signature: ['ab'.repeat(65)], txID: tx.txid,
    raw_data: {
      contract: [{ parameter: { value, type_url: `type.googleapis.com/protocol.${type}` }, type }],
      ref_block_bytes: '0001', ref_block_hash: '0123456789abcdef', expiration: 1, timestamp: 1,
    },
    raw_data_hex: '00'.repeat(200),
  }
}

/** The receipts of a block as `gettransactioninfobyblocknum` answers. */
export const infosJson = (block: ChainBlock): readonly Json[] => block.transactions.map((tx) => ({
  id: tx.txid, fee: tx.feeSun, blockNumber: block.number, blockTimeStamp: block.atMs, contractResult: [''],
  receipt: tx.kind === 'TriggerSmart' ? { result: tx.succeeded ? 'SUCCESS' : 'REVERT', net_usage: 345 } : { net_usage: 268 },
  ...(tx.succeeded ? {} : { result: 'FAILED' }),
  ...(tx.logs.length === 0 ? {} : {
    log: tx.logs.map(({ contract, topics, data }) => ({ address: contract, topics, data })),
  }),
}))

export type Answered = { readonly status?: number; readonly body: string }

/** A fake chain behind TRON's HTTP interface, as far as a watcher asks it. */
export class TronStub {
  readonly chain: FakeChain
  /** Changes what is answered, by the path without its first part. */
  twist: (call: string, answer: unknown) => unknown = (_, answer) => answer
  /** Answers instead. */
  instead: (call: string) => Answered | undefined = () => undefined
  readonly #server: Server

  constructor(chain = new FakeChain()) {
    this.chain = chain
    this.#server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => { body += chunk.toString() })
      request.on('end', () => {
        const [, view = '', call = ''] = (request.url ?? '').split('/')
        const { status = 200, body: text } = this.instead(call)
          ?? { body: JSON.stringify(this.twist(call, this.#answer(view, call, JSON.parse(body || '{}') as Json))) }
        response.writeHead(status, { 'content-type': 'application/json' }).end(text)
      })
    })
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => { this.#server.listen(0, '127.0.0.1', resolve) })
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #answer(view: string, call: string, body: Json): unknown {
    const top = view === 'walletsolidity' ? this.chain.solid : this.chain.head
    const number = Number(body['num'] ?? body['id_or_num'] ?? top)
    const block = number <= top ? this.chain.blocks[number] : undefined
    if (call === 'gettransactioninfobyblocknum') return block === undefined ? [] : infosJson(block)
    if (block === undefined) return {}
    const { transactions, ...header } = blockJson(block, this.chain.witnesses.get(block.hash) ?? '')
    return body['detail'] === false ? header : { ...header, ...(transactions === undefined ? {} : { transactions }) }
  }
}
