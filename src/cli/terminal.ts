/** Where the command reads and writes; the process's own streams, or a test's. */
export interface Terminal {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** All of standard input, as text. */
  readStdin(): Promise<string>;
  /** Asks a person; undefined when nobody is there. With `hidden` the answer isn't shown. */
  ask(question: string, options?: { readonly hidden: boolean }): Promise<string | undefined>;
}

export interface TextStream {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
}

/** Text from a server made safe for a screen: control characters could otherwise move the cursor or rewrite what stands there. */
export const printable = (text: string): string =>
  text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
