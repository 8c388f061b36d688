import type { Address } from './codec/address.ts'
import { bytesOf, hexOf } from './codec/hex.ts'
import { parse, stringify, type Json } from './codec/json.ts'
import type { Message } from './codec/protobuf.ts'
import type { MessageName } from './codec/schema.ts'
import { signatureOf, transactionFromRaw, type Transaction } from './codec/transaction.ts'
import { genesisBlock, type Block } from './chain/block.ts'
import { ChainFile } from './chain/chain-file.ts'
import { Chain, type Fork, type Forked } from './chain/chain.ts'
import { Queue } from './chain/queue.ts'
import { addressOfKey, sandboxKey } from './chain/witnesses.ts'
import { handleAdmin } from './http/admin.ts'
import { Api, type ApiRequest } from './http/api.ts'
import { Faults } from './http/faults.ts'
import { listen, type Listening } from './http/server.ts'
import { upToDate, type Standing } from './http/view.ts'
import { setEnergyFactor } from './rules/contracts.ts'
import { issueAsset, sandboxAsset } from './state/asset.ts'
import { mainNetParameters, type ChainParameters } from './state/parameters.ts'
import { readAddress, tokenAddressOf, tokenDeployment, transferCalldata } from './token/token.ts'
import { Tvm } from './tvm/tvm.ts'

export type SandboxOptions = {
  /** 0 takes a free port; absent, nothing listens and `call` is the only door. */
  readonly port?: number
  readonly host?: string
  /** Time between blocks; 0 makes them only on `mine()`. */
  readonly blockMs?: number
  /** Length of a slot in the chain's own time; that of `blockMs` where absent, else main net's 3 s. */
  readonly slotMs?: number
  readonly solidLagBlocks?: number
  /** Time of the first block after the fixed one; now where absent. */
  readonly startAtMs?: number
  readonly parameters?: Partial<ChainParameters>
  /** Dynamic energy of the token in ten-thousandths of its base cost; main net's USDT has 34000. */
  readonly tokenEnergyFactor?: number
  /** A node that remembers all attempted broadcasts refuses a second one even after a failure. */
  readonly remembersBroadcasts?: boolean
  /** Serves the controls under `/admin/`, to this machine only. */
  readonly admin?: boolean
  /** Keeps the chain in this file and one beside it, at each step: a process that is killed loses nothing. */
  readonly dataFile?: string
  readonly now?: () => number
}

export type Signer = { readonly address: Address; readonly privateKey: string }

export type Node = {
  readonly url: string
  readonly faults: Faults
  /** The node stands so many blocks behind the others. */
  readonly lag: (blocks: number) => void
  /** The node is cut off: it goes on answering from the branch that it sees now. */
  readonly freeze: () => void
  readonly thaw: () => void
  readonly stop: () => Promise<void>
}

export type Send = { readonly feeLimitSun?: bigint; readonly permissionId?: number; readonly lifeMs?: number }

const mainNetSlotMs = 3000
const mainNetLagBlocks = 18
/** 2026-01-01T00:00:00Z: fixed, so block 0 and the token's address are the same everywhere. */
const genesisAtMs = 1_767_225_600_000
const bankBalanceSun = 50_000_000_000_000_000n
const saveEveryMs = 60_000
const maxUsdtEnergyFactor = 34_000
const faucetFeeLimitSun = 1_000_000_000n

/** A TRON network of one process: its chain, its nodes and the controls over both. */
export class Sandbox {
  readonly #chain: Chain
  readonly #tvm: Tvm
  readonly #queue = new Queue()
  readonly #options: SandboxOptions
  readonly #nodes = new Set<Node>()
  readonly #now: () => number
  readonly #deployment: Transaction
  readonly #file: ChainFile | undefined
  #main: Node & { readonly api: Api }
  #timer: NodeJS.Timeout | undefined
  #saver: NodeJS.Timeout | undefined
  #isStopped = false
  /** How far its time is ahead of the machine's; it never goes back. */
  #aheadMs = 0
  /** Ids of what the faucet sent, by the caller's name for it: asked again it sends nothing. */
  readonly #given = new Map<string, Promise<readonly string[]>>()
  /** Transactions signed here, so that no two of them are the same. */
  #signed = 0
  /** The account that has all the TRX and owns the token; its key is no secret. */
  readonly bank: Signer
  readonly token: { readonly address: Address }

