/** As Node had it for long; since 26 it is eight times as much. */
export const pooledBytes = 8 * 1024

/**
 * Makes the pool of which small buffers are slices a small one, for the whole process. A slice that
 * outlives two young collections keeps its pool until an old one, and 64 MB of such memory outside of
 * the heap begin an old collection, however much room the heap has (ADR 0049).
 */
export const useSmallBufferPool = (): void => {
  Buffer.poolSize = pooledBytes
}
