// What CheckBenefit costs, and that it follows the child's rows and not the
// store's.
//
//   build/tests/saan-benefit-bench [HELPS]      default 1000000
//
// Fills the store of a stopped gateway to 1 %, 10 % and all of HELPS helps,
// each of another record and house; starts it and asks, one call after the
// other:
//   WhoAmI     the same way through guard, gRPC and log, with nothing to find
//   child      a child with help of another payer
//   household  help for another child of the house
//   crowd      a house of as many records as are looked at
//   (kMaxHouseholdRecords)
// Prints the round trip and the processor time that the server spent for each
// call; what is above WhoAmI is the verb's own. Machines are shared and noisy:
// compare figures of one run.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/helps.h"
#include "saan/v1/stored.pb.h"
#include "saan/v1/stored_coordination.pb.h"
#include "storage/tables.h"
#include "tests/bench/processor.h"
#include "tests/e2e/stopped_store.h"
#include "tests/e2e/together.h"
#include "tests/national_id.h"

namespace saan::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kFamilies = 100;
constexpr int kCalls = 2000;
constexpr int kBatch = 20'000;
constexpr char kFilledAgency[] = "songkhla";

constexpr char kRosterHeader[] =
    "รหัสโรงเรียน,เลขประจำตัวประชาชน,รหัสนักเรียน,คำนำหน้าชื่อ,ชื่อ,นามสกุล,"
    "วันเกิด,รหัสประจำบ้าน(ที่อยู่ปัจจุบัน)";

std::string NumberOf(int i) {
  return WithCheckDigit(absl::StrFormat("19901%07d", 800000 + i));
}

std::string NameOf(int i) {
  static const char* const kNames[] = {"ก้องภพ", "ธนกร", "ภูริ",   "วรรณา",
                                       "ศิริพร",  "กันยา", "ทรงพล"};
  return kNames[i % 7];
}

std::string HouseOf(int family) {
  return absl::StrFormat("991100%05d", family);
}

class Bench {
 public:
  Bench() {
    gateway_.Start();
    gateway_.RegisterAgencies();
    Connect();
    // Two children to a house; dcy helps the first.
    for (int family = 0; family < kFamilies; ++family) {
      helped_.push_back(FileChild(2 * family, HouseOf(family)));
      siblings_.push_back(FileChild(2 * family + 1, HouseOf(family)));
      FileHelp(2 * family);
    }
    crowd_.push_back(FileChild(2 * kFamilies, HouseOf(kFamilies)));
    gateway_.Stop();
    Crowd();
  }

  void Measure(int helps) {
    Fill(helps);
    gateway_.Start();
    Connect();
    std::printf("%d helps\n", helps);
    WhoAmI();
    Check("child", helped_, v1::BENEFIT_KIND_GOODS, /*is_met=*/true);
    Check("household", siblings_, v1::BENEFIT_KIND_GOODS, /*is_met=*/true);
    Check("crowd", crowd_, v1::BENEFIT_KIND_GOODS, /*is_met=*/true);
    gateway_.Stop();
  }

 private:
  void Connect() {
    bma_ = gateway_.As("bma-temtem");
    dcy_ = gateway_.As("dcy-dcy");
    school_ = gateway_.As("obec-school");
  }

  // A child of bma's that goes to school from this house.
  std::string FileChild(int i, const std::string& house) {
    v1::SubmitRecordResponse roster;
    const grpc::Status enrolled = e2e::Submit(
        school_, "school",
        absl::StrCat("1011990101,", NumberOf(i), ",", 10000 + i, ",ด.ช.,",
                     NameOf(i), ",ทดสอบดี,14/03/2558,", house),
        ++number_, &roster, kRosterHeader);
    v1::SubmitRecordResponse response;
    const grpc::Status filed =
        e2e::Submit(bma_, "temtem",
                    e2e::NativeCase(absl::StrFormat("TT-1011-69-%05d", i),
                                    NumberOf(i), NameOf(i)),
                    ++number_, &response);
    if (!enrolled.ok() || !filed.ok() || response.child_id().empty() ||
        response.child_id() != roster.child_id()) {
      std::printf("child %d was not filed as one: %s %s\n", i,
                  enrolled.error_message().c_str(),
                  filed.error_message().c_str());
    }
    return response.child_id();
  }

  void FileHelp(int i) {
    v1::SubmitRecordResponse response;
    e2e::Submit(dcy_, "dcy",
                e2e::BenefitRow(absl::StrCat("ทด-69-", i + 1), "20/10/2569",
                                "ถุงยังชีพ", NumberOf(i), NameOf(i)),
                ++number_, &response, e2e::kBenefitHeader);
  }

