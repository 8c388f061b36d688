import { IconUpload } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTexts } from '../language/language.tsx'
import { Problem } from './problem.tsx'
import { checkoutTexts } from './texts.ts'
import { useAct, type UseCheckout } from './use-checkout.ts'

const maxBytes = 5 * 1024 * 1024
const accepted = 'image/png,image/jpeg,application/pdf,text/plain,video/mp4'

const kindOf = (type: string): 'statement' | 'screenshot' | 'video' | 'note' => {
  switch (type) {
    case 'application/pdf': return 'statement'
    case 'video/mp4': return 'video'
    case 'text/plain': return 'note'
    default: return 'screenshot'
  }
}

/** Hands in files that show that the money was sent. */
export const Evidence = ({ checkout }: { readonly checkout: UseCheckout }): ReactNode => {
  const t = useTexts(checkoutTexts).evidence
  const act = useAct(checkout)
  const [isProof, setProof] = useState(false)
  const [sent, setSent] = useState<readonly string[]>([])
  const [isTooBig, setTooBig] = useState(false)
  const send = async (file: File): Promise<void> => {
    setTooBig(file.size > maxBytes)
    if (file.size > maxBytes) return
    const isSent = await act.run((client, once) =>
      client.addEvidence(file, { kind: kindOf(file.type), bank_proof: isProof ? 'true' : 'false' }, once))
    if (isSent) setSent([...sent, file.name])
  }
  return (
    <section className="evidence">
      <h2>{t.title}</h2>
      <p className="hint">{t.text}</p>
      <label className="check"><input type="checkbox" checked={isProof} onChange={(event) => setProof(event.target.checked)}
        />{t.proof}</label>
      <label className="upload">
        <input type="file" accept={accepted} disabled={act.busy} onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) void send(file)
          event.target.value = ''
        }} />
        <IconUpload size={20} stroke={1.7} aria-hidden />{act.busy ? t.sending : t.choose}
      </label>
      {isTooBig && <p className="problem" role="alert">{t.tooBig}</p>}
      <Problem error={act.error} />
      {sent.length > 0 && <p className="good" role="status">{sent.join(', ')}: {t.sent}</p>}
    </section>
  )
}
