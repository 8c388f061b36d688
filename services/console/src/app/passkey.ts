import { sessionAsk } from './session.ts'

export const canUsePasskeys = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function'

type Options<Wanted> = { readonly object: 'passkey_options'; readonly options: Wanted }

/** Asks the browser for a passkey of this site; throws when the person declines. */
export const passkeyCredential = async (): Promise<unknown> => {
  const { options } = await sessionAsk<Options<PublicKeyCredentialRequestOptionsJSON>>('/passkey/options')
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
  return (credential as PublicKeyCredential).toJSON()
}

/** Makes a passkey for the person that is signed in. */
export const newPasskeyCredential = async (): Promise<unknown> => {
  const { options } = await sessionAsk<Options<PublicKeyCredentialCreationOptionsJSON>>('/passkeys/options')
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
  return (credential as PublicKeyCredential).toJSON()
}
