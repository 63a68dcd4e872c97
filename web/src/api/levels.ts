// What a member of an organization may do, as the API numbers it.

export type Level = 1 | 8 | 15;
export const [MEMBER, ADMIN, OWNER] = [1, 8, 15] as const;
const NAMES: Record<Level, string> = { 1: 'Member', 8: 'Admin', 15: 'Owner' };

export const LEVELS: readonly Level[] = [MEMBER, ADMIN, OWNER];

export const levelName = (level: number | null | undefined) => NAMES[level as Level] || 'Member';
