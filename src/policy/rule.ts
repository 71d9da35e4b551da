import type { PolicyRule } from '../../generated/contract/control-center.ts';

/** What is needed of a policy to decide by it. */
export interface NamedRules {
  readonly id: string;
  readonly name: string;
  /** Empty for a policy that was written in Cedar. */
  readonly rules: readonly PolicyRule[];
  /** Its Cedar text; of a policy with rules their translation, which is made anew. */
  readonly cedar?: string;
}

/** Where the decider finds the policies. */
export interface PolicySource {
  /** Rises with every change of any policy. */
  version(): Promise<number>;
  /** The enabled policies. */
  enabled(): Promise<readonly NamedRules[]>;
}
