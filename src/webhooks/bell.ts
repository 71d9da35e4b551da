/** Wakes a loop before its time; a ring while the loop works is not lost. */
export interface Bell {
  ring(): void;
  /** Resolves after `ms`, or at the first ring since the last rest ended. */
  rest(ms: number): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: () => void = () => undefined;
  return {
    ring() {
      rung = true;
      wake();
    },
    async rest(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
    },
  };
}
