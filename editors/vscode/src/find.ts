// Where the server's program is.

import * as path from 'node:path';

/** What finding the program asks of the machine. */
export interface Machine {
  windows: boolean;
  home: string;
  path: string; // the PATH
  isProgram(file: string): boolean;
}

/** A program to start, or why there is none. */
export type Found = { program: string } | { problem: string };

/**
 * Finds porter-ls: as the setting says, else the one that came with the
 * extension, else the one on the PATH.
 *
 * A name is looked up here and not left to the system, which on Windows would
 * start what lies in the opened folder.
 */
export function find(setting: string, extension: string, machine: Machine): Found {
  const { join, isAbsolute } = machine.windows ? path.win32 : path.posix;
  const chosen = setting.trim();
  const name = machine.windows ? 'porter-ls.exe' : 'porter-ls';
  if (chosen === '') {
    const bundled = join(extension, 'bin', name);
    if (machine.isProgram(bundled)) return { program: bundled };
    return lookUp(name, machine, 'porter-ls is not on the PATH, and none came with this extension.');
  }
  const file = /^~[/\\]/.test(chosen) ? join(machine.home, chosen.slice(2)) : chosen;
  if (isAbsolute(file)) {
    if (machine.isProgram(file)) return { program: file };
    return { problem: `The setting porter-ls.path names ${file}, which is no program.` };
  }
  if (/[/\\]/.test(file)) {
    return { problem: `The setting porter-ls.path is ${chosen}. It takes an absolute path, one that begins with ~/, or a name on the PATH.` };
  }
  const looked = machine.windows && !/\.exe$/i.test(file) ? `${file}.exe` : file;
  return lookUp(looked, machine, `The setting porter-ls.path names ${chosen}, which is not on the PATH.`);
}

function lookUp(name: string, machine: Machine, problem: string): Found {
  const { join, isAbsolute } = machine.windows ? path.win32 : path.posix;
  for (const folder of machine.path.split(machine.windows ? ';' : ':')) {
    if (!isAbsolute(folder)) continue; // "." would be the opened folder
    const file = join(folder, name);
    if (machine.isProgram(file)) return { program: file };
  }
  return { problem };
}
