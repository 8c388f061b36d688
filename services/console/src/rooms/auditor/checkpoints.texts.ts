import { defineTexts } from '../../language/texts.ts'

export const checkpointTexts = defineTexts({
  en: {
    title: 'Checkpoints', text: 'Every log is sealed in a Merkle tree, and its root is signed every few seconds. What was signed cannot be changed afterwards without being found out.',
    log: 'Log', size: 'Events', root: 'Root', at: 'Signed', by: 'Signed by', signature: 'Signature', kept: 'Since you kept it', none: 'Nothing is sealed yet',
    noneText: 'The first checkpoint comes a few seconds after the first event.', waiting: (count: number) => `${count} more not signed yet`,
    right: 'verified here', wrong: 'not by your key', unable: 'this browser cannot verify', unchecked: 'no key to verify with', unpublished: 'still only in the database',
    halted: (log: string, position: number) => `${log} is no more what was sealed of it, at position ${position}`, haltedText: 'Nothing more is signed of this log. Download its proof and verify it yourself.',
    keyTitle: 'Your key', keyText: 'Paste the key that the operator gave you by another way. A key that comes from here proves nothing.', keyWrong: 'This is not a key: name+id+base64.', told: 'This system says it signs with',
    useTold: 'Use it anyway', remember: 'Keep these checkpoints', remembered: 'Kept in this browser', grew: (from: number) => `grew from ${from}, proven`, same: 'unchanged',
    forked: 'not what you kept: forked', unread: 'no proof could be had', fresh: 'not kept yet', checking: 'being checked',
    one: 'Is one event sealed?', position: 'Position', check: 'Verify here', stands: (type: string, size: number) => `${type} stands in the tree of ${size} events`, falls: 'It does not stand in the tree that was signed', unsigned: 'It stands in the tree, but the tree is not signed by your key',
    downloads: 'Proofs to take along', downloadsText: 'Each file is verified without this system, by stablegate-verify and your key.', accountHint: 'account or owner; empty: all', payment: 'Payment', books: 'Balances', reserves: 'Reserves', download: 'Download',
    how: 'Verify it on your own machine', latest: 'As signed',
  },
  zh: {
    title: '检查点', text: '每个日志都封存在默克尔树中，树根每隔几秒签名一次。签名之后的任何改动都会被发现。',
    log: '日志', size: '事件数', root: '树根', at: '签名时间', by: '签名者', signature: '签名', kept: '自您保存以来', none: '尚无封存', noneText: '首个事件之后几秒会出现第一个检查点。',
    waiting: (count: number) => `另有 ${count} 条尚未签名`, right: '已在此验证', wrong: '不是您的密钥签名', unable: '此浏览器无法验证', unchecked: '没有可用于验证的密钥', unpublished: '仍只在数据库中',
    halted: (log: string, position: number) => `${log} 在位置 ${position} 处与封存内容不符`, haltedText: '此日志不再签名。请下载证明并自行验证。',
    keyTitle: '您的密钥', keyText: '请粘贴运营方以其他途径交给您的密钥。来自本系统的密钥不能证明任何事。', keyWrong: '这不是密钥：name+id+base64。', told: '本系统自称使用的签名密钥', useTold: '仍然使用',
    remember: '保存这些检查点', remembered: '保存在此浏览器中', grew: (from: number) => `自 ${from} 条增长，已证明`, same: '无变化', forked: '与您保存的不符：分叉', unread: '无法取得证明', fresh: '尚未保存', checking: '检查中',
    one: '某个事件是否已封存？', position: '位置', check: '在此验证', stands: (type: string, size: number) => `${type} 在 ${size} 条事件的树中`, falls: '不在已签名的树中', unsigned: '在树中，但该树不是由您的密钥签名',
    downloads: '可带走的证明', downloadsText: '每个文件都可用 stablegate-verify 和您的密钥在没有本系统的情况下验证。', accountHint: '账户或所有者；留空：全部', payment: '付款单', books: '余额', reserves: '储备', download: '下载',
    how: '在您自己的机器上验证', latest: '签名原文',
  },
})
