/** How far back what somebody wrote is deleted. */
export type Last = 'none' | 'hour' | 'day' | 'all';
