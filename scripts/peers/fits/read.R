# What the R fits share: the data, the coefficients, the line of JSON.

read_data <- function(folder) {
  shape <- readLines(file.path(folder, "shape.json"), warn = FALSE)
  number <- function(key) as.integer(sub(paste0('.*"', key, '":([0-9]+).*'), "\\1", shape))
  n <- number("rows")
  p <- number("columns")
  x <- readBin(file.path(folder, "X.f64"), "double", n * p, endian = "little")
  y <- readBin(file.path(folder, "y.i32"), "integer", n, endian = "little")
  list(x = matrix(x, n, p, byrow = TRUE), y = factor(y))
}

# K x (1 + p), row after row, intercept first.
write_coefficients <- function(beta, path) {
  writeBin(as.vector(t(unname(beta))), path, endian = "little")
}

report <- function(seconds, package, iterations, note) {
  iterations <- if (is.na(iterations)) "null" else format(iterations)
  cat(sprintf(
    '{"seconds":%.6f,"version":"%s","iterations":%s,"threads":"1","note":"%s"}\n',
    seconds, as.character(packageVersion(package)), iterations, note
  ))
}
