// Every page, in both themes and at three widths.

import { browse, given } from './browse.mjs';

for (const scheme of ['light', 'dark']) {
  for (const width of [360, 768, 1280]) {
    await browse(
      async (reader) => {
        await reader.open('/');
        await reader.isAccessible();
        await reader.signIn(given.token);
        for (const path of given.paths) {
          await reader.open(path);
          await reader.isAccessible();
          await reader.fitsTheWindow();
          if (width !== 768) await reader.picture(`${path.replace(/[^a-z0-9]+/gi, '-')}-${scheme}-${width}`);
        }
      },
      { scheme, width },
    );
  }
}
