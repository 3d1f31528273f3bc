// Four agencies send the same children at once, in any order: no child is
// entered twice, and none falls through.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "tests/e2e/running_gateway.h"
#include "tests/national_id.h"

namespace saan::e2e {
namespace {

constexpr int kCallers = 64;
constexpr int kChildren = 1000;
constexpr int kAgencies = 4;

// An invented child, told apart from the others by number, name and birth.
struct Invented {
  explicit Invented(int i) {
    constexpr const char* kFirst[] = {"ก้อง", "ธน", "ชัย", "วิ",  "อภิ",
                                      "พง",  "ศุภ", "ณัฐ", "กิต", "ปิย"};
    constexpr const char* kSecond[] = {"ภพ",  "กร",  "วัฒน์", "เดช", "พล",
                                       "ชาติ", "ศักดิ์", "ธร",  "ฤทธิ์", "นันท์"};
    constexpr const char* kFamily[] = {"ดีงาม",  "สุขใจ",   "มั่นคง", "ทองดี",
                                       "แก้วใส", "รุ่งเรือง", "บุญมา", "ศรีสุข",
                                       "ใจเย็น", "พูนผล"};
    given = absl::StrCat(kFirst[i % 10], kSecond[i / 10 % 10]);
    family = kFamily[i / 100];
    day = i % 28 + 1;
    month = i / 28 % 12 + 1;
    year = 2010 + i % 7;
    pid = WithCheckDigit(absl::StrFormat("19901%07d", 4000 + 37 * i));
  }
  // DD/MM/YYYY of the Buddhist era.
  std::string Birth() const {
    return absl::StrFormat("%02d/%02d/%d", day, month, year + 543);
  }

  std::string given, family, pid;
  int day, month, year;
};

std::string TemtemCase(int i, const Invented& child) {
  return absl::StrFormat(
      R"({"case_id":"TT-1011-69-%05d","สถานะ":"ลงทะเบียนแล้ว","ขั้นตอน":3,
      "วันที่แจ้ง":"01/08/2568","เด็ก":{"คำนำหน้า":"ด.ช.","ชื่อ":"%s",
      "นามสกุล":"%s","เลขประจำตัวประชาชน":"%s","วันเกิด":"%s","เพศ":"ชาย",
      "สัญชาติ":"ไทย"}})",
      i, child.given, child.family, child.pid, child.Birth());
}

std::string ImedPerson(int i, const Invented& child) {
  return absl::StrFormat(
      R"({"psnId":%d,"uid":77,"cid":"%s","prename":"ด.ช.","name":"%s",
      "lname":"%s","nickname":"","sex":"ชาย","birth":"%d-%02d-%02d",
      "areacode":"90010403","house":"%d","village":"03","tambon":"04",
      "ampur":"01","changwat":"90","created":1685000000})",
      50000 + i, child.pid, child.given, child.family, child.year, child.month,
      child.day, i + 1);
}

constexpr char kSchoolHeader[] =
    "รหัสโรงเรียน,ชื่อโรงเรียน,เลขประจำตัวประชาชน,ชั้น,ห้อง,รหัสนักเรียน,เพศ,คำนำหน้าชื่อ,"
    "ชื่อ,นามสกุล,วันเกิด";
std::string SchoolRow(int i, const Invented& child) {
  return absl::StrFormat(
      "3110000001,โรงเรียนตัวอย่าง,%s,ป.2,1,%05d,ช,ด.ช.,%s,%s,%s", child.pid,
      10000 + i, child.given, child.family, child.Birth());
}

constexpr char kCmstHeader[] =
    "เลขแบบ,วันที่คัดกรอง,ผู้คัดกรอง,บทบาท,ศูนย์,เลขประจำตัวประชาชน,คำนำหน้า,ชื่อ,สกุล,"
    "วันเกิด,ช่วงอายุ,ผู้เลี้ยงดูหลัก,อาหาร,ที่พัก,เครื่องนุ่งห่ม,รักษาพยาบาล,การศึกษา,"
    "ความปลอดภัย,การดูแลใกล้ชิด,ความรุนแรง,อันตรายเร่งด่วน,ผลคัดกรอง,ข้อเสนอแนะ";
std::string CmstRow(int i, const Invented& child) {
  return absl::StrFormat(
      "CMST-69-%05d,18/10/2566,นายประยูร คงทอง,อพม.,มั่นคง "
      "133,%s,ด.ช.,%s,%s,%s,6-9,"
      "มารดา,1,1,1,1,1,1,1,0,0,เขียว,",
      i, child.pid, child.given, child.family, child.Birth());
}

TEST(Concurrency, AThousandChildrenFromFourAgenciesAtOnceAreAThousand) {
  RunningGateway gateway;
  gateway.Start();
  gateway.RegisterAgencies();
  const Client clients[kAgencies] = {
      gateway.As("bma-temtem"), gateway.As("songkhla-imed"),
      gateway.As("obec-school"), gateway.As("dcy-dcy")};
  absl::Mutex mutex;
  std::vector<std::set<std::string>> children(kChildren);
  std::set<std::string> records;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      // Each agency's children are shared out among its callers, each of which
      // goes through its own in an order of its own.
      const int agency = caller % kAgencies;
      std::vector<int> mine;
      for (int i = caller / kAgencies; i < kChildren;
           i += kCallers / kAgencies) {
        mine.push_back(i);
      }
      std::shuffle(mine.begin(), mine.end(), std::mt19937(caller));
      for (const int i : mine) {
        const Invented child(i);
        v1::SubmitRecordResponse response;
        grpc::Status status;
        switch (agency) {
          case 0:
            status = Submit(clients[0], "temtem", TemtemCase(i, child), i + 1,
                            &response);
            break;
          case 1:
            status = Submit(clients[1], "imed", ImedPerson(i, child), i + 1,
                            &response);
            break;
          case 2:
            status = Submit(clients[2], "school", SchoolRow(i, child), i + 1,
                            &response, kSchoolHeader);
            break;
          default:
            status = Submit(clients[3], "dcy", CmstRow(i, child), i + 1,
                            &response, kCmstHeader);
        }
        ASSERT_TRUE(status.ok()) << status.error_message();
        ASSERT_FALSE(response.child_id().empty()) << response.DebugString();
        absl::MutexLock lock(&mutex);
        children[i].insert(response.child_id());
        records.insert(response.record_id());
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(records.size(), size_t{kChildren} * kAgencies);
  std::set<std::string> all;
  for (const std::set<std::string>& child : children) {
    EXPECT_EQ(child.size(), 1u);
    all.insert(child.begin(), child.end());
  }
  EXPECT_EQ(all.size(), size_t{kChildren});
}

}  // namespace
}  // namespace saan::e2e
