import { base58Of } from '@stablegate/tron-sandbox'
import { waitFor } from '@stablegate/testing'
import { TronWeb } from 'tronweb'
import type { LocalChain } from './local-chain.ts'

const feeLimitSun = 150_000_000
/** TRX that an ordinary account needs for some transfers. */
const pocketSun = 1_000_000_000n

/** An ordinary account of somebody on the chain, acting through an unmodified tronweb. */
export class CustomerWallet {
  readonly address: string
  readonly #tronWeb: TronWeb
  readonly #token: string

  private constructor(tronWeb: TronWeb, address: string, token: string) {
    this.#tronWeb = tronWeb
    this.address = address
    this.#token = token
  }

  /** A new account with TRX for fees and so much USDT, both from the sandbox's faucet. */
  static async open(chain: LocalChain, usdtMicro: bigint): Promise<CustomerWallet> {
    const { address, privateKey } = await new TronWeb({ fullHost: chain.sandbox.url }).createAccount()
    const tronWeb = new TronWeb({ fullHost: chain.sandbox.url, privateKey: privateKey.replace(/^0x/, '') })
    await chain.sandbox.faucet(address.base58, { trxSun: pocketSun, usdtMicro })
    const wallet = new CustomerWallet(tronWeb, address.base58, chain.token)
    await waitFor(async () => (await wallet.balanceMicro()) >= usdtMicro, { deadlineMs: 30_000, what: 'the faucet' })
    return wallet
  }

  /** The sandbox's own account, which owns the token. */
  static bank(chain: LocalChain): CustomerWallet {
    const { bank, url } = chain.sandbox
    return new CustomerWallet(new TronWeb({ fullHost: url, privateKey: bank.privateKey }), base58Of(bank.address), chain.token)
  }

  /** Sends USDT; gives the id of the transaction. */
  async pay(to: string, amountMicro: bigint): Promise<string> {
    return this.call('transfer(address,uint256)', [
      { type: 'address', value: to }, { type: 'uint256', value: amountMicro.toString() },
    ])
  }

  /** Calls any function of the token. */
  async call(signature: string, parameters: readonly { readonly type: string; readonly value: string }[]): Promise<string> {
    const { transaction } = await this.#tronWeb.transactionBuilder.triggerSmartContract(
      this.#token, signature, { feeLimit: feeLimitSun }, [...parameters], this.address)
    const answer = await this.#tronWeb.trx.sendRawTransaction(await this.#tronWeb.trx.sign(transaction))
    if (!answer.result) throw new Error(`the node refused ${signature}: ${JSON.stringify(answer)}`)
    return answer.transaction.txID
  }

  async balanceMicro(of: string = this.address): Promise<bigint> {
    const { constant_result: [word = '0'] } = await this.#tronWeb.transactionBuilder.triggerConstantContract(
      this.#token, 'balanceOf(address)', {}, [{ type: 'address', value: of }], this.address)
    return BigInt(`0x${word}`)
  }
}
