import { subjectCommands, subjectEvents, type CommandOf, type MessagesOf } from '@stablegate/contracts'
import { accept, type Aggregate } from '@stablegate/kernel'

type SubjectCommand = CommandOf<typeof subjectCommands>
type SubjectEvent = MessagesOf<typeof subjectEvents>

/** Who was forgotten, by whom and why. The same subject may come again and be forgotten again. */
export const subject: Aggregate<SubjectCommand, SubjectEvent, { readonly times: number }, never> = {
  name: 'subject',
  decider: {
    initial: () => ({ times: 0 }),
    decide: ({ data, atMs }) => accept({ type: 'subject.forgotten', data: { ...data, atMs } }),
    evolve: ({ times }) => ({ times: times + 1 }),
  },
  commands: Object.values(subjectCommands),
  events: Object.values(subjectEvents),
  rejections: [],
  key: (command) => (command as SubjectCommand).data.subject,
}
