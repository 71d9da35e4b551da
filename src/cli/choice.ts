import { UsageError } from './exit.ts';

/** The choice that an option's text names, in any case; throws `UsageError` with all of them. */
export function oneOf<T extends string>(option: string, choices: readonly T[], text: string): T {
  const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw new UsageError(`${option} can't be "${text}": ${choices.join(', ')}`);
  return found;
}
