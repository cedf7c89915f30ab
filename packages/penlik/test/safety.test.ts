import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { native } from "../src/native.js";
import { Package } from "./support/subprocess.js";

let whole: Package;
beforeAll(() => {
  whole = new Package();
});
afterAll(() => whole.remove());

/** More turns than any test waits for: what ends such a job is never its natural end. */
const FOREVER = 1e9;
const FINE = { status: 0, signal: null, err: "" };

describe("a background job", () => {
  test("stops when it is cancelled, long before its end", async () => {
    const token = new native.CancelToken();
    let turns = 0;
    const job = native.__selfTest.spin(FOREVER, token, () => {
      turns += 1;
      token.cancel();
    });
    await expect(job).rejects.toThrow("ERR_ABORTED");
    expect(turns).toBeGreaterThan(0);
    expect(token.cancelled).toBe(true);
  });

  test("that was cancelled before it began does not begin", async () => {
    const token = new native.CancelToken();
    token.cancel();
    await expect(native.__selfTest.spin(FOREVER, token)).rejects.toThrow("ERR_ABORTED");
  });

  test("that waits behind others is settled at once when it is cancelled", async () => {
    const tokens = Array.from({ length: 40 }, () => new native.CancelToken());
    const jobs = tokens.map((token) => native.__selfTest.spin(FOREVER, token));
    // The last ones wait in the queue, as there are fewer threads; those in front go on forever.
    for (const token of tokens.slice(20)) token.cancel();
    const last = await Promise.allSettled(jobs.slice(20));
    expect(last.every(({ status }) => status === "rejected")).toBe(true);
    for (const token of tokens) token.cancel();
    const first = await Promise.allSettled(jobs);
    expect(first.every(({ status }) => status === "rejected")).toBe(true);
  });

  test("tells its progress in order, and all of it before it is settled", async () => {
    const seen: number[] = [];
    await native.__selfTest.spin(30, undefined, ({ iteration }) => seen.push(iteration));
    expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  test("leaves the event loop free", async () => {
    let ticks = 0;
    const timer = setInterval(() => {
      ticks += 1;
    }, 1);
    await native.__selfTest.spin(50);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  test("is one of many at a time, and each settles with its own result", async () => {
    const turns = Array.from({ length: 200 }, (_, i) => 1 + (i % 3));
    expect(await Promise.all(turns.map((n) => native.__selfTest.spin(n)))).toEqual(turns);
  });
});

describe("the process survives", () => {
  const mid = "const { native } = await load('native'); native.__selfTest.spin(1e9);";

  test("process.exit in the middle of jobs", () => {
    const script = `${mid} ${mid.slice(mid.indexOf("native._"))} setTimeout(() => process.exit(0), 20);`;
    expect(whole.run(script)).toMatchObject(FINE);
  });

  test("process.exit right after submission, before any thread has begun", () => {
    expect(whole.run(`${mid} process.exit(0);`)).toMatchObject(FINE);
  });

  test("an uncaught exception in the middle of a job, with the exit code of one", () => {
    const { status, signal } = whole.run(`${mid} setTimeout(() => { throw new Error("uncaught"); }, 20);`);
    expect({ status, signal }).toEqual({ status: 1, signal: null });
  });

  test("the end of the event loop with idle threads", () => {
    expect(whole.run("const { native } = await load('native'); await native.__selfTest.spin(2);")).toMatchObject(FINE);
  });

  test("panics, without a word on the standard error stream", () => {
    const script = `
      const { native } = await load("native");
      try { native.__selfTest.panicSync("a"); } catch {}
      await native.__selfTest.panicAsync("b").catch(() => {});
      console.log(await native.__selfTest.spin(1));`;
    expect(whole.run(script)).toMatchObject({ ...FINE, out: "1\n" });
  });

  const worker = (body: string) => `
    import { Worker } from "node:worker_threads";
    const source = \`
      import { parentPort } from "node:worker_threads";
      const { native } = await import("\${new URL("./src/native.js", import.meta.url)}");
      ${body}\`;
    const start = () => new Worker(new URL("data:text/javascript," + encodeURIComponent(source)));
    const message = (worker) => new Promise((resolve) => worker.once("message", resolve));`;

  test("the termination of workers in the middle of jobs with progress", () => {
    const script = `${worker('native.__selfTest.spin(1e9, undefined, () => parentPort.postMessage("running"));')}
      for (let round = 0; round < 5; round++) {
        const workers = [start(), start(), start()];
        await Promise.all(workers.map(message));
        await Promise.all(workers.map((worker) => worker.terminate()));
      }
      console.log("alive");`;
    expect(whole.run(script)).toMatchObject({ ...FINE, out: "alive\n" });
  });

  test("process.exit inside a worker, and the main thread keeps its own jobs", () => {
    const script = `${worker('native.__selfTest.spin(1e9); setTimeout(() => process.exit(3), 10); parentPort.postMessage("x");')}
      const { native } = await load("native");
      const job = native.__selfTest.spin(100);
      const code = await new Promise((resolve) => start().once("exit", resolve));
      console.log(code, await job);`;
    expect(whole.run(script)).toMatchObject({ ...FINE, out: "3 100\n" });
  });

  test("process.exit of the main thread while a worker has jobs", () => {
    const script = `${worker('native.__selfTest.spin(1e9); parentPort.postMessage("x");')}
      await message(start());
      process.exit(0);`;
    expect(whole.run(script)).toMatchObject(FINE);
  });

  test("jobs that were never awaited while everything is collected", () => {
    const script = `
      const { native } = await load("native");
      for (let i = 0; i < 100; i++) { native.__selfTest.spin(1, undefined, () => {}); gc(); }
      await native.__selfTest.spin(1);`;
    expect(whole.run(script)).toMatchObject(FINE);
  });
});

describe("the process survives, in the middle of a real fit,", () => {
  /** A multinomial fit that takes some iterations over many rows; `begun` resolves after the first. */
  const long = (path: string) => `
    const { fitMatrix } = await import(${path});
    const n = 60000, p = 10, K = 4;
    const X = { data: Float64Array.from({ length: n * p }, (_, i) => (i % p ? Math.sin(i * i) : 1)), rows: n, cols: p };
    const y = Int32Array.from({ length: n }, (_, i) => (i * 7) % K);
    const start = (options = {}) => {
      let begun;
      const first = new Promise((resolve) => { begun = resolve; });
      const fit = fitMatrix({ X, y, family: "multinomial", ridge: 1, onProgress: begun, ...options });
      return { first, fit };
    };`;
  const here = long('"./src/model/fit-matrix.js"');

  test("process.exit", () => {
    const script = `${here} const { first, fit } = start(); fit.then(() => process.exit(9)); await first; process.exit(0);`;
    expect(whole.run(script)).toMatchObject(FINE);
  });

  test("an abort, whose memory can be used again", () => {
    const script = `${here}
      const round = async () => {
        const controller = new AbortController();
        const { first, fit } = start({ signal: controller.signal });
        await first;
        controller.abort();
        return fit.then(() => "finished", ({ code }) => code);
      };
      const codes = new Set([await round(), await round()]);
      gc();
      const before = process.memoryUsage().rss;
      for (let i = 0; i < 40; i++) codes.add(await round());
      gc();
      // The inputs of one round are copied and cut into panels: 10 MB, that is 400 MB if they were kept.
      console.log([...codes].join(), process.memoryUsage().rss - before < 150 * 2 ** 20);`;
    expect(whole.run(script)).toMatchObject({ ...FINE, out: "ERR_ABORTED true\n" });
  });

  test("the termination of its worker", () => {
    const script = `
      import { Worker } from "node:worker_threads";
      const module = JSON.stringify(new URL("./src/model/fit-matrix.js", import.meta.url).href);
      const source = ${JSON.stringify(long("MODULE"))}.replace("MODULE", module) + \`
        import { parentPort } from "node:worker_threads";
        const { first } = start({ transfer: true });
        await first;
        parentPort.postMessage("running");\`;
      for (let round = 0; round < 3; round++) {
        const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(source)));
        await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
        await worker.terminate();
      }
      console.log("alive");`.replaceAll("\\`", "`");
    expect(whole.run(script)).toMatchObject({ ...FINE, out: "alive\n" });
  });

  test("twenty others beside it, all of which give the same bits", () => {
    const script = `${here}
      const models = await Promise.all(Array.from({ length: 20 }, (_, i) => start({ threads: 1 + (i % 3) }).fit));
      console.log(new Set(models.map((model) => String(model.coefficients))).size);`;
    expect(whole.run(script)).toMatchObject({ ...FINE, out: "1\n" });
  });
});

describe("a fitted model", () => {
  test("tells the garbage collector of its memory until it is disposed of or collected", () => {
    // In a process of its own, where no other model is collected in between.
    const script = `
      const { fitMatrixSync } = await load("model/fit-matrix");
      const { native } = await load("native");
      const [n, p] = [500, 101];
      const X = { data: Float64Array.from({ length: n * p }, (_, i) => (i % p ? Math.sin(i * i) : 1)), rows: n, cols: p };
      const y = Int32Array.from({ length: n }, (_, i) => (i * 7) % 4);
      const fitted = () => fitMatrixSync({ X, y, family: "multinomial", ridge: 10 });
      const told = () => native.__selfTest.reportedMemory();
      const covariance = 8 * 303 ** 2;
      const start = told();
      let model = fitted();
      console.log(told() - start > covariance);
      model[Symbol.dispose]();
      model[Symbol.dispose]();
      console.log(told() - start < covariance / 2);
      try { model.coefficients; } catch ({ name, message }) { console.log(name, message); }
      model = fitted();
      model = undefined;
      for (let i = 0; i < 20 && told() - start > covariance / 2; i++) {
        gc();
        await new Promise(setImmediate);
      }
      console.log(told() - start < covariance / 2);`;
    const out = "true\ntrue\nPenlikError the model has been disposed of\ntrue\n";
    expect(whole.run(script)).toMatchObject({ ...FINE, out });
  });
});

describe("without the compiled part", () => {
  const importing = `
    try { await load("native"); } catch ({ name, code, argument, message, cause }) {
      console.log(JSON.stringify({ name, code, argument, message, cause: cause.message }));
    }`;

  test("the import fails with one error that names platform, package and fix", () => {
    const bare = new Package({ addon: false });
    const { status, out } = bare.run(importing);
    bare.remove();
    const error = JSON.parse(out);
    expect(error).toMatchObject({ name: "PenlikError", code: "ERR_NATIVE_MISSING" });
    expect(status).toBe(0);
    expect(error.argument).toMatch(new RegExp(`^@penlik/${process.platform}-${process.arch}`));
    expect(error.message).toContain(`${process.platform} ${process.arch}`);
    expect(error.message).toMatch(/optional dependencies.*npm 11\.3/);
  });

  test("or with one that cannot be loaded the error keeps the system's reason", () => {
    const broken = new Package({ addon: false });
    const name: string = JSON.parse(broken.run(importing).out).argument;
    broken.install(name, "not a library");
    const { out } = broken.run(importing);
    broken.remove();
    const error = JSON.parse(out);
    expect(error).toMatchObject({ code: "ERR_NATIVE_MISSING", argument: name });
    expect(error.message).toContain(error.cause.split("\n")[0]);
  });
});
