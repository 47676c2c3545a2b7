// A real browser, used as people use it: by keyboard alone, and looked at by axe on every page.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

/** What the test gives: the address of the server, tokens, where files go. */
export const given = JSON.parse(process.env.PARCOURS_GIVEN);

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 AA, and RGAA as far as it can be told by a program. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'RGAAv4', 'best-practice'];

/** Presses of the Tab key after which something counts as out of reach. */
const TABS_MOST = 200;

/** Nothing of this is done for us: the browser is not to ask anybody for anything. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

/** Opens a browser, and closes it whatever becomes of `journey`. */
export async function browse(journey, { locale = 'fr-FR', scheme = 'light', width = 1280, height = 900 } = {}) {
  const browser = await chromium.launch({
    executablePath: given.chromium,
    // The tests may run as root, and in containers with a small /dev/shm.
    args: [...QUIET, `--lang=${locale}`, '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
  try {
    const context = await browser.newContext({
      acceptDownloads: true,
      baseURL: given.url,
      colorScheme: scheme,
      locale,
      viewport: { width, height },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const faults = watched(page);
    await journey(new Reader(page));
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
  }
}

/** Scripts and styles that the policy refuses, faults of ours, and whatever leaves this server. */
function watched(page) {
  const faults = [];
  const told = (message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text());
  page.on('console', (message) => told(message) && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== given.url) faults.push(`asks ${url.origin}`);
  });
  return faults;
}

/** Whoever sits before the page, with a keyboard. */
export class Reader {
  constructor(page) {
    this.page = page;
  }

  /** Types an address; answers the status of what is there. */
  async open(path) {
    const answer = await this.page.goto(path);
    return answer.status();
  }

  /** Goes on with the Tab key until `target` has the focus, which must be seen. */
  async reach(target) {
    const at = () => target.evaluate((element) => element === document.activeElement);
    await target.waitFor({ state: 'attached' });
    for (let tabs = 0; tabs < TABS_MOST; tabs += 1) {
      if (await at()) {
        assert.ok(await target.isVisible(), `${target} has the focus and is not seen`);
        return;
      }
      await this.page.keyboard.press('Tab');
    }
    assert.fail(`${target} is out of reach of the keyboard`);
  }

  /** Follows a link. */
  async follow(name, options = {}) {
    await this.enter(this.page.getByRole('link', { name, ...options }).first());
  }

  /** Presses a button. */
  async press(name) {
    await this.enter(this.page.getByRole('button', { name, exact: true }).first());
  }

  /** Presses Enter on something that leads to another page. */
  async enter(target) {
    await this.reach(target);
    await Promise.all([this.page.waitForEvent('load'), this.page.keyboard.press('Enter')]);
  }

  /** Opens or closes what can be unfolded. */
  async unfold(name) {
    await this.reach(this.page.locator('summary', { hasText: name }).first());
    await this.page.keyboard.press('Enter');
  }

  /** Types into a field, over what is there. */
  async type(label, text) {
    const field = this.page.getByLabel(label).and(this.page.locator('input, textarea')).first();
    await this.reach(field);
    if ((await field.getAttribute('type')) === 'date') {
      await this.typeDay(field, text);
      return;
    }
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.type(text);
    assert.equal(await field.inputValue(), text);
  }

  /** A day, part by part: in the order of the browser's own language, which its package decides. */
  async typeDay(field, day) {
    const [year, month, of] = day.split('-');
    for (const order of [[of, month, year], [month, of, year], [year, month, of]]) {
      for (const part of order) {
        await this.page.keyboard.type(part === year ? year.padStart(6, '0') : part);
      }
      if ((await field.inputValue()) === day) return;
      // Back to the first part.
      for (const _ of order) await this.page.keyboard.press('ArrowLeft');
    }
    assert.fail(`${day} cannot be typed, it becomes ${await field.inputValue()}`);
  }

  /** Chooses from a list, by the first letters. */
  async choose(label, option) {
    const list = this.page.getByLabel(label).and(this.page.locator('select')).first();
    await this.reach(list);
    await this.page.keyboard.type(option);
    const texts = await list.locator('option').allInnerTexts();
    const chosen = await list.evaluate((element) => element.selectedOptions[0].textContent.trim());
    assert.ok(chosen.startsWith(option), `${chosen} instead of ${option}, of ${texts.join(', ')}`);
  }

  /** Marks a box. */
  async mark(label) {
    const box = this.page.getByLabel(label).first();
    await this.reach(box);
    if (!(await box.isChecked())) await this.page.keyboard.press('Space');
    assert.ok(await box.isChecked());
  }

  /** Follows a link to a file; answers where it was put. */
  async download(name, path) {
    await this.reach(this.page.getByRole('link', { name }).or(this.page.getByRole('button', { name })).first());
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.page.keyboard.press('Enter')]);
    await download.saveAs(path);
    return download.suggestedFilename();
  }

  /** What a page says, in one line. */
  async text(selector = 'main') {
    const text = await this.page.locator(selector).first().innerText();
    return text.replace(/\s+/g, ' ');
  }

  /** Whether the page says all of it. */
  async reads(...texts) {
    const said = await this.text();
    for (const text of texts) assert.ok(said.includes(text), `does not say “${text}”: ${said}`);
  }

  /** Whether the page says none of it. */
  async readsNot(...texts) {
    const said = await this.text();
    for (const text of texts) assert.ok(!said.includes(text), `says “${text}”: ${said}`);
  }

  /** Signs in with a token. */
  async signIn(token) {
    await this.open('/');
    const field = this.page.locator('input[name=token]');
    await this.reach(field);
    await this.page.keyboard.type(token);
    await Promise.all([this.page.waitForEvent('load'), this.page.keyboard.press('Enter')]);
    await this.page.waitForURL('**/');
  }

  /** Nothing that axe finds fault with. */
  async isAccessible() {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), TAGS);
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`);
    assert.deepEqual(told, [], `${this.page.url()}\n${told.join('\n')}`);
  }

  /** Nothing that must be scrolled sideways, but what says so. */
  async fitsTheWindow() {
    const [wide, window_] = await this.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    assert.ok(wide <= window_, `${this.page.url()} is ${wide} wide in a window of ${window_}`);
  }

  /** A picture for the documentation, when the test asks for pictures. */
  async picture(name) {
    if (given.pictures) await this.page.screenshot({ path: `${given.pictures}/${name}.png`, fullPage: false });
  }
}