  private constructor(options: SandboxOptions, tvm: Tvm) {
    this.#options = options
    this.#tvm = tvm
    const now = options.now ?? Date.now
    this.#now = () => now() + this.#aheadMs
    this.#file = options.dataFile === undefined ? undefined : new ChainFile(options.dataFile)
    const privateKey = sandboxKey('bank')
    this.bank = { address: addressOfKey(privateKey), privateKey: hexOf(privateKey) }
    this.#deployment = tokenDeployment(genesisBlock(genesisAtMs), this.bank.address, privateKey)
    this.token = { address: tokenAddressOf(this.#deployment, this.bank.address) }
    const blockMs = options.blockMs ?? mainNetSlotMs
    this.#chain = new Chain(tvm, {
      parameters: { ...mainNetParameters, ...options.parameters },
      slotMs: options.slotMs ?? (blockMs === 0 ? mainNetSlotMs : blockMs),
      solidLagBlocks: options.solidLagBlocks ?? mainNetLagBlocks,
      genesisAtMs,
      genesisBalances: [{ address: this.bank.address, balanceSun: bankBalanceSun }],
      genesisState: (store) => {
        setEnergyFactor(store, this.token.address, options.tokenEnergyFactor ?? maxUsdtEnergyFactor)
        issueAsset(store, sandboxAsset(this.bank.address, genesisAtMs))
      },
      remembersBroadcasts: options.remembersBroadcasts ?? false,
      changed: (change) => this.#file?.note(change),
    })
    this.#main = this.#unbound()
  }

  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    const sandbox = new Sandbox(options, await Tvm.create())
    await sandbox.#begin()
    return sandbox
  }

  get url(): string {
    return this.#main.url
  }

  get faults(): Faults {
    return this.#main.faults
  }

  get headNumber(): number {
    return this.#chain.headNumber
  }

  get headId(): string {
    return this.#chain.head.id
  }

  get headAtMs(): number {
    return this.#chain.head.atMs
  }

  get solidNumber(): number {
    return this.#chain.solidNumber
  }

  get pendingIds(): readonly string[] {
    return this.#chain.pending.map(({ id }) => id)
  }

  /** Why a transaction that was once accepted is no longer pending; undefined where it did not fall out. */
  droppedBecause(transactionId: string): string | undefined {
    return this.#chain.dropped.get(transactionId)?.code
  }

  /** Makes blocks; time moves one slot for each, and by the missed slots before the first. */
  mine(blocks = 1, { missedSlots = 0 } = {}): Promise<Block> {
    return this.#queue.run(async () => {
      let block = this.#chain.head
      for (let made = 0; made < blocks; made++) {
        block = await this.#chain.mine({ missedSlots: made === 0 ? missedSlots : 0 })
      }
      return block
    })
  }

  /** Makes blocks until what now is the head is solid. */
  async solidify(): Promise<void> {
    const head = this.headNumber
    await this.#queue.run(async () => {
      while (this.#chain.solidNumber < head) await this.#chain.mine()
    })
  }

  /** Another branch wins over the newest blocks; those below the solid one never change. */
  fork(fork: Fork): Promise<Forked> {
    return this.#queue.run(() => this.#chain.fork(fork))
  }

  /** So many witnesses miss all their slots: solid falls behind and, from nine of 27 on, stands. */
  witnessesDown(count: number): void {
    this.#chain.witnessesDown = new Set(Array.from({ length: count }, (_, index) => index))
  }

  lag(blocks: number): void {
    this.#main.lag(blocks)
  }

  freeze(): void {
    this.#main.freeze()
  }

  thaw(): void {
    this.#main.thaw()
  }

  /** One more node of the same network, with an address and faults of its own. */
  async openNode(port = 0): Promise<Node> {
    const { api, ...node } = this.#unbound()
    const listening = await listen((request) => api.handle(request), this.#host, port)
    const opened: Node = { ...node, url: listening.url, stop: listening.stop }
    this.#nodes.add(opened)
    return opened
  }

  /** What the main node answers to a path, without a socket between. */
  async call(path: string, body: Json = {}): Promise<Json> {
    const request: ApiRequest = { method: 'POST', path, query: new URLSearchParams(), text: stringify(body) }
    const answer = await this.#main.api.handle(request)
    if (answer.kind === 'cut') throw new Error(`the answer to ${path} was lost`)
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
    return parse(answer.text)
  }

  /** Builds and signs a transaction on the present head. */
  sign(signers: readonly Signer[], type: MessageName, value: Message, send: Send = {}): Transaction {
    const { head } = this.#chain
    const [owner] = signers
    const { feeLimitSun = 0n, permissionId = 0, lifeMs = 60_000 } = send
    const raw = {
      ref_block_bytes: head.id.slice(12, 16),
      ref_block_hash: head.id.slice(16, 32),
      expiration: BigInt(head.atMs + lifeMs),
      contract: [{
        type,
        parameter: {
          type_url: `type.googleapis.com/protocol.${type}`,
          value: { owner_address: owner?.address ?? '', ...value },
        },
        ...(permissionId === 0 ? {} : { Permission_id: permissionId }),
      }],
      // The sandbox's own transactions differ by their time, however many there are in a block.
      timestamp: BigInt(head.atMs) + BigInt(this.#signed++),
      ...(feeLimitSun === 0n ? {} : { fee_limit: feeLimitSun }),
    }
    const { id } = transactionFromRaw(raw)
    return transactionFromRaw(raw, signers.map(({ privateKey }) => signatureOf(bytesOf(id), bytesOf(privateKey))))
  }

  /** Hands a transaction to the network; throws a `Rejection` with the node's code. */
  submit(transaction: Transaction): Promise<void> {
    return this.#queue.run(() => this.#chain.submit(transaction))
  }

  /** From the next block on, blocks bear a time so far ahead of the machine's; less than before is no news. */
  moveTime(aheadMs: number): void {
    this.#aheadMs = Math.max(this.#aheadMs, aheadMs)
  }

  /** As `faucet`, once for each name, as long as this sandbox runs. */
  faucetOnce(name: string, ...given: Parameters<Sandbox['faucet']>): Promise<readonly string[]> {
    const known = this.#given.get(name)
    if (known !== undefined) return known
    const sent = this.faucet(...given)
    this.#given.set(name, sent)
    sent.catch(() => this.#given.delete(name))
    return sent
  }

  /** Sends TRX and tokens from the bank by ordinary transactions; gives their ids. */
  async faucet(
    address: string, { trxSun, usdtMicro }: { readonly trxSun?: bigint; readonly usdtMicro?: bigint },
  ): Promise<readonly string[]> {
    const to = readAddress(address)
    const sent: Transaction[] = []
    if (trxSun !== undefined) sent.push(this.sign([this.bank], 'TransferContract', { to_address: to, amount: trxSun }))
    if (usdtMicro !== undefined) {
      const value = { contract_address: this.token.address, data: transferCalldata(to, usdtMicro) }
      sent.push(this.sign([this.bank], 'TriggerSmartContract', value, { feeLimitSun: faucetFeeLimitSun }))
    }
    for (const transaction of sent) await this.submit(transaction)
    return sent.map(({ id }) => id)
  }

  /** Writes the data file anew, so that less has to be done again at the next start. */
  async save(): Promise<void> {
    await this.#queue.run(() => this.#file?.save(this.#chain.image()))
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return
    this.#isStopped = true
    clearTimeout(this.#timer)
    clearInterval(this.#saver)
    await Promise.all([...this.#nodes].map((node) => node.stop()))
    await this.#main.stop()
    await this.save()
    this.#file?.close()
  }

  get #host(): string {
    return this.#options.host ?? '127.0.0.1'
  }

  #unbound(): Node & { readonly api: Api } {
    let standing: Standing = upToDate
    const faults = new Faults()
    const frozen = (): Standing => {
      const { headNumber, solidNumber } = this.#chain
      const blocks: Block[] = []
      for (let number = solidNumber + 1; number <= headNumber; number++) {
        const block = this.#chain.blockAt(number)
        if (block !== undefined) blocks.push(block)
      }
      return { ...standing, frozen: blocks }
    }
    return {
      url: '',
      faults,
      api: new Api(this.#chain, this.#tvm, this.#queue, faults, () => standing),
      lag: (blocks) => { standing = { ...standing, lagBlocks: blocks } },
      freeze: () => { standing = frozen() },
      thaw: () => { standing = { lagBlocks: standing.lagBlocks, lateInfoBlocks: standing.lateInfoBlocks } },
      stop: async () => {},
    }
  }

  async #begin(): Promise<void> {
    const { port, admin, startAtMs, blockMs = mainNetSlotMs } = this.#options
    const kept = this.#file?.load()
    if (kept === undefined) {
      await this.#chain.submit(this.#deployment)
      await this.#chain.mine({ notBeforeMs: startAtMs ?? this.#now() })
    } else {
      await this.#chain.restore(kept.image, kept.changes)
    }
    await this.save()
    if (port !== undefined) this.#bind(await this.#listen(port, admin === true))
    if (blockMs > 0) this.#tick(blockMs)
    if (this.#file !== undefined) this.#saver = setInterval(() => void this.save().catch(console.error), saveEveryMs)
  }

  #listen(port: number, hasAdmin: boolean): Promise<Listening> {
    const { api } = this.#main
    return listen((request, incoming) => {
      const isAdmin = hasAdmin && request.path.startsWith('admin/')
      return isAdmin ? handleAdmin(this, request, incoming) : api.handle(request)
    }, this.#host, port)
  }

  #bind(listening: Listening): void {
    this.#main = { ...this.#main, url: listening.url, stop: listening.stop }
  }

  /** Makes a block whenever its slot has come; a fork may have taken the next slots already. */
  #tick(blockMs: number): void {
    this.#timer = setTimeout(() => {
      const mined = this.#queue.run(async () => {
        const atMs = this.#now()
        if (this.#chain.head.atMs + this.#chain.options.slotMs <= atMs) await this.#chain.mine({ notBeforeMs: atMs })
      })
      mined.catch(console.error).finally(() => {
        if (!this.#isStopped) this.#tick(blockMs)
      })
    }, blockMs - (this.#now() % blockMs))
  }
}

/** Starts a sandbox and, where a port is given, its first node. */
export const startSandbox = (options: SandboxOptions = {}): Promise<Sandbox> => Sandbox.start(options)
