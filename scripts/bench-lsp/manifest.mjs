// A manifest without a mistake, of about so many lines.

const actions = ['install', 'upgrade', 'uninstall'];

/** Returns the manifest's text and the script that its steps run. */
export function manifest(lines) {
  const few = Math.max(2, Math.round(lines / 300));
  const out = [
    'schemaVersion: 1.0.1', 'name: warehouse', 'version: 1.4.0', 'description: Stores, shelves and the roads between them',
    'registry: localhost:5000', 'dockerfile: template.Dockerfile', '', 'mixins:', '  - exec', '', 'parameters:',
  ];
  for (let i = 0; i < few; i++) out.push(`  - name: shelf-${i}`, `    description: How many boxes shelf ${i} takes`, '    type: integer', `    default: ${i + 1}`);
  out.push('', 'credentials:');
  for (let i = 0; i < few; i++) out.push(`  - name: key-${i}`, `    description: What opens door ${i}`, `    env: DOOR_KEY_${i}`);
  const head = out.length + actions.length * 2;
  const step = 10, steps = Math.max(1, Math.floor((lines - head) / step / actions.length));
  for (const action of actions) {
    out.push('', `${action}:`);
    for (let i = 0; i < steps; i++) {
      out.push(
        '  - exec:', `      description: ${action} round ${i} of shelf ${i % few}`, '      command: ./shelves.sh', '      arguments:',
        `        - ${action}`, `        - \${ bundle.parameters.shelf-${i % few} }`, '      envs:',
        `        KEY: \${ bundle.credentials.key-${i % few} }`, '      flags:', `        round: "${i}"`,
      );
    }
  }
  const script = ['#!/usr/bin/env bash', 'set -euo pipefail', ...actions.map((a) => `${a}() { echo "${a} fills $1 with \${#KEY}"; }`), '"$@"', ''].join('\n');
  return { text: `${out.join('\n')}\n`, script };
}
