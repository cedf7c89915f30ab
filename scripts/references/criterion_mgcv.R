# Penalized fits by mgcv: criterion_mgcv.R FOLDER; prints a line for each line METHOD;LAMBDA,LAMBDA;FAMILY of FOLDER/jobs, where "optimum"
# instead of strengths finds them: criterion, edf, scale, ln of the strengths, or what went wrong.
# FOLDER has X.csv, y.csv, w.csv, offset.csv, S0.csv, S1.csv ... (each over all columns).
suppressPackageStartupMessages(library(mgcv))
args <- commandArgs(TRUE)
table_of <- function(name) as.matrix(unname(read.csv(file.path(args[1], paste0(name, ".csv")), header = FALSE)))
X <- table_of("X")
d <- list(X = X, y = drop(table_of("y")), w = drop(table_of("w")), o = drop(table_of("offset")))
S <- lapply(seq_along(list.files(args[1], "^S[0-9]+.csv$")) - 1, function(j) table_of(paste0("S", j)))
tight <- gam.control(epsilon = 1e-13, maxit = 500, newton = list(conv.tol = 1e-10))

fitted_by <- function(method, strengths, family) {
  free <- strengths == "optimum"
  penalties <- c(S, if (!free) list(sp = as.numeric(strsplit(strengths, ",")[[1]])))
  m <- gam(y ~ X - 1 + offset(o), data = d, weights = w, family = eval(parse(text = family)), method = method, paraPen = list(X = penalties), control = tight)
  sprintf("%.15g", c(m$gcv.ubre, sum(m$edf), m$sig2, if (free) log(m$sp)))
}

for (job in strsplit(readLines(file.path(args[1], "jobs")), ";")) {
  found <- tryCatch(fitted_by(job[1], job[2], job[3]), error = function(e) paste("failed:", conditionMessage(e)))
  cat(found, "\n")
}
