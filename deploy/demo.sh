#!/usr/bin/env bash
# One command from a bare machine to a running gateway with four agencies.
#
#   deploy/demo.sh           sets up, shows, and leaves the gateway running
#   deploy/demo.sh --check   the same, and stops it
#   deploy/demo.sh --stop    stops the one that is running
#
# All it makes lies in .demo/ (certificates, keys, store, log); delete that
# folder to begin anew. The children in it are invented.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
demo=$root/.demo
build=${SAAN_BUILD_DIR:-$root/build}
export LC_ALL=C.UTF-8

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

stop() {
  local pid
  pid=$(cat "$demo/gateway.pid" 2>/dev/null || true)
  if [[ -n $pid ]] && kill -0 "$pid" 2>/dev/null; then
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  fi
  rm -f "$demo/gateway.pid" "$demo/port"
}

if [[ ${1:-} == --stop ]]; then
  stop
  exit 0
fi

"$root/deploy/setup.sh"
"$root/deploy/build.sh"
"$root/certs/make.sh" --dir "$demo/certs" \
  --agency operator --system console --agency auditor --system desk \
  --agency bma --system temtem --agency dcy --system dcy \
  --agency songkhla --system imed --agency obec --system school \
  --agency volunteers --system network
[[ -s $demo/master.key ]] || (umask 077 && openssl rand -out "$demo/master.key" 32)
"$root/certs/make_log_key.sh" --dir "$demo/certs" audit.saan.demo/log
# A store of the days before checkpoints were signed: nothing was signed then.
[[ ! -d $demo/store || -e $demo/log.checkpoint ]] || : >"$demo/log.checkpoint"
"$root/deploy/rules/join.sh" 1 >"$demo/rules.textproto"
"$root/certs/sign_rules.sh" --dir "$demo/certs" "$demo/rules.textproto" >/dev/null
sed "s|@ROOT@|$root|g" "$root/deploy/demo/gateway.textproto" >"$demo/gateway.textproto"

stop
rm -f "$demo/port"
setsid "$build/saan-gateway" --config "$demo/gateway.textproto" \
  >>"$demo/gateway.log" 2>&1 </dev/null &
echo $! >"$demo/gateway.pid"
for _ in $(seq 200); do
  [[ -s $demo/port ]] && break
  kill -0 "$(cat "$demo/gateway.pid")" 2>/dev/null || {
    tail -n 5 "$demo/gateway.log" >&2
    exit 1
  }
  sleep 0.1
done
port=$(cat "$demo/port")

# saan as one of the systems: as AGENCY-SYSTEM COMMAND…
export SAAN_CONFIG=$demo/contexts.textproto
as() {
  local who=$1
  shift
  "$build/saan" --context "$who" "$@"
}
context() {  # NAME ROLE PURPOSE ACTOR
  "$build/saan" context add "$1" --address "127.0.0.1:$port" \
    --ca "$demo/certs/ca.pem" --cert "$demo/certs/$1.pem" \
    --key "$demo/certs/$1.key" --role "$2" --purpose "$3" --actor "$4" >/dev/null
}
rm -f "$SAAN_CONFIG"
context operator-console administrator operation admin-01
context auditor-desk auditor audit auditor-01
context bma-temtem case_manager case_care CM-1011-07
context dcy-dcy social_worker child_protection SW-204
context songkhla-imed case_manager case_care CM-9001-02
context obec-school teacher education_follow_up T-3110-05
context volunteers-network volunteer case_care OPM-77

say "ลงทะเบียนหน่วยงาน · registering the agencies"
add() {  # AGENCY SYSTEM TH EN ROLES…
  local agency=$1 system=$2 th=$3 en=$4
  shift 4
  as operator-console agency add "$agency" --system "$system" --name-th "$th" \
    --name-en "$en" --cert-file "$demo/certs/$agency-$system.pem" \
    "${@/#/--grant-role=}" --quiet
}
add bma temtem "กรุงเทพมหานคร (เติมเต็ม)" "Bangkok (Term-Tem)" system case_manager social_worker
add dcy dcy "กรมกิจการเด็กและเยาวชน" "Department of Children and Youth" system social_worker competent_official
add songkhla imed "imed@home จังหวัดสงขลา" "imed@home Songkhla" system case_manager health_officer
add obec school "โรงเรียน สพฐ." "OBEC schools" system teacher
add volunteers network "เครือข่ายอาสาสมัคร" "Volunteer network" volunteer
as operator-console agency list

say "ใครรับผิดชอบเขตลาดกระบัง · who is responsible for the district of Lat Krabang"
as operator-console area assign 1011 bma --for-role case_manager --duty protection

