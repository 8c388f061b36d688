import { acceptor } from '@stablegate/acceptor'
import type { Service } from '@stablegate/kernel'
import { ledger } from '@stablegate/ledger'
import { matching } from '@stablegate/matching'
import { notifier } from '@stablegate/notifier'
import { order } from '@stablegate/order'

/**
 * Everything that a payment through acceptors passes through. Not here: the gateway only carries the
 * acts in; chain-watcher, treasury and signer move money on chains, which the simulator has none of.
 */
export const simulated: readonly Service[] = [ledger, acceptor, matching, order, notifier]
