import { expect, test } from 'vitest';
import { allowance } from '../../../src/remote/allowedUrl.ts';

const settings = {
  modelUrls: ['https://models.example/cams', 'https://other.example/'],
  privateModelUrls: ['http://10.0.0.5:8080/m/'],
};

test.each([
  ['https://models.example/cams/v1/model.json', 'public'],
  ['https://models.example/cams', 'public'],
  ['https://MODELS.example:443/cams/a.onnx?token=x', 'public'],
  ['https://other.example/any/where.onnx', 'public'],
  ['http://10.0.0.5:8080/m/net.onnx', 'any'],
])('%s is allowed', (url, kind) => {
  expect(allowance(new URL(url), settings)).toBe(kind);
});

test.each([
  'https://models.example/camshaft/net.onnx',
  'https://models.example/cams/../secret/net.onnx',
  'https://models.example/cams/%2e%2e/net.onnx',
  'https://models.example/cams/..%2fsecret/net.onnx',
  'https://models.example/cams/..%5csecret/net.onnx',
  'https://models.example/cams/%ff/net.onnx',
  'http://models.example/cams/net.onnx',
  'https://models.example:8443/cams/net.onnx',
  'https://models.example.evil.example/cams/net.onnx',
  'http://10.0.0.5:8080/other/net.onnx',
  'https://elsewhere.example/net.onnx',
])('%s is not', (url) => {
  expect(() => allowance(new URL(url), settings)).toThrow(/an address that is allowed.*CAMLINE_MODEL_URLS=/);
});

test('a token is never repeated', () => {
  const refused = (): string => {
    try {
      return allowance(new URL('https://evil.example/a/net.onnx?token=s3cret'), settings);
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refused()).toContain('received https://evil.example/a/net.onnx. Allow it');
  expect(refused()).not.toContain('s3cret');
});
