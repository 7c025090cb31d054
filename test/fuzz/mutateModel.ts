/** Valid protobuf, wrong model: fields of a decoded file are changed wherever its schema has any. */
import {
  create,
  fromBinary,
  toBinary,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { ModelProtoSchema } from 'onnx-buf';
import { gradRules } from '../../src/engine/onnx/grad/gradRules.ts';
import type { Random } from './random.ts';

type Loose = Message & Record<string, unknown>;

interface Place {
  readonly message: Loose;
  readonly schema: DescMessage;
  readonly field: DescField;
}

export function mutateModel(bytes: Uint8Array, random: Random): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  for (let count = random.of([1, 1, 1, 2, 4]); count > 0; count--) {
    const places = placesIn(reflect(ModelProtoSchema, model));
    const names = [...new Set(places.flatMap(stringsOf))];
    // Thousands of what holds thousands would be gigabytes.
    const copies = count === 1 ? [2, 100, 5000] : [2];
    mutate(random.of(places), { places, names, copies, random });
  }
  return toBinary(ModelProtoSchema, model);
}

/** Every field of every message, unset ones included: something may appear there. */
function placesIn(root: ReflectMessage): Place[] {
  const places: Place[] = [];
  const open: ReflectMessage[] = [root];
  for (let message = open.pop(); message !== undefined; message = open.pop()) {
    for (const field of message.fields) {
      places.push({ message: message.message, schema: message.desc, field });
      if (field.fieldKind === 'message' && message.isSet(field)) open.push(message.get(field));
      if (field.fieldKind === 'list' && field.listKind === 'message')
        open.push(...(message.get(field) as Iterable<ReflectMessage>));
    }
  }
  return places;
}

function stringsOf({ message, field }: Place): string[] {
  const value = message[field.localName];
  const all = Array.isArray(value) ? value : [value];
  return all.filter((each) => typeof each === 'string');
}

/** What there is to choose from. */
interface Choices {
  readonly places: readonly Place[];
  /** All texts of the model. */
  readonly names: readonly string[];
  /** How often a member of a list may stand there. */
  readonly copies: readonly number[];
  readonly random: Random;
}

function mutate(place: Place, choices: Choices): void {
  const { random } = choices;
  const { message, field } = place;
  const key = field.localName;
  if (field.oneof !== undefined) {
    message[field.oneof.localName] = {
      case: key,
      value: anotherValue(field, message[key], choices),
    };
    return;
  }
  if (field.fieldKind === 'list') {
    message[key] = anotherList(field, message[key] as unknown[], choices);
    return;
  }
  message[key] = random.below(8) === 0 ? emptyOf(field) : anotherValue(field, message[key], choices);
}

function anotherList(field: DescField, list: readonly unknown[], choices: Choices): unknown[] {
  const { copies, random } = choices;
  const at = random.below(list.length + 1);
  const item = (): unknown => anotherValue(field, list[at], choices);
  switch (random.below(7)) {
    case 0:
      return list.filter((_, index) => index !== at);
    case 1:
      return list.flatMap((each, index) => (index === at ? [each, each] : [each]));
    case 2:
      return list.toReversed();
    case 3:
      return list.length === 0
        ? [item()]
        : new Array<unknown>(random.of(copies)).fill(list[at % list.length]);
    case 4:
      return [...list.slice(0, at), item(), ...list.slice(at)];
    case 5:
      return [];
    default:
      return list.length === 0
        ? [item()]
        : list.map((each, index) => (index === at % list.length ? item() : each));
  }
}

const wildIntegers = [
  0n,
  1n,
  -1n,
  2n,
  3n,
  7n,
  1000n,
  2n ** 16n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 62n,
  -(2n ** 62n),
  2n ** 63n - 1n,
  -(2n ** 63n),
];
const wildNumbers = [0, 1, -1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 99, 2 ** 31 - 1, -(2 ** 31)];
const operations = [
  ...Object.keys(gradRules),
  'ConstantOfShape',
  'If',
  'Loop',
  'OneHot',
  'Range',
  'Scan',
  'Shape',
];
const wildFloats = [0, 1, -1, NaN, Infinity, -Infinity, 1e-45, 3e38];
const wildTexts = [
  '',
  'x',
  'constructor',
  '__proto__',
  'toString',
  '../../etc/passwd',
  '/dev/zero',
  '/dev/stdin',
  'C:\\x',
  '\0',
  'ü🙂',
  'If',
  'Loop',
  'com.microsoft',
  'ai.onnx.ml',
  'x'.repeat(1000),
];

function anotherValue(field: DescField, value: unknown, { places, names, random }: Choices): unknown {
  const schema = 'message' in field ? field.message : undefined;
  if (schema !== undefined) return anotherMessage(schema, places, random);
  if (field.localName === 'opType') return random.of(operations);
  if (typeof value === 'bigint' || isWide(field))
    return random.of([...wildIntegers, ((value as bigint | undefined) ?? 0n) + 1n]);
  if (typeof value === 'string' || scalarName(field) === 'string')
    return random.of([...wildTexts, ...sampled(names, random), ...sampled(names, random)]);
  if (value instanceof Uint8Array || scalarName(field) === 'bytes')
    return anotherBytes(value as Uint8Array | undefined, random);
  if (scalarName(field) === 'float' || scalarName(field) === 'double') return random.of(wildFloats);
  return random.of(wildNumbers);
}

/** One of that kind from elsewhere in the model, or an empty one. */
function anotherMessage(schema: DescMessage, places: readonly Place[], random: Random): Message {
  const found = places.flatMap(({ message }) => (message.$typeName === schema.typeName ? [message] : []));
  return found.length === 0 || random.below(4) === 0
    ? create(schema)
    : fromBinary(schema, toBinary(schema, random.of(found)));
}

function anotherBytes(bytes: Uint8Array = new Uint8Array(), random: Random): Uint8Array {
  const sizes = [0, 1, bytes.length - 1, bytes.length + 1, 2 * bytes.length];
  const copy = new Uint8Array(Math.max(0, random.of(sizes)));
  copy.set(bytes.subarray(0, copy.length));
  if (copy.length > 0 && random.below(2) === 0) copy[random.below(copy.length)] = random.below(256);
  return copy;
}

const sampled = (names: readonly string[], random: Random): string[] =>
  names.length === 0 ? [] : Array.from({ length: wildTexts.length }, () => random.of(names));

/** Wire types by number: 3 int64, 4 uint64, 9 string, 12 bytes, 2 float, 1 double. */
const scalarNames: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'float',
  3: 'int64',
  4: 'int64',
  9: 'string',
  12: 'bytes',
};
const scalarName = (field: DescField): string | undefined =>
  'scalar' in field && field.scalar !== undefined ? scalarNames[field.scalar] : undefined;
const isWide = (field: DescField): boolean => scalarName(field) === 'int64';

function emptyOf(field: DescField): unknown {
  if (field.fieldKind === 'message') return undefined;
  if (isWide(field)) return 0n;
  if (scalarName(field) === 'string') return '';
  return scalarName(field) === 'bytes' ? new Uint8Array() : 0;
}
