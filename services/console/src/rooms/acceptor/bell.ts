import { useCallback, useRef, useState } from 'react'

const storeName = 'stablegate-bell'

const kept = (): boolean => {
  try {
    return localStorage.getItem(storeName) !== 'off'
  } catch {
    return true
  }
}

/** Two short tones, made here: no file to load, and silent where the browser wants a touch first. */
const sound = (context: AudioContext): void => {
  for (const [tone, afterS] of [[880, 0], [1174, 0.18]] as const) {
    const oscillator = context.createOscillator()
    const gain = context.createGain()
    const beginS = context.currentTime + afterS
    oscillator.frequency.value = tone
    gain.gain.setValueAtTime(0.0001, beginS)
    gain.gain.exponentialRampToValueAtTime(0.25, beginS + 0.02)
    gain.gain.exponentialRampToValueAtTime(0.0001, beginS + 0.16)
    oscillator.connect(gain).connect(context.destination)
    oscillator.start(beginS)
    oscillator.stop(beginS + 0.17)
  }
}

/** The bell for new offers: whether it is on, how to switch it, and how to ring it. */
export const useBell = (): { readonly isOn: boolean; readonly set: (on: boolean) => void; readonly ring: () => void } => {
  const [isOn, setOn] = useState(kept)
  const context = useRef<AudioContext | undefined>(undefined)
  const set = useCallback((on: boolean) => {
    setOn(on)
    try {
      localStorage.setItem(storeName, on ? 'on' : 'off')
    } catch {
      // It then lasts as long as the page.
    }
  }, [])
  const ring = useCallback(() => {
    if (!kept()) return
    context.current ??= new AudioContext()
    void context.current.resume().then(() => context.current && sound(context.current)).catch(() => undefined)
  }, [])
  return { isOn, set, ring }
}
