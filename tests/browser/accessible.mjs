// Every page, as each reader sees it, in both themes and at three widths.

import assert from 'node:assert/strict';

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
            // A page of something is looked at, not one that says that there is nothing.
            const status = await reader.open(path);
            assert.equal(status >= 400, given.refused.includes(path), `${path} is answered with ${status}`);
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
