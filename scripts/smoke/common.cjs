const penlik = require("penlik");
const { probe } = require("./probe.mjs");

console.log(JSON.stringify(probe(penlik)));
