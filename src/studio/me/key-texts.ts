/** What the list of access keys says. */

import { inBoth } from '../words/texts.ts';

export const KEYS = inBoth(
  {
    list: 'Access keys in force',
    everybody: 'Show the keys of everybody',
    none: 'There is no access key.',
    revoke: 'Revoke',
    revokeOne: (name: string) => `Revoke the key “${name}”`,
    revoked: (name: string) => `The key “${name}” is revoked.`,
    made: (when: string) => `made ${when}`,
    used: (when: string) => `last used ${when}`,
    unused: 'never used',
    expires: (when: string) => `expires ${when}`,
    expired: (when: string) => `expired ${when}`,
    endless: 'does not expire',
    everything: 'May do everything that its person may',
  },
  {
    list: '有效的访问密钥',
    everybody: '显示所有人的密钥',
    none: '没有访问密钥。',
    revoke: '吊销',
    revokeOne: (name) => `吊销密钥「${name}」`,
    revoked: (name) => `密钥「${name}」已吊销。`,
    made: (when) => `${when}创建`,
    used: (when) => `${when}使用过`,
    unused: '从未使用',
    expires: (when) => `${when} 到期`,
    expired: (when) => `已于 ${when} 到期`,
    endless: '长期有效',
    everything: '权限与本人相同',
  },
);
