/** About 600 bytes of a payment's event, as this system really writes them: data and metadata. */
export const sampleData = {
  payment: '5f0c0f9e-6a53-5d0e-9d1a-3f8c6f1f9b11',
  offer: 'c9c5a1a2-8f0b-5b9f-8e21-6b7d9d4a7c02',
  acceptor: 'a-4f7b9c1d2e3f',
  amountMicro: '125750000',
  fiat: { currency: 'INR', amountMinor: '1063225', rate: '84.5507' },
  method: 'imps',
  dueAtMs: 1_795_447_200_000,
}

export const sampleMetadata = {
  atMs: 1_795_447_140_123,
  actor: 'acceptor:a-4f7b9c1d2e3f',
  commandId: '0d5cf6a0-7f58-5a0e-8a53-6a1f5a1a9a77',
  commandHash: '8f14e45fceea167a5a36dedd4bea2543f3a1c0de8f14e45f',
  correlationId: '5f0c0f9e-6a53-5d0e-9d1a-3f8c6f1f9b11',
  causationId: '3c9a8b7f-4f1e-5c55-9f2c-1b2a3c4d5e6f',
}
