// An independent verifier: knows RFC 6962 and the C2SP specifications, and none
// of our code. Takes the receipt of a call and the log's public key, and proves
// that the call is in the log. Usage: audit_test.mjs ADDRESS CERTS PROTO
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createHash, createPublicKey, verify } from 'node:crypto';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [address, certs, protoRoot] = process.argv.slice(2);
const load = (file) => grpc.loadPackageDefinition(loader.loadSync(file, {
  includeDirs: [protoRoot], keepCase: true, enums: String, longs: String,
  defaults: true, oneofs: true,
})).saan.v1;
const { AuditorService } = load('saan/v1/auditor.proto');
const { ExchangeService } = load('saan/v1/exchange.proto');
const connect = (Service, name) => new Service(address,
  grpc.credentials.createSsl(readFileSync(`${certs}/ca.pem`),
    readFileSync(`${certs}/${name}.key`), readFileSync(`${certs}/${name}.pem`)),
  { 'grpc.ssl_target_name_override': 'saan-gateway' });
const call = (stub, method, request) => new Promise((resolve, reject) =>
  stub[method](request, (error, reply) => error ? reject(error) : resolve(reply)));

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

// C2SP signed-note and tlog-checkpoint.
function openCheckpoint(note, vkey) {
  const [name, id, encoded] = vkey.match(/^([^+]+)\+([0-9a-f]{8})\+(.+)$/).slice(1);
  const typed = Buffer.from(encoded, 'base64');
  assert.equal(typed[0], 1);
  assert.equal(sha256(`${name}\n`, typed).subarray(0, 4).toString('hex'), id);
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: typed.subarray(1).toString('base64url') },
    format: 'jwk',
  });
  const split = note.lastIndexOf('\n\n');
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2).split('\n').filter((line) => line);
  const signature = lines.map((line) => line.match(/^\u2014 (\S+) (\S+)$/))
    .find((match) => match[1] === name);
  const bytes = Buffer.from(signature[2], 'base64');
  assert.equal(bytes.subarray(0, 4).toString('hex'), id);
  assert.ok(verify(null, Buffer.from(text), key, bytes.subarray(4)), 'signature');
  const [origin, size, root] = text.split('\n');
  return { origin, size: BigInt(size), root: Buffer.from(root, 'base64') };
}

// RFC 9162 section 2.1.3.2.
function rootFrom(index, size, leafHash, path) {
  let fn = index;
  let sn = size - 1n;
  let r = leafHash;
  for (const p of path) {
    assert.notEqual(sn, 0n);
    if ((fn & 1n) === 1n || fn === sn) {
      r = sha256(Buffer.from([1]), p, r);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      r = sha256(Buffer.from([1]), r, p);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  assert.equal(sn, 0n);
  return r;
}

const vkey = readFileSync(`${certs}/log.vkey`, 'utf8').trim();
const console_ = connect(ExchangeService, 'operator-console');
const auditor = connect(AuditorService, 'auditor-desk');
const why = { purpose: 'PURPOSE_AUDIT', role: 'ROLE_AUDITOR', actor: 'A-1' };

let last;
for (let i = 0; i < 20; ++i) {
  last = await call(console_, 'WhoAmI', {
    context: { purpose: 'PURPOSE_OPERATION', role: 'ROLE_ADMINISTRATOR', actor: 'O-1' },
  });
}
const { receipt } = last;

const shown = await call(auditor, 'GetEntry',
  { context: why, log_index: receipt.log_index });
assert.deepEqual(sha256(Buffer.from([0]), shown.entry.leaf), receipt.leaf_hash);

// C2SP tlog-proof.
const lines = shown.proof.split('\n');
assert.equal(lines[0], 'c2sp.org/tlog-proof@v1');
assert.equal(lines[1], `index ${receipt.log_index}`);
const end = lines.indexOf('');
const path = lines.slice(2, end).map((line) => Buffer.from(line, 'base64'));
const checkpoint = openCheckpoint(lines.slice(end + 1).join('\n'), vkey);
assert.equal(checkpoint.origin, receipt.log_origin);
assert.deepEqual(
  rootFrom(BigInt(receipt.log_index), checkpoint.size, receipt.leaf_hash, path),
  checkpoint.root);
console.log('ok');
