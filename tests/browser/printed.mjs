// Every page on paper: nothing to press, and nothing cut off.

import assert from 'node:assert/strict';

import { browse, given } from './browse.mjs';

/** What lies between the margins of A4, on its long side and on its short one, in pixels. */
const [LONG, SHORT] = [1017, 688];

for (const { token, paths } of given.readers) {
  await browse(async (reader) => {
    const { page } = reader;
    await reader.signIn(token);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const path of paths) {
      assert.equal(await reader.open(path), 200, path);
      const lies = (await page.locator('.frieze-frame').count()) > 0;
      await page.setViewportSize({ width: lies ? LONG : SHORT, height: lies ? SHORT : LONG });
      await reader.fitsTheWindow();
      const shown = await page.locator('nav, form, button, .button, .skip').filter({ visible: true }).allInnerTexts();
      assert.deepEqual(shown, [], `${path} can be pressed on paper`);
      assert.ok(await page.locator('h1').isVisible(), `${path} has no title on paper`);
      // Whatever scrolls on a screen is cut off on paper.
      const cut = await page.locator('main svg').evaluateAll((drawings) => {
        const right = document.documentElement.clientWidth;
        return drawings.filter((one) => one.getBoundingClientRect().right > right + 1).map((one) => one.outerHTML.slice(0, 80));
      });
      assert.deepEqual(cut, [], `${path} is cut off`);
      const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      assert.equal(paper, 'rgb(255, 255, 255)', `${path} is printed on white`);
    }
  });
}
