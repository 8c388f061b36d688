import { StablegateError } from '@stablegate/sdk/http'

type StepUp = () => Promise<void>
let ask: StepUp | undefined

/** Who asks for the second factor; the page that stands around all rooms says so. */
export const setStepUp = (stepUp: StepUp): void => {
  ask = stepUp
}

/** Does an act; where a fresh second factor is needed, asks for it and does the very same act again. */
export const withSecondFactor = async <Value>(act: () => Promise<Value>): Promise<Value> => {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof StablegateError) || error.code !== 'second_factor_required' || ask === undefined) throw error
    await ask()
    return act()
  }
}
