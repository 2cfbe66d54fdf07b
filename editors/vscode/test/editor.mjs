// A window of VS Code as a user has it: keys in, what is on the screen out.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const mod = 'Control';

export class Editor {
  constructor(page, pictures) {
    this.page = page;
    this.pictures = pictures;
  }

  /** Waits until a file's text is on the screen and has the keyboard. */
  async ready(name) {
    await this.page.waitForSelector(`.tab[data-resource-name="${name}"]`, { timeout: 60_000 });
    await this.page.waitForSelector('.editor-instance .view-line', { timeout: 60_000 });
    await this.focus();
  }

  /** Gives the text the keyboard, also where a panel that is just opening takes it away again. */
  async focus() {
    const text = this.page.locator('.editor-instance .monaco-editor.focused');
    for (let kept = 0; kept < 3;) {
      if (await text.count()) kept++;
      else {
        kept = 0;
        await this.page.keyboard.press(`${mod}+1`); // a click may hit what lies over the text
      }
      await pause(100);
    }
  }

  language() {
    return this.page.locator('#status\\.editor\\.mode').innerText();
  }

  async type(text) {
    await this.page.keyboard.type(text, { delay: 20 });
  }

  /** Puts the cursor behind the first place of some words in the text. */
  async after(words, text) {
    const at = text.indexOf(words) + words.length;
    const before = text.slice(0, at).split('\n');
    await this.goTo(before.length, before.at(-1).length + 1);
  }

  async goTo(line, column) {
    await this.focus();
    await this.page.keyboard.press(`${mod}+G`);
    await this.page.waitForSelector('.quick-input-widget input:focus');
    await this.page.keyboard.type(`${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.waitForFunction(
      ([l, c]) => document.querySelector('#status\\.editor\\.selection')?.textContent.includes(`Ln ${l}, Col ${c}`),
      [line, column], { timeout: 10_000 });
    await this.page.waitForSelector('.quick-input-widget', { state: 'hidden' });
  }

  /** Runs a command by its name in the palette. */
  async command(name) {
    await this.page.keyboard.press('F1');
    await this.page.waitForSelector('.quick-input-widget input:focus');
    await this.page.keyboard.type(name);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor({ timeout: 15_000 });
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector('.quick-input-widget', { state: 'hidden' });
  }

  /** Waits until so many errors are underlined. */
  async squiggles(count) {
    await this.page.waitForFunction(
      (n) => document.querySelectorAll('.editor-instance .squiggly-error').length === n, count, { timeout: 30_000 });
  }

  /** The rows of the problems panel, once there is one. */
  async problems() {
    const rows = this.page.locator('.markers-panel .monaco-list-row .marker-code, .markers-panel .monaco-list-row');
    if (!await this.page.locator('.markers-panel').isVisible()) await this.page.keyboard.press(`${mod}+Shift+M`);
    await rows.first().waitFor({ timeout: 15_000 });
    return rows.allInnerTexts();
  }

  /** Renames what is under the cursor. */
  async rename(name) {
    await this.page.keyboard.press('F2');
    const box = this.page.locator('.rename-box input');
    await box.waitFor({ timeout: 30_000 });
    await box.fill(name);
    await box.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  async quickFix(title) {
    await this.page.keyboard.press(`${mod}+.`);
    await this.choose(title);
  }

  async sourceAction(title) {
    await this.command('Source Action...');
    await this.choose(title);
  }

  /** Takes an action of the menu of code actions. */
  async choose(title) {
    const row = this.page.locator('.action-widget .monaco-list-row', { hasText: title });
    await row.first().waitFor({ timeout: 30_000 });
    await row.first().click();
  }

  /** Waits for a notification and returns its text. */
  async notification(pattern, timeout = 30_000) {
    const toast = this.page.locator('.notifications-toasts .notification-list-item-message', { hasText: pattern });
    await toast.first().waitFor({ timeout });
    return toast.first().innerText();
  }

  /** Keeps a picture of the window and returns its place. */
  async picture(name) {
    fs.mkdirSync(this.pictures, { recursive: true });
    const file = path.join(this.pictures, `${name.replaceAll(/\W+/g, '-')}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }
}
