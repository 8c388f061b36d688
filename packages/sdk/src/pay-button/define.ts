import { PayButton } from './pay-button.ts'

export { PayButton }

// Loading the module twice, or on a server, does no harm.
if ('customElements' in globalThis && !customElements.get('stablegate-pay')) {
  customElements.define('stablegate-pay', PayButton)
}
