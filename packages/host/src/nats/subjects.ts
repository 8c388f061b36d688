/** Where messages travel. A command's type already begins with its service. */
export const commandSubject = (type: string): string => `commands.${type}`
export const querySubject = (service: string, name: string): string => `queries.${service}.${name}`
export const logSubject = (log: string): string => `log.${log}`
/** Core NATS: an instance that does not relay tells the one that does of a commit. */
export const nudgeSubject = (log: string): string => `nudge.${log}`
/** Stream names hold no dots, spaces or wildcards; services' names have none. */
export const logStream = (log: string): string => `LOG_${log}`
export const queueGroup = (service: string): string => service
