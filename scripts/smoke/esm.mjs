import * as penlik from "penlik";
import { probe } from "./probe.mjs";

console.log(JSON.stringify(probe(penlik)));
