import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { evidenceTypes } from '../store/evidence.ts'
import { neighbourhoodOf } from './address-list.ts'
import { Problem } from './problem.ts'
import type { Route } from './route.ts'

/** Files are held in memory while they come: so many at once in this process, and from one address. */
export const maxUploads = 32
export const maxUploadsOfOne = 8
const comeAgainMs = 5_000

type Refuse = (request: FastifyRequest, reply: FastifyReply, problem: Problem) => void

/** `/v1/orders/:order/evidence` as the beginning of a URL has it. */
const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/:[a-z]+/g, '[^/?]+')}(?:\\?|$)`)

/**
 * Looks at the head of a request before its body is read: who sends a file where none is taken, or
 * shows nothing, is refused at once, and a crowd of large files is not let in together.
 */
export class UploadGate {
  readonly #patterns: readonly RegExp[]
  readonly #refuse: Refuse
  readonly #openOf = new Map<string, number>()
  #open = 0

  constructor(routes: readonly Route[], refuse: Refuse) {
    this.#patterns = routes.filter(({ upload }) => upload).map(({ path }) => patternOf(path))
    this.#refuse = refuse
  }

  addTo(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
      if (!(evidenceTypes as readonly string[]).includes(type)) {
        done()
        return
      }
      const problem = this.#fault(request)
      if (problem === undefined) {
        this.#hold(neighbourhoodOf(request.ip), reply)
        done()
        return
      }
      // What still comes of the body is not waited for.
      void reply.header('connection', 'close')
      this.#refuse(request, reply, problem)
    })
  }

  #fault({ url, headers, ip }: FastifyRequest): Problem | undefined {
    if (!this.#patterns.some((pattern) => pattern.test(url))) return new Problem('content_type_unknown')
    if (headers.authorization === undefined && headers.cookie === undefined) return new Problem('key_required')
    const isFull = this.#open >= maxUploads || (this.#openOf.get(neighbourhoodOf(ip)) ?? 0) >= maxUploadsOfOne
    return isFull ? new Problem('rate_limited', { retryAfterMs: comeAgainMs }) : undefined
  }

  #hold(holder: string, reply: FastifyReply): void {
    this.#count(holder, 1)
    reply.raw.once('close', () => this.#count(holder, -1))
  }

  #count(holder: string, more: 1 | -1): void {
    this.#open += more
    const own = (this.#openOf.get(holder) ?? 0) + more
    if (own === 0) this.#openOf.delete(holder)
    else this.#openOf.set(holder, own)
  }
}
