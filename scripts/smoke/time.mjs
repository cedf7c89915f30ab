const before = performance.now();
await import("penlik");
console.log(performance.now() - before);
