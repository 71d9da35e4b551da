import { Command, CommanderError } from 'commander';
import { accessCommands } from './commands/access.ts';
import { auditCommands } from './commands/audit.ts';
import { batchCommands } from './commands/batch.ts';
import { checkpointCommands } from './commands/checkpoint.ts';
import { clusterCommands, taskservCommands } from './commands/workflows.ts';
import { driftCommands } from './commands/drift.ts';
import { eventsCommand } from './commands/events.ts';
import { mfaCommands } from './commands/mfa.ts';
import { planCommands } from './commands/plans.ts';
import { policyCommands } from './commands/policies.ts';
import { rollbackCommands } from './commands/rollback.ts';
import { scheduleCommands } from './commands/schedules.ts';
import { serverCommands } from './commands/servers.ts';
import { serveCommand } from './commands/serve.ts';
import { sessionCommands } from './commands/session.ts';
import { statusCommand } from './commands/status.ts';
import { taskCommands } from './commands/tasks.ts';
import { userCommands } from './commands/users.ts';
import { webhookCommands } from './commands/webhooks.ts';
import { createContext, type Act, type CliDeps, type Context, type GlobalOptions } from './context.ts';
import { exitCodes, failureOf, type ExitCode, type Failure } from './exit.ts';

const EXIT_HELP = `
Exit status: 0 done, 1 the work failed or was cancelled, 2 wrong usage, 3 not logged in or forbidden, 4 unreachable.
Results go to stdout and progress to stderr; in a pipe, lists are tab-separated lines. --json gives the API's data.`;

/** Runs one command line (without node and script) and returns its exit status; everything it says goes to the terminal. */
export async function runCli(argv: readonly string[], deps: CliDeps): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const act: Act = (command, run) => {
    command.action(async () => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const context = createContext(deps, globals);
      try {
        exitCode = (await run(context, command.opts(), command.args)) ?? exitCodes.ok;
      } catch (error) {
        exitCode = tell(context, failureOf(error, context.url));
      }
    });
  };
  try {
    await createProgram(deps, act).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has said what was wrong; asking for help or the version is no mistake.
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  return exitCode;
}

function tell({ out }: Context, { exitCode, message, hint, refusal }: Failure): ExitCode {
  out.error(message, {
    error: refusal?.message ?? message,
    ...(refusal && { code: refusal.code, request_id: refusal.requestId, details: refusal.details }),
    hint,
    exit_code: exitCode,
  });
  if (hint !== undefined && !out.json) out.note(hint);
  return exitCode;
}

function createProgram({ terminal }: CliDeps, act: Act): Command {
  const program = new Command('provisioning')
    .description('Servers, task services and clusters as durable runs that can be undone')
    .option('--url <url>', 'orchestrator (PROVISIONING_URL; default: http://127.0.0.1:9090)')
    .option('--control-center-url <url>', 'control center (default: the same host, port 9080)')
    .option('--token <token>', 'access token (PROVISIONING_TOKEN; default: what `login` saved)')
    .option('--json', 'print the data of the API as JSON')
    .option('--no-color', 'no colours')
    .addHelpText('after', EXIT_HELP)
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .exitOverride();
  const groups = [
    serveCommand,
    sessionCommands,
    mfaCommands,
    accessCommands,
    statusCommand,
    serverCommands,
    taskservCommands,
    clusterCommands,
    batchCommands,
    taskCommands,
    checkpointCommands,
    rollbackCommands,
    planCommands,
    scheduleCommands,
    driftCommands,
    userCommands,
    policyCommands,
    auditCommands,
    eventsCommand,
    webhookCommands,
  ];
  for (const group of groups) for (const command of group(act)) program.addCommand(inheriting(command, program));
  return program;
}

/** Commands made on their own don't take over output and exit behaviour from the program they are added to. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheriting(child, command);
  return command;
}
