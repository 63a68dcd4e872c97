// Runs many commands of the released CLI in one process: one JSON string a line in, one answer a
// line out. A process of its own takes two seconds of work to make its list of tools, every time.
// The program offers no such way in, so its own text is read with one more line, an export.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const folder = await mkdtemp(join(tmpdir(), "tenrec-cli-"));
const copy = join(folder, "cli.mjs");
await writeFile(copy, `${await readFile(process.argv[2], "utf8")}\nexport { buildExec };\n`);
process.argv = [process.argv[0], copy, "help"]; // what the program does of itself when it is read
const { buildExec } = await import(pathToFileURL(copy).href);
await rm(folder, { recursive: true });

const { execTool, context } = await buildExec();
for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { result: await execTool.handler(context, { command: JSON.parse(line) }) };
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0); // what the program still has to report elsewhere is not waited for
