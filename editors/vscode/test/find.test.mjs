import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from '../src/find.ts';

const unix = { windows: false, home: '/home/me', path: '/usr/bin:.:bin:/opt/bin' };
const windows = { windows: true, home: 'C:\\Users\\me', path: 'C:\\Windows;.;D:\\tools' };

const cases = [
  { name: 'the one that came along', machine: unix, there: ['/ext/bin/porter-ls', '/usr/bin/porter-ls'], want: '/ext/bin/porter-ls' },
  { name: 'the PATH', machine: unix, there: ['/opt/bin/porter-ls'], want: '/opt/bin/porter-ls' },
  { name: 'the PATH in its order', machine: unix, there: ['/opt/bin/porter-ls', '/usr/bin/porter-ls'], want: '/usr/bin/porter-ls' },
  { name: 'never the opened folder', machine: unix, there: ['porter-ls', './porter-ls', 'bin/porter-ls'], problem: /not on the PATH, and none came with/ },
  { name: 'a path', machine: unix, setting: '/srv/porter-ls', there: ['/srv/porter-ls', '/ext/bin/porter-ls'], want: '/srv/porter-ls' },
  { name: 'a path with space around it', machine: unix, setting: ' /srv/porter-ls ', there: ['/srv/porter-ls'], want: '/srv/porter-ls' },
  { name: 'a path below the home', machine: unix, setting: '~/go/bin/porter-ls', there: ['/home/me/go/bin/porter-ls'], want: '/home/me/go/bin/porter-ls' },
  { name: 'another name', machine: unix, setting: 'pls', there: ['/opt/bin/pls'], want: '/opt/bin/pls' },
  { name: 'a path that is none', machine: unix, setting: '/srv/nothing', there: ['/usr/bin/porter-ls'], problem: /\/srv\/nothing, which is no program/ },
  { name: 'a name that is none', machine: unix, setting: 'nothing', there: ['/usr/bin/porter-ls'], problem: /names nothing, which is not on the PATH/ },
  { name: 'a relative path', machine: unix, setting: './tools/porter-ls', there: ['./tools/porter-ls'], problem: /takes an absolute path/ },
  { name: 'Windows', machine: windows, there: ['D:\\tools\\porter-ls.exe'], want: 'D:\\tools\\porter-ls.exe' },
  { name: 'Windows, the one that came along', machine: windows, there: ['C:\\ext\\bin\\porter-ls.exe'], want: 'C:\\ext\\bin\\porter-ls.exe' },
  { name: 'Windows, another name', machine: windows, setting: 'pls', there: ['C:\\Windows\\pls.exe'], want: 'C:\\Windows\\pls.exe' },
  { name: 'Windows, below the home', machine: windows, setting: '~\\pls.exe', there: ['C:\\Users\\me\\pls.exe'], want: 'C:\\Users\\me\\pls.exe' },
];

for (const { name, machine, setting = '', there, want, problem } of cases) {
  test(`the server is found: ${name}`, () => {
    const got = find(setting, machine.windows ? 'C:\\ext' : '/ext', { ...machine, isProgram: (file) => there.includes(file) });
    assert.equal(got.program, want);
    if (problem) assert.match(got.problem, problem);
  });
}
