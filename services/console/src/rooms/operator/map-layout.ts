/** Where each service stands on the map, by column and row; the way of a payment goes from left to right. */
export const places: Readonly<Record<string, readonly [column: number, row: number]>> = {
  gateway: [1, 2], acceptor: [2, 1], order: [2, 2], notifier: [2, 3], matching: [3, 1], ledger: [3, 2], treasury: [3, 3],
  'chain-watcher': [4, 2], signer: [4, 3], chain: [4, 1],
}
export const columns = 4
export const rows = 3

/** Who tells or asks whom. */
export const ways: readonly (readonly [from: string, to: string])[] = [
  ['gateway', 'order'], ['gateway', 'acceptor'], ['order', 'notifier'], ['acceptor', 'matching'], ['order', 'matching'],
  ['order', 'ledger'],
  ['order', 'treasury'], ['treasury', 'ledger'], ['chain-watcher', 'treasury'], ['chain', 'chain-watcher'], ['treasury', 'signer'],
]

/** The middle of a place in percent of the map. */
export const middleOf = (name: string): readonly [x: number, y: number] => {
  const [column, row] = places[name] ?? [1, 1]
  return [((column - 0.5) / columns) * 100, ((row - 0.5) / rows) * 100]
}
