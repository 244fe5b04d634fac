/** What roles, posts, groups and departments are called, where the directory says so. */

import type { Text } from '../kernel/index.ts';
import { ADMIN_ROLE } from '../kernel/index.ts';
import type { Organisation } from './organisation.ts';

export type TitledKind = 'role' | 'post' | 'group' | 'department';

/** The roles that grant rights everywhere have names everywhere. */
const OWN_ROLES: Readonly<Record<string, Text>> = {
  [ADMIN_ROLE]: { en: 'Approval administrator', 'zh-CN': '审批管理员' },
  integrator: { en: 'Integrator', 'zh-CN': '系统集成' },
  'flow-designer': { en: 'Flow designer', 'zh-CN': '流程设计师' },
  auditor: { en: 'Auditor', 'zh-CN': '审计员' },
};

/** Shape: kind and id → the name; undefined where there is none. */
export function titlesOf(
  organisation: Organisation,
): (kind: TitledKind, id: string) => Text | undefined {
  const named = (list: readonly { readonly id: string; readonly name: Text }[] = []) =>
    new Map(list.map(({ id, name }) => [id, name]));
  const byKind = {
    role: new Map([...Object.entries(OWN_ROLES), ...named(organisation.roles)]),
    post: named(organisation.posts),
    group: named(organisation.groups),
    department: named(organisation.departments),
  };
  return (kind, id) => byKind[kind].get(id);
}
