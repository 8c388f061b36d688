import { walletCommands, type MessageOf } from '@stablegate/contracts'
import type { HostContext, Worker } from '@stablegate/host'
import { uuidv5 } from '@stablegate/kernel'

type Keys = MessageOf<typeof walletCommands.open>['data']
type Limits = Omit<MessageOf<typeof walletCommands.noteLimits>['data'], 'chain'>

const retryMs = 1_000

/** Names the wallet's keys and limits to the service once a start: the same ones are nothing new, other keys are refused. */
export class WalletWorker implements Worker {
  readonly name = 'wallet'
  readonly #context: Pick<HostContext, 'commands' | 'clock' | 'logger'>
  readonly #keys: Keys
  readonly #limits: Limits
  #running: Promise<void> | undefined
  #state = 'opening'

  constructor(context: Pick<HostContext, 'commands' | 'clock' | 'logger'>, keys: Keys, limits: Limits = {}) {
    this.#context = context
    this.#keys = keys
    this.#limits = limits
  }

  start(signal: AbortSignal): void {
    this.#running = this.#open(signal)
  }

  async stop(): Promise<void> {
    await this.#running
  }

  status(): Readonly<Record<string, unknown>> {
    return { wallet: this.#state }
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { commands, clock, logger } = this.#context
    const keys = this.#keys
    while (!signal.aborted) {
      const answer = await commands.send(walletCommands.open.type, keys, {
        id: uuidv5('wallet', keys.chain, keys.xpub, keys.hot, keys.cold ?? '', keys.gas ?? '', keys.token), actor: 'treasury:wallet',
      })
      if (answer.status === 'accepted') {
        this.#state = 'open'
        return this.#noteLimits(signal)
      }
      if (answer.status === 'rejected') {
        this.#state = answer.code
        logger.error({ alert: answer.code }, 'the configured wallet was refused: no address is handed out of it')
        return
      }
      await clock.sleep(retryMs, signal)
    }
  }

  /** Told so that people can see by what rule money goes to cold. */
  async #noteLimits(signal: AbortSignal): Promise<void> {
    const { commands, clock } = this.#context
    const id = uuidv5('limits', this.#keys.chain, clock.now())
    while (!signal.aborted) {
      const answer = await commands.send(walletCommands.noteLimits.type, { chain: this.#keys.chain, ...this.#limits }, {
        id, actor: 'treasury:wallet',
      })
      if (answer.status === 'accepted' || answer.status === 'rejected') return
      await clock.sleep(retryMs, signal)
    }
  }
}
