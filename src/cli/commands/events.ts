import { Command } from 'commander';
import { EventCategory } from '../../../generated/enums.ts';
import { AbortedError } from '../../../sdk/index.ts';
import { oneOf } from '../choice.ts';
import { wholeNumber, type Act } from '../context.ts';

export function eventsCommand(act: Act): Command[] {
  const events = new Command('events')
    .description('events as they happen, until Ctrl-C')
    .option('--category <name...>', `only these: ${EventCategory.join(', ')}`)
    .option('--after <sequence>', 'first replay what came after this one');
  act<{ category?: string[]; after?: string }>(events, async (context, options) => {
    const client = await context.client();
    const stream = client.events({
      categories: options.category?.map((name) => oneOf('--category', EventCategory, name)),
      after: options.after === undefined ? undefined : wholeNumber('--after', options.after),
      signal: context.signal,
    });
    try {
      for await (const event of stream) {
        context.out.line(
          event,
          `${event.sequence}\t${event.timestamp}\t${event.event_type}\t${JSON.stringify(event.data)}`,
        );
      }
    } catch (error) {
      // Ctrl-C is how one leaves this command.
      if (!(error instanceof AbortedError)) throw error;
    }
  });
  return [events];
}
