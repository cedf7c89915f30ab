# Smooth terms by mgcv: gam-mgcv.R FOLDER FAMILY ROWS TERMS BASIS gam|bam ROUNDS OUT [NEW_FOLDER NEW_ROWS]; prints one line of JSON.
#
# Reads what gam-data.R wrote. Without NEW_FOLDER the fit is timed, bases included, and OUT holds the fitted values; with it, predictions of its
# rows are timed, with standard errors and without, and OUT holds them. bam is that of discretised covariates, with one thread.
suppressPackageStartupMessages(library(mgcv))
args <- commandArgs(TRUE)
family <- get(args[2])()
terms <- as.integer(args[4])
rounds <- as.integer(args[7])
out <- args[8]

columns <- function(folder, n, names) {
  as.data.frame(sapply(names, function(name) readBin(file.path(folder, paste0(name, ".f64")), "double", n, endian = "little"), simplify = FALSE))
}
covariates <- paste0("x", seq_len(terms))
data <- columns(args[1], as.integer(args[3]), c(covariates, "y"))
formula <- as.formula(paste("y ~", paste(sprintf("s(%s, bs = '%s', k = 10)", covariates, args[5]), collapse = " + ")))
fit <- function(formula, data) {
  if (args[6] == "gam") gam(formula, family = family, data = data, method = "REML")
  else bam(formula, family = family, data = data, discrete = TRUE, nthreads = 1)
}

# The value of the last round, and the least times of all.
timed <- function(work) {
  times <- NULL
  for (round in seq_len(rounds)) {
    value <- NULL
    gc(FALSE)
    time <- system.time(value <- work())
    times <- rbind(times, c(time[["elapsed"]], time[["user.self"]] + time[["sys.self"]]))
  }
  list(value = value, times = apply(times, 2, min))
}
number <- function(x) if (length(x) == 1 && is.finite(x)) sprintf("%.15g", x) else "null"
said <- function(fields) cat("{", paste0('"', names(fields), '":', fields, collapse = ","), "}\n", sep = "")

# An untimed fit of few rows, so that what R does only once is done.
few <- data[seq_len(min(500, nrow(data))), ]
few_fit <- fit(y ~ s(x1, bs = "cr", k = 5), few)
if (length(args) < 9) {
  run <- timed(function() fit(formula, data))
  m <- run$value
  writeBin(as.double(fitted(m)), out, endian = "little")
  said(c(
    seconds = number(run$times[1]), cpu = number(run$times[2]), criterion = number(unname(m$gcv.ubre)), edf = number(sum(m$edf)),
    version = sprintf('"%s"', packageVersion("mgcv"))))
} else {
  m <- fit(formula, data)
  new <- columns(args[9], as.integer(args[10]), covariates)
  few_means <- predict(m, few, type = "response", se.fit = TRUE)
  plain <- timed(function() predict(m, new, type = "response"))
  errors <- timed(function() predict(m, new, type = "response", se.fit = TRUE))
  writeBin(c(as.double(plain$value), as.double(errors$value$se.fit)), out, endian = "little")
  said(c(
    seconds = number(plain$times[1]), cpu = number(plain$times[2]), secondsErrors = number(errors$times[1]), cpuErrors = number(errors$times[2]),
    version = sprintf('"%s"', packageVersion("mgcv"))))
}
