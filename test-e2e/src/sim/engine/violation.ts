/** An invariant did not hold: the run ends and prints how to see it again. */
export class Violation extends Error {
  override readonly name = 'Violation'
  readonly rule: string
  readonly details: string

  constructor(rule: string, details: string) {
    super(`${rule}: ${details}`)
    this.rule = rule
    this.details = details
  }
}
