/**
 * A module of the built package, without its types: type checks must not depend on a build.
 *
 * @param {string} file
 */
export const built = (file) => import(new URL(`../../../dist/${file}`, import.meta.url).href);