  // Rows as gateway/helps.cc keeps them: the help of record `id`, in `house`.
  void AddHelp(const e2e::StoppedStore& store, const std::string& id,
               const std::string& house, v1::BenefitKind kind,
               std::vector<storage::Put>* rows) {
    v1::HelpRow row;
    row.set_agency(kFilledAgency);
    v1::HelpRow::Help& help = *row.add_helps();
    help.set_kind(kind);
    care::Help days;
    care::HelpOf(kind, "2026-10-20", "", &days);
    help.set_from_days(days.from_days);
    help.set_until_days(days.until_days);
    rows->push_back({storage::Key(storage::kHelps, absl::StrCat("B", id)),
                     row.SerializeAsString()});
    rows->push_back(
        {storage::Key(
             storage::kHelps,
             absl::StrCat("H", store.seal().Digest("household", house), id)),
         ""});
  }

  // More records of one house than are looked at, each with help.
  void Crowd() {
    e2e::StoppedStore store(gateway_.folder());
    std::vector<storage::Put> rows;
    for (int i = 0; i < kMaxHouseholdRecords; ++i) {
      const std::string id = absl::StrFormat("crowd%021d", i);
      AddHelp(store, id, HouseOf(kFamilies),
              i == 0 ? v1::BENEFIT_KIND_GOODS : v1::BENEFIT_KIND_HOUSING,
              &rows);
      v1::TraitsRow traits;
      traits.set_child_id(absl::StrFormat("child%021d", i));
      traits.set_agency(kFilledAgency);
      v1::ChildRow child;
      child.set_child_id(traits.child_id());
      child.add_record_ids(id);
      child.set_audit_ref(absl::StrFormat("%016d", i));
      rows.push_back(
          {storage::Key(storage::kTraits, id), traits.SerializeAsString()});
      rows.push_back({storage::Key(storage::kChildren, child.child_id()),
                      child.SerializeAsString()});
    }
    store.Put(std::move(rows));
  }

  void Fill(int helps) {
    const Clock::time_point start = Clock::now();
    e2e::StoppedStore store(gateway_.folder());
    while (filled_ < helps) {
      std::vector<storage::Put> rows;
      for (int i = 0; i < kBatch && filled_ < helps; ++i, ++filled_) {
        // Ids are random, and so are the places of their rows.
        const std::string id = absl::StrFormat(
            "%016x%010d", filled_ * 0x9e3779b97f4a7c15ull, filled_);
        AddHelp(store, id, absl::StrCat("house ", filled_ / 4),
                v1::BENEFIT_KIND_GOODS, &rows);
      }
      store.Put(std::move(rows));
    }
    std::printf("filled in %.0f s\n",
                std::chrono::duration<double>(Clock::now() - start).count());
  }

  template <typename OneCall>
  void Time(const char* what, const OneCall& call) {
    for (int i = 0; i < kCalls / 10; ++i) call(i);
    std::vector<double> millis;
    const double busy = ProcessorSeconds(gateway_.pid());
    for (int i = 0; i < kCalls; ++i) {
      const Clock::time_point begun = Clock::now();
      call(i);
      millis.push_back(
          std::chrono::duration<double, std::milli>(Clock::now() - begun)
              .count());
    }
    const double micros =
        (ProcessorSeconds(gateway_.pid()) - busy) * 1e6 / kCalls;
    std::sort(millis.begin(), millis.end());
    std::printf("  %-10s p50 %6.2f ms  p99 %6.2f ms  server %5.0f us\n", what,
                millis[kCalls / 2], millis[kCalls * 99 / 100], micros);
    std::fflush(stdout);
  }

  void WhoAmI() {
    Time("WhoAmI", [&](int) {
      v1::WhoAmIRequest request;
      *request.mutable_context() = e2e::CaseManager();
      v1::WhoAmIResponse response;
      grpc::ClientContext context;
      bma_.exchange->WhoAmI(&context, request, &response);
    });
  }

  void Check(const char* what, const std::vector<std::string>& children,
             v1::BenefitKind kind, bool is_met) {
    int wrong = 0;
    Time(what, [&](int i) {
      v1::CheckBenefitRequest request;
      *request.mutable_context() = e2e::CaseManager();
      request.set_child_id(children[i % children.size()]);
      request.set_kind(kind);
      request.set_from_date("2026-10-21");
      v1::CheckBenefitResponse response;
      grpc::ClientContext context;
      const grpc::Status status =
          bma_.coordination->CheckBenefit(&context, request, &response);
      if (!status.ok() || (response.overlaps_size() > 0) != is_met) ++wrong;
    });
    if (wrong > 0) std::printf("  %s: %d answers were wrong\n", what, wrong);
  }

  e2e::RunningGateway gateway_;
  e2e::Client bma_;
  e2e::Client dcy_;
  e2e::Client school_;
  std::vector<std::string> helped_;
  std::vector<std::string> siblings_;
  std::vector<std::string> crowd_;
  uint64_t number_ = 0;
  int filled_ = 0;
};

}  // namespace
}  // namespace saan::bench

int main(int argc, char** argv) {
  const int helps = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  saan::bench::Bench bench;
  for (const int share : {100, 10, 1}) bench.Measure(helps / share);
  return 0;
}
