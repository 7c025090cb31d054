/** Imported first by every script: says in one line what an old Node needs, before newer code is reached. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `camline needs Node >= 20.19; this is Node ${process.versions.node}. Install a newer one: https://nodejs.org/`,
  );
  process.exit(2);
}
