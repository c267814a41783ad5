// Lets Node 20 run the TypeScript of these tests: it takes the types away, and `npm run check` checks them.

import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { fileURLToPath } from "node:url";

register(import.meta.url);

/** A hook of Node (`module.register`). */
export async function load(url, context, next) {
  if (!url.endsWith(".ts")) {
    return next(url, context);
  }
  const { default: typescript } = await import("typescript");
  const file = fileURLToPath(url);
  const { outputText } = typescript.transpileModule(await readFile(file, "utf8"), {
    fileName: file,
    compilerOptions: {
      target: typescript.ScriptTarget.ES2022,
      module: typescript.ModuleKind.ESNext,
      inlineSourceMap: true,
    },
  });
  return { format: "module", source: outputText, shortCircuit: true };
}
