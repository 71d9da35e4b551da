import type { Priority } from '../../generated/enums.ts';

/** As it is stored, so that higher goes first. */
const rank: Readonly<Record<Priority, number>> = { low: -1, normal: 0, high: 1 };

export const rankOf = (priority: Priority): number => rank[priority];

export const priorityOf = (stored: number): Priority => (stored > 0 ? 'high' : stored < 0 ? 'low' : 'normal');
