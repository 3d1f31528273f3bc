#include "gateway/filing.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/match/match.h"
#include "gateway/reviews.h"
#include "gateway/timestamps.h"
#include "storage/tables.h"

namespace saan {
namespace {

using storage::Key;

std::string Joined(absl::string_view a, absl::string_view b) {
  return absl::StrCat(a, std::string(1, '\0'), b);
}

v1::TraitsRow TraitsRowOf(const v1::Record& record, std::string child_id) {
  v1::TraitsRow row;
  *row.mutable_traits() = match::TraitsOf(record);
  row.set_child_id(std::move(child_id));
  row.set_agency(record.agency());
  row.set_own_reference(absl::StrCat(record.system(), ":", record.native_id()));
  for (const v1::Identifier& identifier : record.person().identifiers()) {
    if (identifier.kind() != v1::IDENTIFIER_KIND_RECORD_REFERENCE) continue;
    row.add_references(
        absl::StrCat(identifier.issuer(), ":", identifier.value()));
  }
  return row;
}

// One record on its way into the store.
class Filer {
 public:
  Filer(const House& house, Submitted submitted, Call* call)
      : house_(house), call_(call) {
    *row_.mutable_record() = std::move(submitted.record);
    row_.set_native(std::move(submitted.native));
    row_.set_native_header(std::move(submitted.native_header));
  }

  absl::StatusOr<Filed> Run();

 private:
  absl::StatusOr<Filed> FileNew();
  absl::StatusOr<Filed> Replace(v1::RecordRow before);
  // Puts the record into a child; asks a person where the verdict says so.
  absl::StatusOr<Filed> Settle(const std::vector<WeighedChild>& weighed);

  v1::ChildRow NewChild() const;
  // Asks a person about the record and the one that it was weighed against.
  void Ask(const WeighedChild& weighed, const std::string& child_id,
           v1::ReviewReason reason);
  // The record changed: it is found by its earlier names too,
  absl::Status KeepFormerNames();
  // and what waited for more about it is open again.
  absl::Status ReopenReviews();
  // Keeps why the record is filed as it is.
  void Remember(const WeighedChild& nearest, bool is_linked);
  bool IsDrawn() const;
  void PutAll(const std::string& child_id);
  v1::NativeReference NativeName() const;
  std::string NativeDigest() const;

  const storage::Reader& ahead() const { return house_.ahead; }
  std::vector<storage::Put>& puts() { return call_->changes.puts; }
  const v1::Record& record() const { return row_.record(); }

