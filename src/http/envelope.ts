/** The envelope of every success: `{"success": true, "data": …}`. */
export const ok = <T>(data: T): { success: true; data: T } => ({ success: true, data });
