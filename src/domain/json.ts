/** A JSON value as it stands in a request body, an output or an event. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object with unknown members: results, details, parameters. */
export type JsonObject = { readonly [key: string]: Json };
