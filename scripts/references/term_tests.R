# Tests of smooth terms and their degrees of freedom at strengths estimated by REML, from mgcv: Rscript term_tests.R > fixtures/term_tests.json
suppressMessages(library(mgcv))
n <- 60
i <- 0:(n - 1)
d <- data.frame(x = ((i * 37 + 11) %% 61) / 61, z = ((i * 17 + 5) %% 53) / 53, g = factor(i %% 6))
d$y <- floor(exp(1 + sin(5 * d$x) + 0.6 * cos(6 * d$z) + c(-0.4, 0.5, 0, 0.3, -0.6, 0.2)[i %% 6 + 1]) + ((i * 29) %% 7) / 3)
numbers <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
model <- gam(y ~ s(x, k = 7) + s(z, k = 6) + s(g, bs = "re"), family = poisson, data = d, method = "REML",
             control = gam.control(epsilon = 1e-13, newton = list(conv.tol = 1e-13)))
table <- summary(model)$s.table
smooths <- sapply(model$smooth, function(s) {
  at <- s$first.para:s$last.para
  sprintf('{"start": %d, "end": %d, "penalty": %s, "logStrength": %.17g, "edf": %.17g, "edf1": %.17g}',
          at[1] - 1, at[length(at)], numbers(s$S[[1]]), 0, sum(model$edf[at]), sum(model$edf1[at]))
})
cat(sprintf('{"version": "mgcv %s", "rows": %d, "columns": %d,\n"x": %s,\n"y": %s,\n"logStrengths": %s,\n"statistic": %s,\n"p": %s,\n"edf2": %.17g,\n"smooths": [%s]}\n',
            packageVersion("mgcv"), n, ncol(model.matrix(model)), numbers(t(model.matrix(model))), numbers(d$y),
            numbers(log(model$sp)), numbers(table[, 3]), numbers(table[, 4]), sum(model$edf2),
            paste(smooths, collapse = ",\n")))
