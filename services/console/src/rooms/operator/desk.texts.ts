import { defineTexts } from '../../language/texts.ts'

export const deskTexts = defineTexts({
  en: {
    title: 'Desk', calm: 'Nothing is wrong', calmText: 'All services run, nothing waits for a person. What comes appears here by itself.',
    alarm: (stopped: string) => `${stopped} stopped`, alarmText: 'Something does not run until a person acts. It stands first below.',
    busy: (waiting: string) => `${waiting} to do`, busyText: 'Everything runs. This waits for a person, most urgent first.',
    unknown: 'Part of this could not be read. What is shown may not be all.',
    stopped: 'Stopped', due: 'With a clock', yes: 'Wait for a yes', look: 'To look at', all: 'All', list: 'What waits for a person',
    what: 'What', about: 'About', since: 'Since', clock: 'Clock', amount: 'Amount', over: 'overdue', stops: (what: string) => `stops ${what}`, yours: 'asked by you: somebody else has to say yes',
    askedBy: (who: string) => `asked by ${who}`, approvals: (count: string) => `${count} approvals`,
    kinds: {
      incident: 'Incident', service: 'Service does not answer', parked: 'Parked event', dispatch: 'Transaction halted', case: 'Case',
      payout: 'Payout to approve', person: 'People and roles', outage: 'Outage to approve', repair: 'Repair to approve', deposit: 'Money set aside',
      acceptor: 'Acceptor to verify', proposal: 'Proposal to approve',
    },
    open: { stopped: 'Open', due: 'Decide', yes: 'Review', look: 'Open' },
    cases: {
      dispute: 'Dispute', late_case: 'Late money', appeal: 'Appeal', recall: 'Recall', flag: 'Flagged payment', fiat_debt: 'Fiat debt',
      transfer: 'Movement refused', unapplied: 'Money not applied', wrong_asset: 'Wrong asset', assign: 'Money to be assigned',
    },
  },
  zh: {
    title: '工作台', calm: '一切正常', calmText: '所有服务运行正常，没有待人工处理的事项。新事项会自动出现在这里。',
    alarm: (stopped: string) => `${stopped} 项已停止`, alarmText: '有事项需人工处理后才能继续运行，已排在最前。',
    busy: (waiting: string) => `${waiting} 项待处理`, busyText: '系统运行正常。以下事项等待人工处理，最紧急在前。',
    unknown: '部分内容无法读取，所示可能不完整。',
    stopped: '已停止', due: '有时限', yes: '等待批准', look: '待查看', all: '全部', list: '待人工处理', what: '事项', about: '关于', since: '开始',
    clock: '时限', amount: '金额', over: '已超时', stops: (what: string) => `已停止 ${what}`, yours: '由您提出：须由他人批准', askedBy: (who: string) => `由 ${who} 提出`,
    approvals: (count: string) => `已批准 ${count}`,
    kinds: {
      incident: '事故', service: '服务无应答', parked: '停住的事件', dispatch: '交易已中止', case: '案件', payout: '待批准提款', person: '人员与角色',
      outage: '待批准中断', repair: '待批准修复', deposit: '搁置资金', acceptor: '待审核承兑商', proposal: '待批准提议',
    },
    open: { stopped: '打开', due: '裁决', yes: '审阅', look: '打开' },
    cases: {
      dispute: '争议', late_case: '迟到款项', appeal: '申诉', recall: '撤回', flag: '已标记付款', fiat_debt: '法币欠款', transfer: '账务被拒',
      unapplied: '未入账款项', wrong_asset: '币种错误', assign: '待划入款项',
    },
  },
})
