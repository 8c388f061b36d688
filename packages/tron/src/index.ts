export * from './address.ts'
export * from './hd.ts'
export * from './transaction.ts'
export * from './transaction-signature.ts'
