// One JSON Schema of a manifest with its mixins, for a server that knows no
// mixins: ours, with those of the mixins put where steps and settings stand.
import fs from 'node:fs';
import path from 'node:path';

const mixins = ['exec', 'helm3', 'terraform'];

export function compose(folder) {
  const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
  const schema = read('manifest.json');
  const known = {}; // by the kind of place, the schemas that a mixin has for it
  for (const mixin of mixins) {
    const own = JSON.parse(JSON.stringify(read(`mixins/${mixin}.json`).definitions).replaceAll('"#/definitions/', `"#/definitions/${mixin}.`));
    for (const [name, definition] of Object.entries(own)) {
      schema.definitions[`${mixin}.${name}`] = definition;
      (known[name] ??= []).push({ $ref: `#/definitions/${mixin}.${name}` });
    }
  }
  const fill = (value) => {
    if (Array.isArray(value)) return value.map(fill);
    if (value === null || typeof value !== 'object') return value;
    const filled = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
    const place = value['x-mixin'];
    return typeof place === 'string' ? { description: value.description, anyOf: known[place] } : filled;
  };
  return fill(schema);
}
