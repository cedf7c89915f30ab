// Without the platform package, importing gives one clear error.
try {
  await import("penlik");
  console.log(JSON.stringify({ name: "none" }));
} catch (error) {
  const { name, code, message } = error;
  console.log(JSON.stringify({ name, code, message }));
}
