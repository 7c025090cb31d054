/**
 * sharp, set up once for the whole process. Images come from strangers: every loader is blocked but those of six formats,
 * so that SVG, PDF and the like never reach their large and hostile-input-prone parsers.
 */
import sharp from 'sharp';

/** Names of libvips's loader classes without their ends ("File", "Buffer", "Source"). */
const allowedLoaders = ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif', 'Tiff'];

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: allowedLoaders.map((loader) => `VipsForeignLoad${loader}`) });

/** Each image is decoded once: a cache would only hold memory. */
sharp.cache(false);

/** Many images at once, one thread each: no threads inside one operation. */
sharp.concurrency(1);

export { sharp };
