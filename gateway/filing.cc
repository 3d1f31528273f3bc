#include "gateway/filing.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/match/match.h"
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
  void OpenReview(const WeighedChild& weighed, const std::string& child_id);
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
  // What a record says anew never moves it by itself: it stays where it is, and
  // a person is asked when it now looks like another child, or unlike its own.
  const bool is_alone = child->record_ids_size() == 1;
  size_t reviews = 0;
  for (const WeighedChild& other :
       house_.identities.Weigh(traits_, record().record_id())) {
    const bool is_own = other.child_id == child->child_id();
    const bool asks =
        is_own ? other.evidence.verdict() != v1::VERDICT_SAME && !is_alone
               : other.evidence.verdict() != v1::VERDICT_DIFFERENT;
    if (asks && row_.review_ids().empty() && reviews < kMaxReviews) {
      OpenReview(other, child->child_id());
      ++reviews;
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
      !weighed.empty() && weighed[0].evidence.verdict() == v1::VERDICT_SAME;
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
    if (weighed[i].evidence.verdict() == v1::VERDICT_DIFFERENT) continue;
    if (is_linked && weighed[i].evidence.verdict() != v1::VERDICT_SAME)
      continue;
    if (reviews == kMaxReviews) break;
    OpenReview(weighed[i], child.child_id());
    ++reviews;
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

void Filer::OpenReview(const WeighedChild& weighed,
                       const std::string& child_id) {
  v1::ReviewRow row;
  v1::Review& review = *row.mutable_review();
  review.set_review_id(NewHandle(house_.env));
  review.set_state(v1::REVIEW_STATE_OPEN);
  review.mutable_record()->set_record_id(record().record_id());
  review.mutable_record()->set_agency(record().agency());
  review.mutable_record()->set_system(record().system());
  review.mutable_record()->set_child_id(child_id);
  review.mutable_candidate()->set_record_id(weighed.record_id);
  review.mutable_candidate()->set_child_id(weighed.child_id);
  review.mutable_candidate()->set_agency(weighed.agency);
  review.mutable_candidate()->set_system(weighed.system);
  *review.mutable_evidence() = weighed.evidence;
  *review.mutable_create_time() = TimestampOf(call_->now);
  row_.add_review_ids(review.review_id());
  storage::PutRow<v1::ReviewRow>(storage::kReviews, review.review_id(), row,
                                 nullptr, &call_->changes);
  puts().push_back(
      {Key(storage::kReviewOrder,
           absl::StrCat(storage::BigEndian64(absl::ToUnixNanos(call_->now)),
                        review.review_id())),
       std::string()});
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

absl::StatusOr<Filed> File(const House& house, Submitted submitted,
                           Call* call) {
  return Filer(house, std::move(submitted), call).Run();
}

}  // namespace saan
