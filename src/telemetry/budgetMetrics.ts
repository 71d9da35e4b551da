/** A provider's budget of effects at once, and what is taken of it over all servers. */
export interface BudgetFigures {
  readonly provider: string;
  readonly limit: number;
  readonly held: number;
  readonly waiting: number;
}

/** The budgets in the Prometheus text format; no sample when no provider has one. Names of providers are the configuration's. */
export function budgetMetricsText(budgets: readonly BudgetFigures[]): string {
  const gauge = (name: string, help: string, value: (budget: BudgetFigures) => number): string[] => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...budgets.map((budget) => `${name}{provider=${JSON.stringify(budget.provider)}} ${String(value(budget))}`),
  ];
  return [
    ...gauge('provisioning_provider_slots_limit', 'What a provider is let do at once', ({ limit }) => limit),
    ...gauge('provisioning_provider_slots_held', 'What a provider is doing', ({ held }) => held),
    ...gauge('provisioning_provider_slots_waiting', 'What waits for a provider', ({ waiting }) => waiting),
    '',
  ].join('\n');
}