  const House& house_;
  Call* const call_;
  v1::RecordRow row_;  // As it will be kept; holds what was submitted.
  v1::TraitsRow traits_;
  bool is_replacing_ = false;
};

std::string Filer::NativeDigest() const {
  return house_.seal.Digest("native-bytes",
                            Joined(row_.native_header(), row_.native()));
}

absl::StatusOr<Filed> Filer::Run() {
  absl::StatusOr<std::string> record_id =
      ahead().Get(NativeKey(house_.seal, NativeName()));
  if (absl::IsNotFound(record_id.status())) return FileNew();
  if (!record_id.ok()) return record_id.status();
  absl::StatusOr<v1::RecordRow> before =
      storage::GetRow<v1::RecordRow>(ahead(), storage::kRecords, *record_id);
  if (!before.ok()) return before.status();
  if (before->native_digest() == NativeDigest() &&
      before->record().mapping_version() == record().mapping_version()) {
    absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
        ahead(), storage::kChildren, before->child_id());
    if (!child.ok()) return child.status();
    return Filed{v1::SUBMIT_OUTCOME_UNCHANGED, *record_id, *std::move(child)};
  }
  return Replace(*std::move(before));
}

absl::StatusOr<Filed> Filer::FileNew() {
  row_.mutable_record()->set_record_id(NewHandle(house_.env));
  traits_ = TraitsRowOf(record(), "");
  row_.set_version(1);
  return Settle(house_.identities.Weigh(traits_, record().record_id()));
}

absl::StatusOr<Filed> Filer::Replace(v1::RecordRow before) {
  is_replacing_ = true;
  row_.mutable_record()->set_record_id(before.record().record_id());
  row_.set_version(before.version() + 1);
  for (const std::string& review_id : before.review_ids()) {
    row_.add_review_ids(review_id);
  }
  absl::StatusOr<v1::ChildRow> child = storage::GetRow<v1::ChildRow>(
      ahead(), storage::kChildren, before.child_id());
  if (!child.ok()) return child.status();
  traits_ = TraitsRowOf(record(), before.child_id());
  if (absl::Status status = KeepFormerNames(); !status.ok()) return status;
  if (absl::Status status = ReopenReviews(); !status.ok()) return status;
  // What a record says anew never moves it by itself: it stays where it is, and
  // a person is asked when it now looks like another child, or unlike its own.
  if (row_.review_ids().empty()) {
    std::vector<WeighedChild> others =
        QuestionsAbout(house_, traits_, record().record_id());
    if (others.size() > kMaxReviews) others.resize(kMaxReviews);
    for (const WeighedChild& other : others) {
      Ask(other, child->child_id(), v1::REVIEW_REASON_CHANGE);
    }
  }
  PutAll(child->child_id());
  v1::ChildRow after = *child;
  after.set_version(child->version() + 1);
  storage::PutRow(storage::kChildren, after.child_id(), after, &*child,
                  &call_->changes);
  return Filed{v1::SUBMIT_OUTCOME_UPDATED, record().record_id(),
               std::move(after)};
}

absl::StatusOr<Filed> Filer::Settle(const std::vector<WeighedChild>& weighed) {
  const bool is_linked =
      !weighed.empty() && weighed[0].verdict == v1::VERDICT_SAME;
  v1::ChildRow child;
  if (is_linked) {
    absl::StatusOr<v1::ChildRow> known = storage::GetRow<v1::ChildRow>(
        ahead(), storage::kChildren, weighed[0].child_id);
    if (!known.ok()) return known.status();
    child = *std::move(known);
  } else {
    child = NewChild();
  }
  const v1::ChildRow before = child;
  child.add_record_ids(record().record_id());
  child.set_version(child.version() + 1);
  size_t reviews = 0;
  for (size_t i = is_linked ? 1 : 0; i < weighed.size(); ++i) {
    // A second child that is the same too is a person's to join.
    if (weighed[i].verdict == v1::VERDICT_DIFFERENT) continue;
    if (is_linked && (weighed[i].verdict != v1::VERDICT_SAME ||
                      house_.identities.AreKeptApart(child.child_id(),
                                                     weighed[i].child_id))) {
      continue;
    }
    if (reviews == kMaxReviews) break;
    Ask(weighed[i], child.child_id(),
        is_linked ? v1::REVIEW_REASON_SECOND_CHILD : v1::REVIEW_REASON_ARRIVAL);
    ++reviews;
  }
  if (!weighed.empty()) {
    Remember(weighed[0], is_linked);
    if (reviews == 0 && IsDrawn()) {
      Ask(weighed[0], child.child_id(), v1::REVIEW_REASON_SAMPLE);
    }
  }
  traits_.set_child_id(child.child_id());
  PutAll(child.child_id());
  storage::PutRow(storage::kChildren, child.child_id(), child,
                  is_linked ? &before : nullptr, &call_->changes);
  const v1::SubmitOutcome outcome = is_linked     ? v1::SUBMIT_OUTCOME_LINKED
                                    : reviews > 0 ? v1::SUBMIT_OUTCOME_IN_REVIEW
                                                  : v1::SUBMIT_OUTCOME_CREATED;
  return Filed{outcome, record().record_id(), std::move(child)};
}

v1::ChildRow Filer::NewChild() const {
  v1::ChildRow child;
  child.set_child_id(NewHandle(house_.env));
  child.set_audit_ref(house_.env.random(16));
  return child;
}

void Filer::Ask(const WeighedChild& weighed, const std::string& child_id,
                v1::ReviewReason reason) {
  v1::Review review;
  review.mutable_record()->set_record_id(record().record_id());
  review.mutable_record()->set_agency(record().agency());
  review.mutable_record()->set_system(record().system());
  review.mutable_record()->set_child_id(child_id);
  review.mutable_candidate()->set_record_id(weighed.record_id);
  review.mutable_candidate()->set_child_id(weighed.child_id);
  review.mutable_candidate()->set_agency(weighed.agency);
  review.mutable_candidate()->set_system(weighed.system);
  *review.mutable_evidence() = weighed.evidence;
  review.set_reason(reason);
  // Whether the candidate's child is protected is seen when it is answered.
  review.set_needs_two_persons(IsProtected(record()) ||
                               IsIdentifierConflict(weighed.evidence));
  OpenReview(house_, &review, call_);
  row_.add_review_ids(review.review_id());
}

absl::Status Filer::KeepFormerNames() {
  absl::StatusOr<v1::TraitsRow> before = storage::GetRow<v1::TraitsRow>(
      ahead(), storage::kTraits, record().record_id());
  if (!before.ok()) return before.status();
  match::KeepFormerNames(before->traits(), traits_.mutable_traits());
  return absl::OkStatus();
}

absl::Status Filer::ReopenReviews() {
  for (const std::string& review_id : row_.review_ids()) {
    absl::StatusOr<v1::ReviewRow> before =
        storage::GetRow<v1::ReviewRow>(ahead(), storage::kReviews, review_id);
    if (!before.ok()) return before.status();
    if (before->review().state() != v1::REVIEW_STATE_AWAITS_MORE) continue;
    v1::ReviewRow after = *before;
    *after.mutable_review()->mutable_reopen_time() = TimestampOf(call_->now);
    PutReview(std::move(after), *before, call_);
  }
  return absl::OkStatus();
}

void Filer::Remember(const WeighedChild& nearest, bool is_linked) {
  v1::FilingRow filing;
  *filing.mutable_evidence() = nearest.evidence;
  filing.set_candidate_id(nearest.record_id);
  filing.set_is_linked(is_linked);
  filing.set_filed_unix_nanos(absl::ToUnixNanos(call_->now));
  puts().push_back({Key(storage::kFilings, record().record_id()),
                    filing.SerializeAsString()});
}

// By chance, and yet the same for the same record.
bool Filer::IsDrawn() const {
  const int samples = house_.review_practice.samples_per_thousand;
  if (samples <= 0) return false;
  const std::string digest = house_.seal.Digest("sample", record().record_id());
  return storage::FromBigEndian64(digest.substr(0, 8)) % 1000 <
         static_cast<uint64_t>(samples);
}

v1::NativeReference Filer::NativeName() const {
  v1::NativeReference name;
  name.set_system(record().system());
  name.set_form(record().form());
  name.set_native_id(record().native_id());
  return name;
}

void Filer::PutAll(const std::string& child_id) {
  const v1::Record& r = record();
  row_.set_child_id(child_id);
  row_.set_native_digest(NativeDigest());
  v1::NativeReference name = NativeName();
  puts().push_back({NativeKey(house_.seal, name), r.record_id()});
  name.clear_form();
  puts().push_back({NativeKey(house_.seal, name), r.record_id()});
  puts().push_back(
      {Key(storage::kTraits, r.record_id()), traits_.SerializeAsString()});
  if (!is_replacing_) {
    puts().push_back(
        {Key(storage::kOwnRecords,
             absl::StrCat(Joined(r.system(), ""),
                          storage::BigEndian64(absl::ToUnixNanos(call_->now)),
                          r.record_id())),
         std::string()});
  }
  call_->placed = [&identities = house_.identities, record_id = r.record_id(),
                   traits = std::move(traits_)] {
    identities.Put(record_id, traits);
  };
  puts().push_back(
      {Key(storage::kRecords, r.record_id()), row_.SerializeAsString()});
}

}  // namespace

std::string NativeKey(const storage::Seal& seal,
                      const v1::NativeReference& native) {
  const std::string id = Joined(native.system(), native.native_id());
  return native.form().empty()
             ? Key(storage::kNativeAnyForm, seal.Digest("native-any-form", id))
             : Key(storage::kNative,
                   seal.Digest("native", Joined(id, native.form())));
}

std::vector<WeighedChild> QuestionsAbout(const House& house,
                                         const v1::TraitsRow& row,
                                         absl::string_view record_id) {
  std::vector<WeighedChild> weighed = house.identities.Weigh(row, record_id);
  weighed.erase(std::remove_if(weighed.begin(), weighed.end(),
                               [&](const WeighedChild& other) {
                                 const v1::Verdict verdict = other.verdict;
                                 return other.child_id == row.child_id()
                                            ? verdict == v1::VERDICT_SAME
                                            : verdict == v1::VERDICT_DIFFERENT;
                               }),
                weighed.end());
  return weighed;
}

absl::StatusOr<Filed> File(const House& house, Submitted submitted,
                           Call* call) {
  return Filer(house, std::move(submitted), call).Run();
}

}  // namespace saan
