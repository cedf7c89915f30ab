// The same in two workers at a time, beside the main thread.
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import * as penlik from "penlik";
import { probe } from "./probe.mjs";

if (isMainThread) {
  const here = JSON.stringify(probe(penlik));
  const there = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url));
      let answer = "";
      worker.on("message", (message) => {
        answer = message;
      });
      worker.on("error", reject);
      worker.on("exit", (code) => (code === 0 ? resolve(answer) : reject(new Error(`a worker ended with ${code}`))));
    });
  const answers = await Promise.all([there(), there()]);
  if (answers.some((answer) => answer !== here)) throw new Error(`${here} here, ${answers} in workers`);
  console.log(here);
} else {
  parentPort.postMessage(JSON.stringify(probe(penlik)));
}
