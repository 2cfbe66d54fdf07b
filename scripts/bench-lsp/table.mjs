// The figures as a table of Markdown, and held against the bars.
import fs from 'node:fs';

const rows = [
  { key: 'started', name: 'start of the process to the answer of `initialize`', quantiles: [0.5], bar: () => 1 / 5 },
  { key: 'opened', name: 'open to the first diagnostics', quantiles: [0.5] },
  { key: 'key', name: 'key to diagnostics', quantiles: [0.5, 0.95], bar: (lines) => lines < 1000 ? 1 / 20 : 1 / 10 },
  { key: 'typed', name: 'completion right after a key', quantiles: [0.5, 0.95], bar: () => 1 / 10 },
  { key: 'again', name: 'completion of the same when all is calm', quantiles: [0.5, 0.95] },
  { key: 'hover', name: 'hover', quantiles: [0.5, 0.95] },
  { key: 'peak', name: 'most memory', unit: 'MiB', quantiles: [0.5], bar: () => 1 / 4 },
];

function quantile(list, q) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
}

function figure(n) {
  return n >= 100 ? Math.round(n).toLocaleString('en') : n.toPrecision(2);
}

const ratio = ([ours, theirs], key) => quantile(ours[key], 0.5) / quantile(theirs[key], 0.5);

/** The table of what was measured. */
export function table(sizes) {
  const out = ['| lines | | porter-ls | yaml-language-server | of its |', '|---|---|---|---|---|'];
  for (const { lines, both } of sizes) {
    for (const { key, name, unit = 'ms', quantiles } of rows) {
      if (!both[0][key].length) continue;
      const [ours, theirs] = both.map((of) => quantiles.map((q) => figure(quantile(of[key], q))).join(' / '));
      out.push(`| ${lines.toLocaleString('en')} | ${name} | ${ours} ${unit} | ${theirs} ${unit} | ${ratio(both, key).toPrecision(2)} |`);
    }
  }
  return out.join('\n');
}

/** What is slower, or takes more, than it should. */
export function bars(sizes) {
  const missed = [];
  for (const { lines, both } of sizes) {
    for (const { key, name, bar } of rows) {
      const got = ratio(both, key);
      if (bar && !(got <= bar(lines))) missed.push(`${name} at ${lines} lines: ${got.toPrecision(2)} of its, not ${bar(lines)}`);
    }
  }
  return missed;
}

const heading = '## In an editor, beside yaml-language-server';

/** Puts the section into a document, in place of the one before. */
export function write(file, sizes, about) {
  const before = fs.readFileSync(file, 'utf8');
  const at = before.indexOf(`${heading}\n`);
  const rest = at < 0 ? '' : before.slice(at + heading.length).replace(/^[^]*?(?=\n## |$(?![^]))/, '');
  const section = `${heading}

\`make bench-lsp\` drives both servers as an editor does and writes this section. They run at the same time and take turns, key by key; each has the same manifest open, whose steps all are of the mixin exec, and yaml-language-server has a schema of it with the mixins exec, helm3 and terraform in it. A key makes the name of a field wrong, or right again, and its time ends with the diagnostics that say so. Where there are two figures they are the median and the 95th percentile of ${about.rounds} rounds, else the median of ${about.starts} starts; of memory there is one of each. The last column compares the medians. yaml-language-server waits for 200 ms after a key before it looks.

${table(sizes)}

porter-ls ${about.ours.replace(/^porter-ls\s*/, '')}, yaml-language-server ${about.theirs} on Node ${about.node.slice(1)}; ${about.cores} cores of a virtual machine, load average at the beginning ${about.load.toFixed(1)}.
`;
  fs.writeFileSync(file, (at < 0 ? `${before.trimEnd()}\n\n` : before.slice(0, at)) + section + rest);
}
