export * from './address.ts'
export * from './hd.ts'
