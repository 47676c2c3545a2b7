// Every page, as each reader sees it, in both themes and at three widths.

import { browse, given } from './browse.mjs';

for (const scheme of ['light', 'dark']) {
  for (const width of [360, 768, 1280]) {
    await browse(
      async (reader) => {
        await reader.open('/');
        await reader.isAccessible();
        for (const { token, paths } of given.readers) {
          await reader.signIn(token);
          for (const path of paths) {
            await reader.open(path);
            await reader.isAccessible();
            await reader.fitsTheWindow();
          }
          await reader.open('/');
          await reader.press('Se déconnecter');
        }
      },
      { scheme, width },
    );
  }
}
