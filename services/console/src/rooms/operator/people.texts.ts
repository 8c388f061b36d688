import { defineTexts } from '../../language/texts.ts'

export const peopleTexts = defineTexts({
  en: {
    title: 'People', text: 'Who may sign in, and what they may do. What one operator asks for here, but for disabling somebody, another approves.', ownText: 'Who may sign in for you, and what they may do.', invite: 'Invite somebody',
    inviteText: 'Makes a link that works once. You hand it over yourself; nothing is mailed.', email: 'E-mail', role: 'Role',
    holder: 'Merchant, acceptor or agent (mer_…, acc_… or agt_…)', operatorId: 'Acts as operator (opr_…)', status: 'State', since: 'Since', party: 'Belongs to',
    proposed: (what: string, who: string) => `${what}, asked by ${who}`, approve: 'Approve', approveText: 'You are the second person.',
    setRole: 'Change role', disable: 'Disable', disableText: 'Signs the person out at once, for good.', enable: 'Enable', reset: 'Reset',
    resetText: 'A new link: once taken, the password is new and second factors are set up anew.', reason: 'Reason', link: 'The link',
    linkText: 'Hand it to the person by a safe way. It works once and is not shown again.', approvalNeeded: 'It works once another operator has approved it.',
    done: 'I have it', empty: 'Nobody yet', you: 'you', waiting: 'Waits for a second person',
    statuses: { invited: 'Invited', active: 'Active', disabled: 'Disabled' },
    roles: {
      operator_admin: 'Operator, admin', operator_finance: 'Operator, finance', operator_support: 'Operator, support', accountant: 'Accountant',
      auditor: 'Auditor', merchant_owner: 'Merchant, owner', merchant_developer: 'Merchant, developer', merchant_finance: 'Merchant, finance',
      merchant_viewer: 'Merchant, viewer', acceptor_owner: 'Acceptor, owner', acceptor_agent: 'Acceptor, agent',
      agent_owner: 'Agent',
    },
  },
  zh: {
    title: '人员', text: '谁可以登录、可以做什么。运营人员在此提出的更改（停用除外）须另一位运营人员批准。', ownText: '谁可以代表您登录、可以做什么。', invite: '邀请', inviteText: '生成一次性链接，由您亲自转交，系统不发邮件。',
    email: '邮箱', role: '角色', holder: '商户、承兑商或代理（mer_…、acc_… 或 agt_…）', operatorId: '运营身份（opr_…）', status: '状态', since: '开始', party: '所属',
    proposed: (what: string, who: string) => `${what}，由 ${who} 提出`, approve: '批准', approveText: '您是第二人。', setRole: '更改角色', disable: '停用',
    disableText: '立即退出登录并停用。', enable: '启用', reset: '重置', resetText: '生成新链接：使用后密码更新，并重新设置第二重验证。', reason: '理由', link: '链接',
    linkText: '请通过安全途径转交；仅可使用一次，不再显示。', approvalNeeded: '须另一位运营人员批准后生效。', done: '已保存', empty: '还没有人员', you: '您',
    waiting: '等待第二人', statuses: { invited: '已邀请', active: '正常', disabled: '已停用' },
    roles: {
      operator_admin: '运营 · 管理员', operator_finance: '运营 · 财务', operator_support: '运营 · 客服', accountant: '会计', auditor: '审计',
      merchant_owner: '商户 · 所有者', merchant_developer: '商户 · 开发者', merchant_finance: '商户 · 财务', merchant_viewer: '商户 · 只读',
      acceptor_owner: '承兑商 · 所有者', acceptor_agent: '承兑商 · 操作员', agent_owner: '代理',
    },
  },
})
