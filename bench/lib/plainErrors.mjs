/** Loaded before each bench: options that it does not have are one line and exit code 2. */
process.on('uncaughtException', (error) => {
  const isUsage = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  console.error(isUsage ? `${error.message.split('. ')[0]}. Options: npm run bench -- NAME --help` : error);
  process.exit(isUsage ? 2 : 1);
});
