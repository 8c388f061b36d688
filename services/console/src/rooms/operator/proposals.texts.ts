import { defineTexts } from '../../language/texts.ts'

export const proposalTexts = defineTexts({
  en: {
    title: 'Proposals', text: 'Terms, tiers, reinstatements and slashes that one operator asked for. Nothing happens until another says yes.',
    empty: 'Nothing waits for a second yes', emptyText: 'Where money is real, changes of terms wait here until another operator approves.',
    more: 'There are more than are shown: decide these first.', merchants: 'Merchants', acceptors: 'Acceptors',
    kinds: { fees: 'Fees', policy: 'Tier and agent', reinstate: 'Reinstatement', slash: 'Slash of the bond', tier: 'Tier' },
    from: (now: string, next: string) => `${now} → ${next}`, fee: 'Fee', fixed: 'Fixed fee', commission: 'Commission of acceptors',
    tier: 'Tier', agent: 'Agent', none: 'none', reason: 'Reason', order: 'Order', payTo: 'Paid to', loss: 'Loss', penalty: 'Penalty',
    by: 'Asked by', since: 'Waits since', approve: 'Approve', approveText: 'You are the second person: it takes effect at once.',
    reject: 'Reject', rejectText: 'It waits no more. Whoever still wants it asks anew.', withdraw: 'Withdraw',
    withdrawText: 'You asked for this yourself. It waits no more.', yours: 'Asked by you: somebody else has to say yes.',
    waits: 'Not in force yet', live: 'Money is real here: this is only proposed, and another operator has to approve it.',
  },
  zh: {
    title: '提议', text: '由一位运营人员提出的条款、等级、恢复与罚没。另一人批准之前不会生效。',
    empty: '没有等待第二人批准的事项', emptyText: '在真实资金环境中，条款变更在此等待另一位运营人员批准。', more: '还有更多未显示：请先处理这些。', merchants: '商户', acceptors: '承兑商',
    kinds: { fees: '费率', policy: '等级与代理', reinstate: '恢复', slash: '罚没保证金', tier: '等级' },
    from: (now: string, next: string) => `${now} → ${next}`, fee: '费率', fixed: '固定费用', commission: '承兑商佣金', tier: '等级', agent: '代理', none: '无',
    reason: '理由', order: '订单', payTo: '赔付给', loss: '损失', penalty: '罚金', by: '提出人', since: '等待自', approve: '批准',
    approveText: '您是第二人：批准后立即生效。', reject: '驳回', rejectText: '此提议不再等待；仍有需要者须重新提出。', withdraw: '撤回', withdrawText: '这是您自己提出的；撤回后不再等待。',
    yours: '由您提出：须由他人批准。', waits: '尚未生效', live: '此处为真实资金：这只是提议，须由另一位运营人员批准。',
  },
})
