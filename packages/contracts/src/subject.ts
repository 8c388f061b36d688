import { z } from 'zod'
import { id } from './ids.ts'
import { message } from './message.ts'

const forgotten = {
  /** Whose key it is, as sealed texts name it: `payer-<fingerprint>`, a payment. */
  subject: z.string().regex(/^[0-9A-Za-z_:-]{1,120}$/),
  reason: z.string().min(1).max(200),
  operator: id('operator'),
}

export const subjectCommands = {
  forget: message('gateway.subject.forget', z.object(forgotten)),
}

export const subjectEvents = {
  /** Its key is thrown away after this: what was sealed for it stays in the log, and nobody can read it. */
  forgotten: message('subject.forgotten', z.object({ ...forgotten, atMs: z.number() })),
}
