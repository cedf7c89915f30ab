# The numbers of crates/penlik/tests/checks_of_smooths.rs: concurvity and k-indices by mgcv (a black box) of data made by the golden ratio and its
# kin, which need no file.
#
#   Rscript scripts/references/concurvity_mgcv.R

suppressMessages(library(mgcv))
wave <- function(step) ((0:199) * step) %% 1
x <- wave(0.618033988749895)
z <- x^2 + 0.3 * wave(0.414213562373095)
w <- wave(0.236067977499790)
y <- sin(9 * x) + 0.5 * z + 0.4 * (wave(0.732050807568877) - 0.5)
model <- gam(y ~ w + s(x, bs = "cr", k = 5) + s(z, bs = "cr", k = 7), method = "REML")
print(concurvity(model), digits = 12)
set.seed(1)
print(k.check(model, n.rep = 5000), digits = 6)
# The k-index without its simulated denominator: differences of neighbours over the variance.
r <- residuals(model)
for (v in list(x, z)) cat(format(mean(diff(r[order(v)])^2) / 2 / var(r), digits = 12), "\n")
small <- gam(y ~ w + s(x, bs = "cr", k = 5), method = "REML")
for (m in list(small, model)) cat(format(c(deviance(m), sum(m$edf), sum(m$edf1)), digits = 10), "\n")
