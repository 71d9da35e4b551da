// Reads the JSON reports of vitest for `.ci/run`: `again FIRST` names the test files worth a second run, `sum FIRST
// SECOND` prints what is unsteady and the line of figures. Plain JavaScript: it also runs when `npm ci` brought nothing.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** More files than that are no unsteadiness. */
const worthAgain = 3;

const read = (file) => {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text === '' ? { testResults: [] } : JSON.parse(text);
};

const failedFiles = ({ testResults }) => [
  ...new Set(testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative('.', name))),
];

const failedTests = ({ testResults }) =>
  testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );

/** A file that could not even be loaded has no test to count. */
const countFailed = (report) =>
  failedTests(report).length +
  report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;

const [task, ...files] = process.argv.slice(2);
const [first, second] = files.map(read);

if (task === 'again') {
  const failed = failedFiles(first);
  if (failed.length <= worthAgain) for (const file of failed) console.log(file);
} else {
  const { numPassedTests = 0, numPendingTests = 0, numTodoTests = 0, testResults } = first;
  const before = countFailed(first);
  const failed = second.testResults.length > 0 ? countFailed(second) : before;
  const mended = before - failed;
  if (testResults.length === 0) console.log('verify ended before the tests');
  if (second.testResults.length > 0) {
    const still = new Set(failedTests(second));
    for (const name of failedTests(first).filter((one) => !still.has(one))) console.log(`unsteady: ${name}`);
  }
  const passed = numPassedTests + mended;
  const nothingRan = passed + failed === 0;
  if (nothingRan) console.log('no test ran');
  console.log(`${passed} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`);
  process.exit(nothingRan && process.env.CI === 'true' ? 1 : 0);
}
