// An independent client: grpc-js reads our protos and speaks to the gateway as
// any integrator in Node.js would. Usage: client_test.mjs ADDRESS CERTS PROTO
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [address, certs, protoRoot] = process.argv.slice(2);
const load = (file) => grpc.loadPackageDefinition(loader.loadSync(file, {
  includeDirs: [protoRoot], keepCase: true, enums: String, longs: String,
  defaults: true, oneofs: true,
})).saan.v1;
const { ExchangeService } = load('saan/v1/exchange.proto');

const client = (name) => new ExchangeService(address,
  grpc.credentials.createSsl(readFileSync(`${certs}/ca.pem`),
    readFileSync(`${certs}/${name}.key`), readFileSync(`${certs}/${name}.pem`)),
  { 'grpc.ssl_target_name_override': 'saan-gateway' });
const call = (stub, method, request) => new Promise((resolve, reject) =>
  stub[method](request, (error, reply) => error ? reject(error) : resolve(reply)));

const context = { purpose: 'PURPOSE_CASE_CARE', role: 'ROLE_SYSTEM' };
const bma = client('bma-temtem');

const who = await call(bma, 'WhoAmI', { context });
assert.equal(who.agency, 'bma');
assert.ok(who.forms.some((form) => form.form === 'case'));

const native = Buffer.from(JSON.stringify({
  case_id: 'TT-1011-69-09999', 'สถานะ': 'ลงทะเบียนแล้ว', 'ขั้นตอน': 3,
  'วันที่แจ้ง': '01/08/2568',
  'เด็ก': { 'คำนำหน้า': 'ด.ญ.', 'ชื่อ': 'สายฝน', 'นามสกุล': 'ทดสอบดี',
    'วันเกิด': '๑๔/๐๓/๒๕๕๘', 'เพศ': 'หญิง' },
}));
const requestId = randomUUID();
const submit = { context, request_id: requestId, system: 'temtem', native };
const first = await call(bma, 'SubmitRecord', submit);
assert.equal(first.outcome, 'SUBMIT_OUTCOME_CREATED');
assert.ok(first.receipt.leaf_hash.length === 32);
const again = await call(bma, 'SubmitRecord', submit);
assert.equal(again.record_id, first.record_id);

// A stream, answered in order.
const stream = bma.SubmitRecords();
const answers = [];
stream.on('data', (answer) => answers.push(answer));
const ended = new Promise((resolve, reject) => {
  stream.on('error', reject);
  stream.on('end', resolve);
});
stream.write({ context, system: 'temtem', request_id: randomUUID(), native });
stream.write({ request_id: randomUUID(), native: Buffer.from('{') });
stream.end();
await ended;
assert.deepEqual(answers.map((a) => a.result.outcome),
  ['SUBMIT_OUTCOME_UNCHANGED', 'SUBMIT_OUTCOME_QUARANTINED']);

const child = await call(bma, 'GetChild', {
  context: { purpose: 'PURPOSE_CASE_CARE', role: 'ROLE_CASE_MANAGER', actor: 'CM-1' },
  child_id: first.child_id, view: 'CHILD_VIEW_TOGETHER',
});
const field = (path) => child.child.fields.find((f) => f.path === path);
assert.equal(field('person.names.given_name').statements[0].value, 'สายฝน');
assert.equal(field('person.birth.date').statements[0].value, '2015-03-14');
assert.equal(field('person.birth.date').statements[0].origins[0].raw_text, '๑๔/๐๓/๒๕๕๘');

// A refusal, in two languages.
const refusal = await call(client('volunteers-network'), 'GetChild', {
  context: { purpose: 'PURPOSE_CASE_CARE', role: 'ROLE_VOLUNTEER', actor: 'OPM-1' },
  child_id: first.child_id,
}).then(() => assert.fail('a volunteer was shown a child'), (error) => error);
assert.equal(refusal.code, grpc.status.PERMISSION_DENIED);
const details = refusal.metadata.get('grpc-status-details-bin')[0];
assert.ok(details.includes('NO_ACCESS') && details.includes('ไม่มีสิทธิ์'));
console.log('ok');
