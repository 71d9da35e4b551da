import { describe, expect, it } from 'vitest';
import { TaskStatus, RollbackStatus } from '../../generated/enums.ts';
import { isTerminal } from '../../src/domain/status.ts';
import { IllegalTransition, nextStatus, nextUndo, type TaskEvent, type UndoEvent } from '../../src/engine/machine.ts';

const events: TaskEvent[] = ['start', 'complete', 'fail', 'cancel'];
const undoEvents: UndoEvent[] = ['plan', 'start', 'complete', 'fail', 'skip'];

describe('nextStatus', () => {
  it('knows every pair of status and event: a next status or a named refusal', () => {
    for (const status of TaskStatus) {
      for (const event of events) {
        try {
          expect(TaskStatus).toContain(nextStatus(status, event));
        } catch (error) {
          expect(error).toBeInstanceOf(IllegalTransition);
          expect(String(error)).toContain(`${event} while ${status}`);
        }
      }
    }
  });

  it('I6 has no way out of a terminal status', () => {
    for (const status of TaskStatus.filter(isTerminal)) {
      for (const event of events) expect(() => nextStatus(status, event)).toThrow(IllegalTransition);
    }
  });

  it('refuses to complete what never started', () => {
    expect(() => nextStatus('Pending', 'complete')).toThrow('complete while Pending');
  });
});

describe('nextUndo', () => {
  it('knows every pair, and never takes a completed undo back', () => {
    for (const status of [null, ...RollbackStatus]) {
      for (const event of undoEvents) {
        try {
          expect(RollbackStatus).toContain(nextUndo(status, event));
          expect(status).not.toBe('Completed');
        } catch (error) {
          expect(error).toBeInstanceOf(IllegalTransition);
        }
      }
    }
  });

  it('lets a failed undo be tried again', () => {
    expect(nextUndo('Failed', 'start')).toBe('Running');
  });
});
