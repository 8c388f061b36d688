export { sha256 } from './hash.ts'
export * from './keys.ts'
