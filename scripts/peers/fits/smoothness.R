# Smoothing parameters by mgcv: smoothness.R FOLDER FAMILY ROWS CLASSES BASIS K ROUNDS OPTIMIZER
#
# Simulates seeded data of four smooth effects, fits them by REML, and writes what another program needs for the same model: X.f64 (row after
# row), y.f64, S0.f64 to S3.f64 (without strengths). Prints one line of JSON. What is timed is the fit alone: bases and penalties are set up before.
suppressPackageStartupMessages(library(mgcv))
args <- commandArgs(TRUE)
folder <- args[1]
family_name <- args[2]
n <- as.integer(args[3])
classes <- as.integer(args[4])
basis <- args[5]
k <- as.integer(args[6])
rounds <- as.integer(args[7])
optimizer <- args[8]

set.seed(n + classes)
data <- as.data.frame(lapply(1:4, function(j) round(runif(n), 4)))
names(data) <- paste0("x", 1:4)
effects <- with(data, cbind(sin(2 * pi * x1), 3 * (x2 - 0.5)^2, exp(1.5 * x3) / 2, cos(5 * x4)))
eta <- rowSums(scale(effects, scale = FALSE))
data$y <- switch(family_name,
  gaussian = eta + rnorm(n, sd = 0.7),
  binomial = as.numeric(runif(n) < plogis(eta)),
  poisson = as.numeric(rpois(n, exp(eta / 2))),
  multinomial = {
    shares <- exp(sapply(seq_len(classes), function(c) drop(scale(effects, scale = FALSE) %*% cos(c * 1:4))))
    as.numeric(apply(shares, 1, function(p) sample.int(classes, 1, prob = p)) - 1)
  })

right <- paste(sprintf("s(x%d, bs = '%s', k = %d)", 1:4, basis, k), collapse = " + ")
formula <- as.formula(paste("y ~", right))
family <- switch(family_name, multinomial = multinom(K = classes - 1), get(family_name)())
formulas <- if (family_name == "multinomial") c(formula, rep(list(as.formula(paste("~", right))), classes - 2)) else formula
chosen <- if (optimizer == "efs") "efs" else c("outer", "newton")
setup <- gam(formulas, family = family, data = data, method = "REML", optimizer = chosen, fit = FALSE)

times <- list()
for (round in seq_len(rounds)) {
  gc(FALSE)
  time <- system.time(m <- gam(G = setup, method = "REML", optimizer = chosen))
  times[[round]] <- c(time[["elapsed"]], time[["user.self"]] + time[["sys.self"]])
}

X <- predict(m, type = "lpmatrix")
width <- ncol(X) / (if (family_name == "multinomial") classes - 1 else 1)
writeBin(as.double(t(X[, seq_len(width)])), file.path(folder, "X.f64"), endian = "little")
writeBin(as.double(data$y), file.path(folder, "y.f64"), endian = "little")
columns <- lapply(m$smooth[1:4], function(s) s$first.para:s$last.para - 1)
for (j in 1:4) writeBin(as.double(m$smooth[[j]]$S[[1]]), file.path(folder, sprintf("S%d.f64", j - 1)), endian = "little")

# The log-likelihood of mgcv's multinom is too large by the number of rows of the reference class (seen with 1.8-41).
constant <- if (family_name == "multinomial") sum(data$y == 0) else 0
list_of <- function(v) paste0("[", paste(sprintf("%.17g", v), collapse = ","), "]")
shortest <- apply(do.call(rbind, times), 2, min)
said <- m$outer.info[["iter"]]
iterations <- if (is.numeric(said) && length(said) == 1) said else NA
fields <- c(
  seconds = sprintf("%g", shortest[1]), cpu = sprintf("%g", shortest[2]), criterion = sprintf("%.15g", m$gcv.ubre + constant), edf = sprintf("%.15g", sum(m$edf)),
  logStrengths = list_of(log(m$sp)), iterations = format(iterations), width = format(width), first = list_of(sapply(columns, min)),
  last = list_of(sapply(columns, max) + 1), rows = format(n), version = sprintf('"%s"', packageVersion("mgcv")))
cat("{", paste0('"', names(fields), '":', fields, collapse = ","), "}\n", sep = "")
