import penlik = require("penlik");

export const logit = new penlik.MultinomialLogit({ classes: 3 });
