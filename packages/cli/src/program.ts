import { createRequire } from "node:module";
import { Command, InvalidArgumentError, Option } from "commander";
import type { FitFlags } from "./commands/fit.js";
import type { PredictFlags } from "./commands/predict.js";
import type { SummaryFlags } from "./commands/summary.js";
import { EXIT, EXIT_HELP } from "./exit.js";

/** What the command line needs from the process around it. */
export interface Context {
  readonly signal: AbortSignal;
  /** Called with the exit code of the verb that ran. */
  readonly finish: (code: number) => void;
}

const FAMILIES = ["gaussian", "binomial", "poisson", "multinomial"];
const EXAMPLES = `
Examples:
  penlik fit penguins.csv "species ~ bill_length + sex" --family multinomial --na omit --out birds.json
  penlik predict birds.json new.csv --type class
  penlik summary birds.json --markdown`;

/** The verbs and their options. A verb's module is loaded when it runs, so that help needs no compiled part. */
export function buildProgram({ signal, finish }: Context): Command {
  const program = new Command("penlik")
    .description(
      "Penalized likelihood models from the command line. DATA is a CSV file with a header line, an Arrow file, or - for standard input.",
    )
    .version(version(), "--version", "print the version")
    .exitOverride()
    .showHelpAfterError("(see penlik --help)")
    .addHelpText("after", `${EXAMPLES}\n${EXIT_HELP}`);
  addFit(program, async (data, formula, flags) => {
    const { fitCommand } = await import("./commands/fit.js");
    finish(await fitCommand(data, formula, flags, signal));
  });
  addPredict(program, async (model, data, flags) => {
    const { predictCommand } = await import("./commands/predict.js");
    finish(await predictCommand(model, data, flags, signal));
  });
  addSummary(program, async (model, flags) => {
    const { summaryCommand } = await import("./commands/summary.js");
    finish(await summaryCommand(model, flags));
  });
  return program;
}

function addFit(program: Command, run: (data: string, formula: string, flags: FitFlags) => Promise<void>): void {
  const command = program
    .command("fit")
    .description("fit a model and print its summary")
    .argument("<DATA>", "CSV or Arrow file, or -")
    .argument("<FORMULA>", 'such as "y ~ a + b"')
    .addOption(new Option("--family <F>", "family of the response").choices(FAMILIES))
    .addOption(
      new Option("--reference <CLASS>", "reference class of the multinomial").implies({ family: "multinomial" }),
    )
    .addOption(new Option("--ridge <L>", "strength of the ridge penalty").argParser(nonNegative))
    .addOption(new Option("--bias <B>", "Jeffreys's prior against bias and separation").choices(["none", "jeffreys"]))
    .option("--weights <COL>", "column of row weights")
    .option("--offset <COL>", "column of the offset")
    .addOption(new Option("--na <WHAT>", "what to do with missing values").choices(["fail", "omit"]).default("fail"))
    .option("--out <MODEL>", "write the model to this file")
    .option("--json", "print the summary as JSON")
    .addHelpText("after", EXIT_HELP);
  command.action(async (data: string, formula: string, flags: FitFlags) => {
    if (flags.reference !== undefined && flags.family !== "multinomial") {
      command.error("error: --reference needs --family multinomial", { exitCode: EXIT.usage });
    }
    await run(data, formula, flags);
  });
}

function addPredict(program: Command, run: (model: string, data: string, flags: PredictFlags) => Promise<void>): void {
  const types = ["response", "link", "class"];
  const command = program
    .command("predict")
    .description("predict for new data, as CSV with one line for each row")
    .argument("<MODEL>", "file that fit wrote")
    .argument("<DATA>", "CSV or Arrow file, or -")
    .addOption(new Option("--type <T>", "what to predict").choices(types).default("response"))
    .option("--standard-errors", "add a column of standard errors for each column")
    .addOption(
      new Option("--na <WHAT>", "rows with missing values: an error, left out, or NA")
        .choices(["fail", "omit", "pass"])
        .default("fail"),
    )
    .option("--out <FILE>", "write to this file")
    .option("--json", "write JSON")
    .addHelpText("after", EXIT_HELP);
  command.action(async (model: string, data: string, flags: PredictFlags) => {
    if (flags.type === "class" && flags.standardErrors) {
      command.error("error: --standard-errors needs --type response or link: a class has none", {
        exitCode: EXIT.usage,
      });
    }
    await run(model, data, flags);
  });
}

function addSummary(program: Command, run: (model: string, flags: SummaryFlags) => Promise<void>): void {
  program
    .command("summary")
    .description("print the summary of a saved model")
    .argument("<MODEL>", "file that fit wrote")
    .addOption(new Option("--json", "print JSON").conflicts("markdown"))
    .option("--markdown", "print Markdown")
    .addHelpText("after", EXIT_HELP)
    .action(run);
}

function nonNegative(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number >= 0.");
}

function version(): string {
  return (createRequire(import.meta.url)("../package.json") as { version: string }).version;
}
