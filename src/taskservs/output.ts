/** What is kept of a script's output: its end, 64 KiB of it. */
const keptCharacters = 64 * 1024;
/** A line longer than this is handed on in pieces. */
const lineCharacters = 8 * 1024;

// ECMA-48: CSI and OSC sequences first, then other escapes; then the controls that aren't tab or newline.
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
const controls = /[\0-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Plain text: no terminal sequences, no NUL or other controls, no lone surrogates; carriage returns become newlines. */
export const plainText = (text: string): string =>
  text.replaceAll(escapes, '').replaceAll(/\r\n?/g, '\n').replaceAll(controls, '').toWellFormed();

/**
 * Takes a script's bytes as they come, hands whole lines on as plain text and keeps the end.
 * `take` returns what may be shown now; `end` the rest.
 */
export function createOutput(): { take(bytes: Uint8Array): string; end(): string; tail(): string } {
  const decoder = new TextDecoder();
  let open = '';
  let kept = '';
  let dropped = 0;
  const keep = (text: string): string => {
    kept += text;
    if (kept.length > 2 * keptCharacters) {
      dropped += kept.length - keptCharacters;
      kept = kept.slice(-keptCharacters);
    }
    return text;
  };
  return {
    take(bytes) {
      open += decoder.decode(bytes, { stream: true });
      const cut = Math.max(open.lastIndexOf('\n') + 1, open.length > lineCharacters ? open.length : 0);
      const ready = open.slice(0, cut);
      open = open.slice(cut);
      return ready === '' ? '' : keep(plainText(ready));
    },
    end() {
      const rest = open + decoder.decode();
      open = '';
      return rest === '' ? '' : keep(plainText(rest));
    },
    tail() {
      const over = dropped + Math.max(0, kept.length - keptCharacters);
      const text = kept.slice(-keptCharacters).toWellFormed();
      return over === 0 ? text : `[${over} characters left out]\n${text}`;
    },
  };
}
