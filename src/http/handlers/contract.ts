import type * as ControlCenter from '../../../generated/contract/control-center.ts';
import type * as Orchestrator from '../../../generated/contract/orchestrator.ts';
import type { Handlers } from '../mount.ts';

/** The event stream is no request and answer: `http/ws.ts` serves it. */
export type OrchestratorHandlers = Handlers<Omit<typeof Orchestrator.routes, 'openEventStream'>>;
export type ControlCenterHandlers = Handlers<typeof ControlCenter.routes>;
