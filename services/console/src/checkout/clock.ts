import { useEffect, useState } from 'react'

/** How far this device's clock lies behind the server's; told by the server's answers. */
let offsetMs = 0

export const setByServer = (response: Response): void => {
  const servedMs = Date.parse(response.headers.get('date') ?? '')
  // The header knows whole seconds only: less than two is no difference.
  if (!Number.isNaN(servedMs)) offsetMs = Math.abs(servedMs - Date.now()) < 2_000 ? 0 : servedMs - Date.now()
}

/** The server's time, again each second. */
export const useServerNow = (): number => {
  const [nowMs, setNowMs] = useState(() => Date.now() + offsetMs)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now() + offsetMs), 1_000)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}