say "ส่งข้อมูลของสี่หน่วยงานในรูปแบบของตนเอง · four agencies send their own formats"
data=$root/deploy/demo/data
submit() {  # CONTEXT SYSTEM FILE…
  local who=$1 system=$2
  shift 2
  as "$who" submit "$@" --system "$system" --role system
}
submit obec-school school "$data/school_dmc.csv" "$data/school_events.csv"
submit bma-temtem temtem "$data/temtem_cases.json"
submit dcy-dcy dcy "$data/dcy_incidents.json" "$data/dcy_cmst.csv" "$data/dcy_benefits.csv"
submit songkhla-imed imed "$data/imed_persons.json" "$data/imed_visits.json"

say "เด็กหนึ่งคนที่หลายหน่วยงานเห็นร่วมกัน · one child as the agencies see it together"
as bma-temtem child get --native TT-1011-66-00021 --provenance

child=$(as bma-temtem -o json child get --native TT-1011-66-00021 |
  sed -n 's/.*"child_\{0,1\}[iI]d": *"\([a-z0-9]\{26\}\)".*/\1/p' | head -n 1)

say "ผู้จัดการเคสของเขตได้รับแจ้งเหตุ ด้วยรหัสเท่านั้น · the district's case manager is alerted, by handles only"
as bma-temtem watch --until-quiet --ack --purpose child_protection

say "มีใครรู้จักน้องต้น แถวเคหะร่มเกล้าไหม · does anyone know น้องต้น?"
age=$((($(date +%Y%m%d) - 20150314) / 10000))
as dcy-dcy known --nickname ต้น --age "$age" --place "แขวงคลองสองต้นนุ่น เขตลาดกระบัง" || echo "(exit code $?)"

say "ส่งต่อ รับ และเสร็จสิ้น · a referral is sent, taken on, and done"
referral=$(as bma-temtem -o jsonl referral send "$child" --to dcy --need financial \
  --message "ยายเลี้ยงหลานลำพัง รายได้ไม่พอ" |
  sed -n 's/.*"referral_id": *"\([a-z0-9]\{26\}\)".*/\1/p')
as dcy-dcy --purpose case_care referral show "$referral"
as dcy-dcy --purpose case_care referral accept "$referral"
as dcy-dcy --purpose case_care referral complete "$referral" --outcome helped
as bma-temtem referral show "$referral"

say "ความช่วยเหลือครั้งที่สองถูกพบก่อนจ่าย · a second benefit is caught before it is paid"
as bma-temtem --purpose benefit benefit check "$child" --kind poor_family_child --from 2023-11-01

say "แผนเปลี่ยนตามขั้นตอน และผู้ปกครองต้องเห็นชอบก่อน · the plan changes by its steps, and the guardian agrees first"
today=$(date +%F)
deadline=$(date -d '+180 days' +%F)
# Once; a second run finds the steps taken.
if ! as bma-temtem -o json case show "$child" | grep -q '"shared_cases"'; then
  as bma-temtem case move "$child" reported
  as bma-temtem --role social_worker case move "$child" screened
  for step in registered home_visited assessed; do as bma-temtem case move "$child" "$step"; done
  as bma-temtem case move "$child" planned --deadline "$deadline"
  as bma-temtem case move "$child" implementing || echo "(exit code $?)"
  as bma-temtem case move "$child" communicated --agreed "$today"
  as bma-temtem case move "$child" implementing
fi
as bma-temtem case show "$child"

say "รอเจ้าหน้าที่ตัดสินว่าเป็นเด็กคนเดียวกันหรือไม่ · waiting for a person's decision"
as operator-console review list
say "เพราะเหตุใดจึงถาม · why the first of them is asked"
review=$(as operator-console -o json review list |
  sed -n 's/.*"review_id": *"\([a-z0-9]\{26\}\)".*/\1/p' | head -n 1)
as operator-console review show "$review"

say "ผู้ไม่มีสิทธิ์ถูกปฏิเสธ · a refused read"
as volunteers-network child get "$child" || echo "(exit code $?)"

say "ใครดูข้อมูลของเด็กคนนี้บ้าง · who looked at this child"
as auditor-desk audit list --child "$child" --log-key "$demo/certs/log.vkey"

say "พิสูจน์บันทึกทั้งหมดจากสำเนา ด้วยกุญแจสาธารณะเท่านั้น · the whole log proven from a copy, by a public key alone"
as auditor-desk audit export "$demo/log-copy"
as auditor-desk audit verify --export "$demo/log-copy" --log-key "$demo/certs/log.vkey"

if [[ ${1:-} == --check ]]; then
  stop
  say "ตรวจแล้วเรียบร้อย · checked, and stopped"
  exit 0
fi
say "ระบบกำลังทำงานที่ 127.0.0.1:$port · the gateway is running"
cat <<TEXT
ลองต่อ · go on:
  export SAAN_CONFIG=$SAAN_CONFIG PATH=$build:\$PATH
  saan --context bma-temtem child find --given ณัฐวุฒิ --birth 14/03/2558
  saan --context dcy-dcy child records --in-review
  saan --context auditor-desk audit list --newest
หยุด · stop:
  deploy/demo.sh --stop
TEXT
