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

  /** Waits until a file's text is on the screen in its language, and has the keyboard. */
  async ready(name, language) {
    await this.page.waitForSelector(`.tab[data-resource-name="${name}"]`, { timeout: 60_000 });
    await this.page.waitForSelector('.editor-instance .view-line', { timeout: 60_000 });
    await this.page.locator('#status\\.editor\\.mode', { hasText: language }).waitFor({ timeout: 60_000 });
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

  async type(text) {
    await this.page.keyboard.type(text, { delay: 20 });
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  /** Saves the file and waits until it is. */
  async save() {
    await this.focus();
    await this.press(`${mod}+S`);
    await this.page.waitForSelector('.tab.active:not(.dirty)');
  }

  /** Waits until something is proposed at the cursor, and returns all labels. */
  async proposals() {
    const labels = this.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    for (let tries = 1; ; tries++) {
      const came = await labels.first().waitFor({ timeout: 8_000 }).then(() => true, () => false);
      if (came) return labels.allInnerTexts();
      if (tries === 5) throw new Error('nothing is proposed');
      await this.press('Control+Space');
    }
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

  /** The rows of the problems panel, once there is one; the panel is closed again. */
  async problems() {
    const panel = this.page.locator('.markers-panel');
    await this.page.keyboard.press(`${mod}+Shift+M`);
    const rows = panel.locator('.monaco-list-row');
    await rows.first().waitFor({ timeout: 30_000 });
    const texts = await rows.allInnerTexts();
    await this.page.keyboard.press(`${mod}+J`);
    await panel.waitFor({ state: 'hidden' });
    return texts;
  }

  /** Renames what is under the cursor. */
  async rename(name) {
    const box = this.page.locator('.rename-box input');
    await this.bring(box, 'F2');
    await box.fill(name);
    await box.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  /** Presses a key until it brings something: what VS Code still computes may close what has just been opened. */
  async bring(what, key) {
    for (let tries = 1; ; tries++) {
      await this.focus();
      await this.page.keyboard.press(key);
      const came = await what.first().waitFor({ timeout: 8_000 }).then(() => true, () => false);
      if (came) return;
      if (tries === 5) throw new Error(`${key} brings nothing`);
    }
  }

  async quickFix(title) {
    await this.bring(this.action(title), `${mod}+.`);
    await this.choose(title);
  }

  async sourceAction(title) {
    await this.command('Source Action...');
    await this.choose(title);
  }

  /** Takes an action of the menu of code actions. */
  async choose(title) {
    const row = this.action(title).first();
    await row.waitFor({ timeout: 30_000 });
    await row.click();
  }

  action(title) {
    return this.page.locator('.action-widget .monaco-list-row', { hasText: title });
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
