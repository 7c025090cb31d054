import { expect, test } from 'vitest';
import { modelLocation } from '../../../src/remote/location.ts';

const hash = 'ab'.repeat(32);

test.each([
  ['net.onnx', { kind: 'path', place: 'net.onnx', sha256: null }],
  ['C:\\models\\net.onnx', { kind: 'path', place: 'C:\\models\\net.onnx', sha256: null }],
  ['odd#name.onnx', { kind: 'path', place: 'odd#name.onnx', sha256: null }],
  ['s3://bucket/net.onnx', { kind: 's3', place: 's3://bucket/net.onnx', sha256: null }],
  ['https://host/m/?t=1', { kind: 'url', place: 'https://host/m/?t=1', sha256: null }],
  [
    `s3://b-1/m/#SHA256=${hash}`.replace('SHA256', 'sha256'),
    { kind: 's3', place: 's3://b-1/m/', sha256: hash },
  ],
  [`http://h/a.onnx#sha256=${hash.toUpperCase()}`, { kind: 'url', place: 'http://h/a.onnx', sha256: hash }],
])('%s', (given, location) => {
  expect(modelLocation(given)).toEqual(location);
});

test.each([
  ['gs://bucket/net.onnx', /s3:\/\/bucket\/key or https:\/\/ address, received a gs:\/\/ location/],
  ['file:///net.onnx', /received a file:\/\/ location/],
  ['https://host/net.onnx#md5=1', /Expected #sha256= and 64 hexadecimal digits/],
  [`s3://bucket/net.onnx#sha256=${hash}00`, /Expected #sha256=/],
])('BAD MODEL - %s', (given, message) => {
  expect(() => modelLocation(given)).toThrow(message);
});
