import { defineTexts } from '../../language/texts.ts'

export const auditorTexts = defineTexts({
  en: {
    logs: {
      title: 'Logs', text: 'Every fact, in the order in which it was committed. What is personal in it is sealed.', log: 'Log', after: 'After position',
      position: 'Position', type: 'Event', stream: 'Stream', revision: 'Revision', at: 'Time', empty: 'Nothing after this position', head: (position: number, incarnation: string) => `head ${position} · incarnation ${incarnation}`,
      next: 'Further', first: 'From the beginning', newest: 'Newest', download: 'Download these events', goto: 'Open a stream', stream_hint: 'for example order.payment-pay_…',
    },
    stream: {
      title: 'Stream', back: 'Logs', events: 'Events', state: 'What this event changed', before: 'before', after: 'after', whole: 'State after it', none: 'This event changed nothing that is shown',
      slider: 'Revision', of: (revision: number, last: number) => `revision ${revision} of ${last}`, raw: 'The event, byte for byte', earlier: 'Earlier', later: 'Later', field: 'Field', moment: 'As it was at',
      said: 'What the events of this stream have said so far, field by field.',
      more: 'This stream has more events than are shown here.',
    },
    past: {
      title: 'Balances in the past', text: 'All accounts as they were at a moment.', at: 'Moment', account: 'Account', posted: 'Posted', empty: 'No account had been used', then: 'Then', today: 'Now', since: 'Change since',
      now: 'Leave it empty for now.', owner: 'Owner, such as mer_… or acc_…',
    },
  },
  zh: {
    logs: {
      title: '事件日志', text: '全部事实，按提交顺序排列；其中个人信息已加密。', log: '日志', after: '从位置之后', position: '位置', type: '事件', stream: '流', revision: '版本', at: '时间', empty: '此位置之后没有事件',
      head: (position: number, incarnation: string) => `末尾 ${position} · 实例 ${incarnation}`, next: '继续', first: '从头开始', newest: '最新', download: '下载这些事件', goto: '打开流', stream_hint: '例如 order.payment-pay_…',
    },
    stream: {
      title: '流', back: '事件日志', events: '事件', state: '此事件的变化', before: '之前', after: '之后', whole: '之后的状态', none: '此事件没有可见变化', slider: '版本', of: (revision: number, last: number) => `版本 ${revision} / ${last}`,
      raw: '事件原文', earlier: '上一个', later: '下一个', field: '字段', moment: '当时状态',
      said: '此流各事件至今所述，逐字段列出。', more: '此流还有更多事件未显示。',
    },
    past: {
      title: '历史余额', text: '任一时刻的全部账户余额。', at: '时刻', account: '账户', posted: '已记账', empty: '当时没有账户', then: '当时', today: '现在', since: '此后变化', now: '留空表示现在。', owner: '所有者，如 mer_… 或 acc_…',
    },
  },
})
